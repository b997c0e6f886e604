"""Reads about imports."""

import hashlib
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tejido.core.models import AuditEntry
from tejido.interop.models import Import, ImportRow, RememberedMapping
from tejido.network.models import Organisation
from tejido.outcomes.models import Assessment, Goal, Measurement, Spell
from tejido.people.models import Consent, Person
from tejido.programmes.models import Enrolment

LOOKS = ("_viewed", "_searched")  # endings of verbs that change nothing


FACTS = (Consent, Enrolment, Assessment, Measurement, Spell)


def header_hash(header: tuple[str, ...] | list[str]) -> str:
    """The header row as a key: the same columns in the same order."""
    return hashlib.sha256("\x1f".join(name.casefold() for name in header).encode()).hexdigest()


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
