"""The question after a breach: of which persons was what seen or changed, when and by whom? Answered from the trail alone."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from django.db.models import Q, QuerySet

from tejido.core.actors import names_of
from tejido.core.models import AuditEntry
from tejido.core.spreadsheet import csv_line


@dataclass
class Touched:
    """What the trail says of one person in the time that was asked about."""

    person: str
    organisation: str
    first: dt.datetime
    last: dt.datetime
    lines: int = 0
    verbs: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    accounts: dict[str, str] = field(default_factory=dict)


def touched_in(lines: QuerySet[AuditEntry], since: dt.datetime, until: dt.datetime, account: str = "") -> list[Touched]:
    """Everybody whom `lines` of that time tell of, by code. One pass."""
    lines = lines.filter(at__gte=since, at__lt=until).filter(~Q(person="") | ~Q(persons=""))
    if account:
        lines = lines.filter(actor=account)
    found: dict[tuple[str, str], Touched] = {}
    columns = ("at", "organisation", "person", "persons", "verb", "fields", "actor", "actor_name")
    for at, place, person, persons, verb, fields, actor, name in lines.order_by().values_list(*columns).iterator(chunk_size=5000):
        for code in {person, *persons.split()} - {""}:
            one = found.get((place, code))
            if one is None:
                one = found[place, code] = Touched(code, place, at, at)
            one.first, one.last, one.lines = min(one.first, at), max(one.last, at), one.lines + 1
            one.verbs.add(verb)
            one.fields.update(fields)
            one.accounts[actor] = name
    names = names_of({code for one in found.values() for code in one.accounts})
    for one in found.values():
        one.accounts = {code: name or names.get(code, "") for code, name in one.accounts.items()}
    return sorted(found.values(), key=lambda one: (one.organisation, one.person))


HEADER = ("organisation", "person", "first", "last", "lines", "what", "fields", "accounts")


def as_rows(touched: Iterable[Touched], in_words: Callable[[str], str] = str) -> Iterator[tuple[str, ...]]:
    yield HEADER
    for one in touched:
        yield (
            one.organisation, one.person, one.first.isoformat(timespec="seconds"), one.last.isoformat(timespec="seconds"), str(one.lines),
            "; ".join(sorted(map(in_words, one.verbs))), ", ".join(sorted(one.fields)),
            ", ".join(f"{name} ({code})" if code else "-" for code, name in sorted(one.accounts.items())),
        )  # fmt: skip


def write_csv(touched: Iterable[Touched], to: IO[str], in_words: Callable[[str], str] = str) -> None:
    to.writelines(csv_line(row, ",") for row in as_rows(touched, in_words))
