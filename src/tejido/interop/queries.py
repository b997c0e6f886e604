"""Reads about imports."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tejido.core.models import AuditEntry
from tejido.core.sealed_files import in_the_clear
from tejido.interop.models import Import, ImportRow, RememberedMapping
from tejido.interop.reading import Reading, Row, read_rows
from tejido.network.models import Organisation
from tejido.outcomes.models import Assessment, Goal, Measurement, Spell
from tejido.people.models import Consent, ConsentText, Person
from tejido.programmes.models import Cohort, Enrolment

UNDO = dt.timedelta(days=7)
LOOKS = ("_viewed", "_searched", "_listed")  # endings of verbs that change nothing


FACTS = (Consent, Enrolment, Assessment, Measurement, Spell)


PROBLEM_COLUMNS = frozenset({"problema", "problem", "probléma"})  # added by our own download of the rows to correct


def header_hash(header: tuple[str, ...] | list[str]) -> str:
    """The header row as a key: the same columns in the same order. A corrected download keeps the key of its register."""
    names = [name.casefold() for name in header if name.casefold() not in PROBLEM_COLUMNS]
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def remembered_mapping(organisation: Organisation, header: tuple[str, ...]) -> dict[str, Any] | None:
    found = RememberedMapping.objects.filter(organisation=organisation, header_hash=header_hash(header)).first()
    return found.mapping if found else None


def rows_to_fix(brought: Import) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(brought=brought, is_fixed=False)


def persons_worked_on_since(brought: Import) -> QuerySet[Person]:
    """Persons that an undo leaves alone: somebody added or corrected something since, or another register did.

    Every change by hand leaves a line of the trail with the person's code, so the trail is the memory of what was done.
    """
    by_hand = AuditEntry.objects.filter(person=OuterRef("code"), at__gt=brought.created_at)
    for ending in LOOKS:
        by_hand = by_hand.exclude(verb__endswith=ending)
    elsewhere = Q(Exists(Goal.objects.filter(person=OuterRef("pk"))))
    for model in FACTS:
        elsewhere |= Q(Exists(model._default_manager.filter(person=OuterRef("pk")).exclude(source=brought.code)))
    touched = Person.objects.filter(_told_of(brought), organisation=brought.organisation)
    return touched.filter(Q(Exists(by_hand)) | (Q(source=brought.code) & elsewhere))


def _told_of(brought: Import) -> Q:
    """Persons whom the import opened or told something of."""
    told = Q(source=brought.code)
    for model in FACTS:
        told |= Q(Exists(model._default_manager.filter(person=OuterRef("pk"), source=brought.code)))
    return told


def beginning(brought: Import, most: int) -> Iterator[Row]:
    """The first rows of the file."""
    with in_the_clear(brought.file) as path:
        yield from islice(read_rows(path, Reading.from_json(brought.reading)), most)


def first_values(brought: Import, most: int = 3) -> tuple[dict[str, list[str]], list[Row]]:
    """Some different values of each column, straight from the file, and the rows they stand in: nothing of a row is kept anywhere else."""
    found: dict[str, list[str]] = {name: [] for name in brought.reading["header"]}
    shown = {}
    for row in beginning(brought, 200):
        for name, text in zip(found, row.cells, strict=False):
            if text and len(found[name]) < most and text not in found[name]:
                found[name].append(text[:60])
                shown[row.number] = row
    return found, list(shown.values())


def register_codes_in(brought: Import, rows: Iterable[Row | ImportRow]) -> dict[int, str]:
    """Number of each row → what the column of register codes says there; empty where no column is matched to it yet."""
    says = brought.mapping.get("columns", {})
    header = list(brought.reading["header"])
    at = next((place for place, name in enumerate(header) if says.get(name) == "person.register_code"), None)
    if at is None:
        return {row.number: "" for row in rows}
    return {row.number: (row.cells.get(header[at], "") if isinstance(row, ImportRow) else "".join(row.cells[at : at + 1])).strip() for row in rows}


def persons_known_in(organisation: Organisation, register_codes: Iterable[str]) -> list[str]:
    """Codes of the persons of an organisation whom its register calls so, some hundred at a time."""
    wanted = sorted(set(register_codes) - {""})
    known: list[str] = []
    for start in range(0, len(wanted), 500):
        known += Person.objects.filter(organisation=organisation, register_code__in=wanted[start : start + 500]).values_list("code", flat=True)
    return known


def different_values(brought: Import, columns: list[str], most: int = 30) -> dict[str, list[str]]:
    """The different words of some columns in the first rows of a file, for matching them one by one."""
    header = list(brought.reading["header"])
    places = {name: header.index(name) for name in columns if name in header}
    found: dict[str, dict[str, None]] = {name: {} for name in places}
    for row in beginning(brought, 5000):
        for name, at in places.items():
            text = row.cells[at].strip() if at < len(row.cells) else ""
            if text and len(found[name]) < most:
                found[name].setdefault(text)
    return {name: list(words) for name, words in found.items()}


def first_rows(brought: Import, most: int = 20) -> list[Row]:
    return list(beginning(brought, most))


def cohorts_of(organisation: Organisation) -> list[tuple[str, str]]:
    """(programme/slug, words) of the cohorts that a register may speak of."""
    rows = Cohort.objects.filter(organisation=organisation).select_related("programme").order_by("programme__name", "name")
    return [(f"{row.programme.slug}/{row.slug}", f"{row.name} ({row.programme.name})") for row in rows]


def text_versions() -> list[str]:
    """Versions of the consent texts, the newest first."""
    return list(dict.fromkeys(ConsentText.objects.order_by("-published_on", "-pk").values_list("text_version", flat=True)))


def can_be_undone(brought: Import) -> bool:
    """For seven days after it ended."""
    return brought.status in {Import.Status.DONE, Import.Status.FAILED} and (brought.finished_at or brought.created_at) > timezone.now() - UNDO
