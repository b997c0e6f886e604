"""Who watches over the records of a place, and how they are told: a notice on their desk and a neutral message, both in the same transaction."""

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from tejido.accounts.models import User
from tejido.core.outbound import send_mail
from tejido.core.scope import also_within
from tejido.network.models import Membership, Network, Notice, Organisation, RoleAssignment
from tejido.ui.days import as_day

IN_ORDER = ("data_protection_officer", "director", "network_coordinator")


def watchers_of(place: Organisation | Network, *, but: Any = None) -> list[User]:
    """Accounts that watch over `place`: its data-protection officers, else its direction. Nobody watches over themselves alone (`but`).

    Where an organisation has nobody else, those of its networks are told that something happened there, without being able to open it.
    """
    where = {"network": place} if isinstance(place, Network) else {"organisation": place}
    with also_within(*([] if isinstance(place, Network) else [place])):
        held = list(RoleAssignment.objects.on().filter(**where, role__in=IN_ORDER, user__is_active=True).select_related("user"))
    for role in IN_ORDER:
        others = {one.user.pk: one.user for one in held if one.role == role and one.user != but}
        if others:
            return list(others.values())
    if isinstance(place, Organisation):
        for membership in Membership.objects.on().filter(organisation=place).select_related("network"):
            if above := watchers_of(membership.network, but=but):
                return above
    return []


def notify(place: Organisation | Network, capability: str, text: str, link: str = "", **values: Any) -> Notice:
    """Put a notice on the desks of those who hold `capability` at `place`.

    `text` is a Spanish sentence of the catalogues (mark it with gettext_noop) that may name `values`: codes, numbers, days and accounts, never a person.
    """
    where = {"network": place} if isinstance(place, Network) else {"organisation": place}
    kept = {name: {"day": value.isoformat()} if isinstance(value, dt.date) else value for name, value in values.items()}
    return Notice.objects.create(**where, capability=capability, text=text, values=kept, link=link)


def words_of(notice: Notice) -> str:
    """The sentence of a notice, in the language of whoever reads it."""
    return gettext(notice.text) % {name: as_day(dt.date.fromisoformat(value["day"])) if isinstance(value, dict) else value for name, value in notice.values.items()}


def tell(accounts: list[User], place: Organisation | Network) -> None:
    """Tell these accounts by mail that a notice waits: neutral words, for others may read over the shoulder."""
    for account in accounts:
        with translation.override(account.language):
            body = _("Hola, %(name)s:\n\nHay un aviso para usted. Entre en Tejido y léalo en «Avisos».\n\nEste mensaje no dice más a propósito.") % {"name": account.name}
            send_mail(account.email, _("Hay un aviso para usted"), body, organisation=place)
