"""The trail in plain words: what a line says to somebody who never saw our code."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import ngettext

from tejido.core.actors import names_of
from tejido.core.models import AuditEntry
from tejido.network.models import EmergencyAccess, RoleAssignment
from tejido.network.roles import ROLES
from tejido.people.apps import PeopleConfig


@cache
def words() -> dict[str, Any]:
    """Verb of the trail → plain words, from the `trail_words` of every app."""
    return {verb: text for config in apps.get_app_configs() for verb, text in getattr(config, "trail_words", {}).items()}


def in_words(entry: AuditEntry) -> str:
    """What this line says was done."""
    return str(words().get(entry.verb, entry.verb))


def about(entry: AuditEntry) -> str:
    """What this line is about: the kind of thing by its own name, and its code."""
    label, _colon, code = entry.target.partition(":")
    try:
        kind = apps.get_model(label)._meta.verbose_name
    except (LookupError, ValueError):
        return entry.target
    return f"{str(kind)[:1].upper()}{str(kind)[1:]} {code}".strip()


@dataclass(frozen=True)
class Line:
    """What one account did with a record on one day, as a page shows it: each thing once, with how often."""

    at: dt.datetime
    who: str
    role: str
    what: str
    is_look: bool
    is_own: bool
    emergency: str


def lines_of(entries: Iterable[AuditEntry], own_account: str = "") -> list[Line]:
    """The lines of `entries` (newest first), grouped by who, on which day, doing what; those of the person's own account are marked."""
    entries = list(entries)
    groups: dict[tuple[dt.date, str, str, str], list[AuditEntry]] = {}
    names = names_of(entry.actor for entry in entries)
    for entry in entries:
        groups.setdefault((timezone.localdate(entry.at), entry.actor, entry.verb, entry.emergency), []).append(entry)
    actors = {key[1] for key in groups} - {""}
    roles = roles_by_account(actors, {entries[0].organisation for entries in groups.values()})
    why = dict(EmergencyAccess.objects.filter(code__in={key[3] for key in groups} - {""}).values_list("code", "category"))
    return [
        Line(
            rows[0].at, rows[0].actor_name or names.get(actor, ""), ", ".join(roles.get(actor, ())), often(in_words(rows[0]), len(rows)), verb in PeopleConfig.looking,
            bool(own_account) and actor == own_account, str(EmergencyAccess.Category(why[emergency]).label) if emergency in why else "",
        )
        for (_day, actor, verb, emergency), rows in groups.items()
    ]  # fmt: skip


def often(what: str, times: int) -> str:
    if times == 1:
        return what
    return ngettext("%(what)s, %(n)s vez", "%(what)s, %(n)s veces", times) % {"what": what, "n": times}


def roles_by_account(accounts: Collection[str], places: Collection[str]) -> dict[str, list[str]]:
    """What each account is at these places, in words; a role that ended is still what it was when it looked."""
    held = RoleAssignment.objects.filter(user__code__in=accounts, organisation__code__in=places).order_by("-starts_on").values_list("user__code", "role")
    found: dict[str, list[str]] = {}
    for account, role in held:
        label = str(ROLES[role].label)
        if label not in found.setdefault(account, []):
            found[account].append(label)
    return found
