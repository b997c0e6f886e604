"""Doors to outcomes: they follow the person's record."""

from typing import Any

from django.db.models import QuerySet

from tejido.network.models import Organisation
from tejido.network.permissions import can_at_organisation, organisations_where
from tejido.outcomes.models import Assessment, Goal, InstrumentWording, Measure, Measurement, Spell
from tejido.people.models import Person
from tejido.people.permissions import persons_visible_to


def assessments_visible_to(user: Any) -> QuerySet[Assessment]:
    return Assessment.objects.filter(person__in=persons_visible_to(user).values("pk")).select_related("person", "organisation")


def goals_visible_to(user: Any) -> QuerySet[Goal]:
    return Goal.objects.filter(person__in=persons_visible_to(user).values("pk")).select_related("person")


def measurements_visible_to(user: Any) -> QuerySet[Measurement]:
    return Measurement.objects.filter(person__in=persons_visible_to(user).values("pk")).select_related("measure")


def spells_visible_to(user: Any) -> QuerySet[Spell]:
    return Spell.objects.filter(person__in=persons_visible_to(user).values("pk")).select_related("person")


def measures_visible_to(user: Any) -> QuerySet[Measure]:
    """The codebook of the organisations where the user works with programmes."""
    return Measure.objects.filter(organisation__in=organisations_where(user, "programmes.read")).select_related("organisation")


def wordings_visible_to(user: Any) -> QuerySet[InstrumentWording]:
    return InstrumentWording.objects.filter(organisation__in=organisations_where(user, "programmes.read")).select_related("organisation")


def organisations_to_define_measures_in_visible_to(user: Any) -> QuerySet[Organisation]:
    return organisations_where(user, "programmes.manage")


def can_record_outcome(user: Any, person: Person) -> bool:
    return not person.is_restricted and can_at_organisation(user, "outcomes.record", person.organisation)


def can_define_measure(user: Any, organisation: Organisation) -> bool:
    """What is measured, and with which words, is for whoever runs the programmes."""
    return can_at_organisation(user, "programmes.manage", organisation)


def can_upload_wording(user: Any, organisation: Organisation) -> bool:
    return can_at_organisation(user, "programmes.manage", organisation)


def can_look_at_outcomes(user: Any, person: Person) -> bool:
    return persons_visible_to(user).filter(pk=person.pk).exists()
