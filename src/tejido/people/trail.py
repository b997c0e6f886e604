"""The trail in plain words: what a line says to somebody who never saw our code."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps

from tejido.core.actors import names_of
from tejido.core.models import AuditEntry
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
    """A line of the trail as a page shows it."""

    at: Any
    who: str
    what: str
    is_look: bool
    is_own: bool


def lines_of(entries: Any, own_account: str = "") -> list[Line]:
    """The lines of `entries`; those of the person's own account are marked."""
    entries = list(entries)
    names = names_of(e.actor for e in entries)
    return [
        Line(e.at, e.actor_name or names.get(e.actor, ""), in_words(e), e.verb in PeopleConfig.looking, bool(own_account) and e.actor == own_account)
        for e in entries
    ]
