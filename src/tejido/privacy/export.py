"""A person's copy of everything that reaches them, as data. The form is described in docs/guides/person-export.md."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from tejido.core.models import AuditEntry, OutgoingMail
from tejido.interop.clues import rows_that_name
from tejido.network.models import RoleAssignment
from tejido.network.roles import ROLES
from tejido.people.clues import clues_of
from tejido.people.models import Person
from tejido.people.queries import without_untold
from tejido.people.trail import in_words
from tejido.privacy.kinds import KINDS, SECRET, Kind

FORMAT, VERSION = "tejido.person", 1
# What a row points at beside persons: told by its own words, so that another installation can find or make it.
TOLD: dict[str, tuple[str, ...]] = {
    "people.ConsentText": ("purpose", "text_version", "language", "text", "published_on"),
    "programmes.Programme": ("slug", "name", "kind", "about"),
    "programmes.Cohort": ("slug", "name", "arm", "starts_on", "ends_on", "programme"),
    "outcomes.Assessment": ("code",),
    "outcomes.Measure": ("slug", "label", "kind", "unit", "direction", "levels", "lowest", "highest"),
    "network.Organisation": ("slug", "name", "country"),
    "network.Network": ("slug", "name"),
}


def everything_about(person: Person) -> dict[str, Any]:
    """The whole copy: one list of rows for each kind, and what was left out with the reason."""
    organisation = person.organisation
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now().isoformat(),
        "organisation": {"name": organisation.name, "slug": organisation.slug, "country": organisation.country},
        "person": person.code,
        "records": {kind.slug: [row_of(kind, row) for row in kind.rows_of(person)] for kind in KINDS},
        "looks": looks_of(person),
        "mails": mails_to(person),
        "import_rows": [{"row": row.number, "cells": row.cells} for row in rows_that_name(person.register_code, clues_of(person, shared=False), organisation)],
        "left_out": left_out(),
    }


def row_of(kind: Kind, row: Any) -> dict[str, Any]:
    return {field.name: value_of(row, field) for field in kind.fields()}


def value_of(row: Any, field: Any) -> Any:
    """A value as JSON can hold it; a row that is pointed at is told by its own words."""
    if field.is_relation:
        other = getattr(row, field.name)
        return None if other is None else {name: value_of(other, other._meta.get_field(name)) for name in TOLD[other._meta.label]}
    value = getattr(row, field.attname)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return value


def looks_of(person: Person) -> list[dict[str, Any]]:
    """Who did and who looked at what, by role instead of by name: whoever works there has a right to their own data too."""
    roles: dict[str, set[str]] = {}
    for assignment in RoleAssignment.objects.filter(organisation=person.organisation).select_related("user"):
        roles.setdefault(assignment.user.code, set()).add(str(ROLES[assignment.role].label))
    own = person.account.code if person.account else ""
    return [
        {
            "at": entry.at.isoformat(),
            "what": in_words(entry),
            "who": "self" if own and entry.actor == own else ", ".join(sorted(roles.get(entry.actor, ()))) or ("system" if not entry.actor else "colleague"),
            "fields": list(entry.fields),
        }
        for entry in without_untold(lines_about(person))
    ]


def lines_about(person: Person) -> Any:
    """The lines of the trail that tell of this person, alone or on a page with others."""
    return AuditEntry.objects.filter(Q(person=person.code) | Q(persons__contains=person.code), organisation=person.organisation.code).order_by("at", "id")


def mails_of(person: Person) -> QuerySet[OutgoingMail]:
    """Every message to one of the person's addresses, however it was spelled."""
    return OutgoingMail.objects.annotate(low=Lower("recipient")).filter(low__in={address.lower() for address in addresses_of(person)})


def mails_to(person: Person) -> list[dict[str, Any]]:
    """That a message was sent. Its text is forgotten on arrival; one that waits may carry the link that opens an account."""
    return [{"recipient": mail.recipient, "subject": mail.subject, "created_at": mail.created_at.isoformat()} for mail in mails_of(person).order_by("pk")]


def addresses_of(person: Person) -> set[str]:
    """Every address at which mail may have been sent to this person."""
    from allauth.account.models import EmailAddress

    told = {clue for clue in clues_of(person) if "@" in clue}
    if person.account is not None:
        told |= {person.account.email, *EmailAddress.objects.filter(user=person.account).values_list("email", flat=True)}
    return told


def left_out() -> list[dict[str, str]]:
    return [
        {"kind": kind.slug, "field": name, "why": str(why)}
        for kind in KINDS
        for name, why in kind.left_out.items()
    ] + [{"kind": "mails", "field": "body", "why": str(SECRET)}]
