"""Doors to programmes and participations: each organisation opens its own. Who takes part follows the person's record."""

from typing import Any

from django.db.models import QuerySet

from tejido.network.models import Organisation
from tejido.network.permissions import can_at_organisation, organisations_where
from tejido.people.models import Person
from tejido.people.permissions import persons_visible_to
from tejido.programmes.models import Cohort, Enrolment, Programme


def programmes_visible_to(user: Any) -> QuerySet[Programme]:
    return Programme.objects.filter(organisation__in=organisations_where(user, "programmes.read")).select_related("organisation")


def cohorts_visible_to(user: Any) -> QuerySet[Cohort]:
    return Cohort.objects.filter(organisation__in=organisations_where(user, "programmes.read")).select_related("organisation", "programme")


def enrolments_visible_to(user: Any) -> QuerySet[Enrolment]:
    """Who takes part in what: only of persons whose record the user may open."""
    return Enrolment.objects.filter(person__in=persons_visible_to(user).values("pk")).select_related("person", "cohort__programme", "organisation")


def organisations_to_run_programmes_in_visible_to(user: Any) -> QuerySet[Organisation]:
    return organisations_where(user, "programmes.manage")


def can_open_programme(user: Any, organisation: Organisation) -> bool:
    return can_at_organisation(user, "programmes.manage", organisation)


def can_manage_programme(user: Any, programme: Programme) -> bool:
    return can_at_organisation(user, "programmes.manage", programme.organisation)


def can_enrol_person(user: Any, person: Person, cohort: Cohort) -> bool:
    """Persons and groups of one organisation: a record never crosses to another by being enrolled."""
    here = person.organisation_id == cohort.organisation_id and not person.is_restricted
    return here and can_at_organisation(user, "programmes.manage", cohort.organisation)


def can_correct_enrolment(user: Any, enrolment: Enrolment) -> bool:
    return not enrolment.person.is_restricted and can_at_organisation(user, "programmes.manage", enrolment.organisation)
