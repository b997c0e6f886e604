"""The question after a breach: of which persons was what seen or changed, when and by whom? Answered from the trail alone."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO

from django.apps import apps
from django.db.models import Q, QuerySet

from tejido.core.actors import names_of
from tejido.core.models import AuditEntry
from tejido.core.spreadsheet import csv_line


@dataclass
class Touched:
    """What the trail says of one person in the time that was asked about; or, without a person, of `rows` of one register that came in."""

    person: str
    organisation: str
    first: dt.datetime
    last: dt.datetime
    lines: int = 0
    verbs: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    accounts: dict[str, str] = field(default_factory=dict)
    register: str = ""
    notes: set[str] = field(default_factory=set)

    @property
    def rows(self) -> int:
        return rows_told(self.notes)


def note_of_rows(numbers: Collection[int]) -> str:
    """What a line says of the rows it tells of: how many, and from which to which. Whose they are may not be known yet."""
    return f"{len(numbers)} ({min(numbers)}–{max(numbers)})" if numbers else "0"


def rows_told(notes: Iterable[str]) -> int:
    """How many rows these notes tell of, the same page once. Lines of earlier versions say no number."""
    return sum(int(found[0]) for note in set(notes) if (found := re.match(r"\d+", note)))


def verbs_of_rows() -> set[str]:
    """The verbs that tell of rows with names in them, of persons who may have no code: `rows_seen` of every app."""
    return {verb for config in apps.get_app_configs() for verb in getattr(config, "rows_seen", ())}


def touched_in(lines: QuerySet[AuditEntry], since: dt.datetime, until: dt.datetime, account: str = "") -> list[Touched]:
    """Everybody whom `lines` of that time tell of, by code, and the registers of which rows were seen. One pass."""
    of_rows = verbs_of_rows()
    lines = lines.filter(at__gte=since, at__lt=until).filter(~Q(person="") | ~Q(persons="") | Q(verb__in=of_rows))
    if account:
        lines = lines.filter(actor=account)
    found: dict[tuple[str, str, str], Touched] = {}
    columns = ("at", "organisation", "person", "persons", "verb", "fields", "actor", "actor_name", "target", "note")
    for at, place, person, persons, verb, fields, actor, name, target, note in lines.order_by().values_list(*columns).iterator(chunk_size=5000):
        told = [(code, "") for code in {person, *persons.split()} - {""}]
        if verb in of_rows:
            told.append(("", target.partition(":")[2]))
        for code, register in told:
            one = found.get((place, code, register))
            if one is None:
                one = found[place, code, register] = Touched(code, place, at, at, register=register)
            one.first, one.last, one.lines = min(one.first, at), max(one.last, at), one.lines + 1
            one.verbs.add(verb)
            one.fields.update(fields)
            one.accounts[actor] = name
            if register:
                one.notes.add(note)
    names = names_of({code for one in found.values() for code in one.accounts})
    for one in found.values():
        one.accounts = {code: name or names.get(code, "") for code, name in one.accounts.items()}
    return sorted(found.values(), key=lambda one: (one.organisation, one.person, one.register))


def persons_in(touched: Iterable[Touched]) -> int:
    return len({one.person for one in touched} - {""})


HEADER = ("organisation", "person", "first", "last", "lines", "what", "fields", "accounts", "register", "rows")


def as_rows(touched: Iterable[Touched], in_words: Callable[[str], str] = str) -> Iterator[tuple[str, ...]]:
    yield HEADER
    for one in touched:
        yield (
            one.organisation, one.person, one.first.isoformat(timespec="seconds"), one.last.isoformat(timespec="seconds"), str(one.lines),
            "; ".join(sorted(map(in_words, one.verbs))), ", ".join(sorted(one.fields)),
            ", ".join(f"{name} ({code})" if code else "-" for code, name in sorted(one.accounts.items())),
            one.register, str(one.rows or ""),
        )  # fmt: skip


def write_csv(touched: Iterable[Touched], to: IO[str], in_words: Callable[[str], str] = str) -> None:
    to.writelines(csv_line(row, ",") for row in as_rows(touched, in_words))
