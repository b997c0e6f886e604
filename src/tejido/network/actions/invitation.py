"""Inviting by e-mail address: whoever reads that mailbox decides. Until then nothing is given, and nothing is said of whose address it is."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tejido.accounts.actions import open_account, reopen_account
from tejido.accounts.models import User
from tejido.core import outbound
from tejido.core.scope import also_within
from tejido.core.trail import Refused, record, require
from tejido.network.actions.role import NotToOneself, RoleHeld, at, give_role, refuse_misplaced
from tejido.network.models import Invitation, Network, Organisation, RoleAssignment
from tejido.network.permissions import can_accept_invitation, can_assign_role, can_withdraw_invitation
from tejido.network.queries import account_of, roles_anywhere

LASTS = dt.timedelta(days=3)  # whoever is invited may be away for a weekend


class InvitationOver(Refused):
    """Too old, accepted, withdrawn, or no longer one that this place makes: the same words for all of them."""


@transaction.atomic
def invite_colleague(
    email: str, name: str, role: str, place: Organisation | Network, *, by: Any, address: str, language: str = "es"
) -> Invitation:
    """Offer a role at a place to whoever reads the mail of an address. Accounts are not looked at, so that every address is answered alike.

    `address` is the root of this installation as the inviter sees it, for the link in the message.
    """
    require(can_assign_role(by, role, place))
    refuse_misplaced(role, place)
    email = email.strip().lower()
    if email == by.email.lower():
        raise NotToOneself(_("Nadie se da un papel a sí mismo. Pídalo a otra persona de la dirección."))
    if RoleAssignment.objects.on().filter(user__email__iexact=email, user__is_active=True, role=role, **at(place)).exists():
        raise RoleHeld(_("%(name)s ya tiene ese papel aquí.") % {"name": email})  # the list of colleagues says so too
    Invitation.objects.filter(email=email, role=role, **at(place)).delete()  # asked again: only the newest link opens
    invitation = Invitation.objects.create(
        email=email, name=name.strip(), role=role, language=language, invited_by=by, expires_at=timezone.now() + LASTS, **at(place)
    )
    record("network.invited", by=by, on=invitation, organisation=place, fields={"email": email, "role": role}, note=role)
    send_invitation(invitation, address)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Any) -> None:
    """Its link opens nothing from now on."""
    require(can_withdraw_invitation(by, invitation))
    record("network.invitation_withdrawn", by=by, on=invitation, organisation=invitation.place, note=invitation.role)
    invitation.delete()


@transaction.atomic
def accept_invitation(link: str, *, by: Any, password: str = "") -> RoleAssignment:
    """Take the role that the link offers: as the account of the invited address, or with a new one where it has none, or a closed one."""
    with opened(link) as invitation:
        account, place = account_of(invitation.email), invitation.place
        if account is not None and account.is_active:
            require(can_accept_invitation(by, invitation))
        elif account is not None:
            require(bool(password))
            account = reopen_account(account, invitation.email, by=account, password=password)
        else:
            require(bool(password))
            account = open_account(invitation.email, invitation.name, by=None, language=invitation.language, password=password, is_demo=place.is_demo)
        record("network.invitation_accepted", by=account, on=invitation, organisation=place, note=invitation.role)
        assignment = give_role(account, invitation.role, place, by=invitation.invited_by)
        invitation.delete()
    return assignment


@contextmanager
def opened(link: str) -> Iterator[Invitation]:
    """The invitation of a link, for a block that reaches its place: whoever holds the link is not inside yet."""
    over = InvitationOver(_("Esta invitación ya no vale. Pida otra a quien le invitó."))
    try:
        code, place_code = _signer().unsign(link).split("-")
    except (BadSignature, ValueError):
        raise over from None
    place = Organisation.objects.filter(code=place_code).first()
    with also_within(place) if place else nullcontext():
        asked = Invitation.objects.select_for_update(of=("self",)).filter(code=code, expires_at__gt=timezone.now())
        invitation = asked.select_related("organisation", "network", "invited_by").first()
        account = account_of(invitation.email) if invitation else None
        if invitation is None or (account and not opens_for_who_is_invited(account)) or not can_assign_role(invitation.invited_by, invitation.role, invitation.place):
            raise over
        yield invitation


def opens_for_who_is_invited(account: User) -> bool:
    """Whoever has left can be invited back. An account that was closed while it held roles is opened again at the console only:
    otherwise a stolen one would come back with them, for whoever took its mailbox too."""
    return account.is_active or not roles_anywhere(account)


def link_of(invitation: Invitation) -> str:
    """What only the invited mailbox learns. It is computed, not kept: a copy of the database accepts nothing."""
    return _signer().sign(f"{invitation.code}-{invitation.place.code}")


def _signer() -> Signer:
    return Signer(salt="tejido.network.invitation", sep=".")


def send_invitation(invitation: Invitation, address: str) -> None:
    """A neutral message: it names neither the organisation nor what it works on, for others may read over the shoulder."""
    path = reverse("network:invitation", args=[link_of(invitation)])
    with translation.override(invitation.language):
        subject = _("Una invitación en Tejido")
        body = _(
            "Hola, %(name)s:\n\n%(inviter)s le invita a trabajar con Tejido.\n\n"
            "Lea aquí a qué le invita y acepte si quiere (el enlace sirve tres días):\n%(link)s\n\n"
            "Si ya tiene una cuenta, entre con ella; si no, elija allí su contraseña.\n"
            "Después le pediremos un segundo paso para entrar: prepararlo toma dos minutos.\n\n"
            "Si no esperaba este mensaje, no tiene que hacer nada."
        ) % {"name": invitation.name, "inviter": invitation.invited_by, "link": address.rstrip("/") + path}
    outbound.send_mail(invitation.email, subject, body, organisation=invitation.place)
