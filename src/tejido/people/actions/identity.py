"""Verbs about names and contacts. Every read of them leaves a line too."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import claim, record, require
from tejido.network.permissions import holds, organisations_where
from tejido.people.actions.looking import look
from tejido.people.actions.person import ImpossibleDay
from tejido.people.models import Identity, Person
from tejido.people.names import Found, answers_to, are_too_many, compared, reached_at
from tejido.people.permissions import can_correct_identity, can_look_at_identity, identities_visible_to


@transaction.atomic
def look_at_identity(person: Person, *, by: Any) -> Identity:
    """Name and contact of one person."""
    require(can_look_at_identity(by, person))
    look(person, "people.identity_viewed", by=by)
    return Identity.objects.filter(person=person).first() or Identity(person=person)


@transaction.atomic
def correct_identity(person: Person, *, by: Any, version: int | None = None, **changes: Any) -> Identity:
    """Correct name and contact. They carry the version of the person's record."""
    require(can_correct_identity(by, person))
    if changes.get("birth_date") and changes["birth_date"] > today():
        raise ImpossibleDay(_("Esta fecha todavía no llega. Escriba la fecha de nacimiento, o déjela vacía."), "birth_date")
    claim(person, version)
    identity = Identity.objects.filter(person=person).first() or Identity(person=person)
    fields = {name: value for name, value in changes.items() if getattr(identity, name) != value}
    for name, value in fields.items():
        setattr(identity, name, value)
    identity.save()
    record("people.identity_corrected", by=by, on=person, fields=fields)
    return identity


@transaction.atomic
def find_by_name(words: str, *, by: Any) -> Found:
    """Primary keys of the persons whose name begins with these words, or whose phone number or e-mail address they are, among those whom
    `by` may identify. The words are not written down."""
    require(holds(by, "people.identify"))
    there = identities_visible_to(by)
    found = Found(reached_at(there, words, organisations_where(by, "people.identify")))
    if not found:
        found.extend(identity.person_id for identity in compared(there) if answers_to(identity, words))
        found.only_newest = are_too_many(there)
    for organisation in organisations_where(by, "people.identify"):
        record("people.names_searched", by=by, organisation=organisation, note=f"{len(found)} found")
    return found
