"""Looks are written down where they happen: pages that show names, and pages of one person."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from tejido.core.trail import record, require
from tejido.network.actions import watch_listing, watch_reading
from tejido.network.models import Organisation
from tejido.people.models import Person
from tejido.people.permissions import can_look_at_person, names_visible_to


@transaction.atomic
def look(person: Person, verb: str, *, by: Any) -> Person:
    """Open a page about one person: who looked is written down, the person can read it, and many such looks in an hour are noticed."""
    require(can_look_at_person(by, person))
    record(verb, by=by, on=person)
    if person.account_id != by.pk:
        watch_reading(by, person.organisation)
    return person


@transaction.atomic
def look_at_name(person: Person, *, by: Any) -> str:
    """What to call this person on a page of their own; empty without leave to see the name. The look is told either way."""
    look(person, "people.name_viewed", by=by)
    return names_visible_to(by, [person]).get(person.pk, "")


@transaction.atomic
def look_at_names(persons: Iterable[Person], *, by: Any, named: bool = True) -> dict[int, str]:
    """What to call each person of a page of a list, by primary key. The page leaves one line with the codes of all of them.

    Without `named` the page shows codes only.
    """
    require(getattr(by, "is_authenticated", False))
    shown = list(persons)
    names = names_visible_to(by, shown) if named else {}
    others = [person for person in shown if person.account_id != by.pk]
    for organisation in Organisation.objects.filter(pk__in={person.organisation_id for person in others}):
        codes = [person.code for person in others if person.organisation_id == organisation.pk]
        record("people.names_listed" if names else "people.persons_listed", by=by, organisation=organisation, persons=codes)
        watch_listing(by, organisation)
    return names
