"""Doors to programmes and participations. Offers are open to the networks that an organisation belongs to; who takes part is not."""

from typing import Any

from django.db.models import Q, QuerySet

from tejido.core.periods import on
from tejido.network.models import Membership, Organisation
from tejido.network.permissions import can_at_organisation, networks_where, organisations_where
from tejido.people.models import Person
from tejido.people.permissions import persons_visible_to
from tejido.programmes.models import Cohort, Enrolment, Programme


def organisations_whose_programmes_visible_to(user: Any) -> QuerySet[Organisation]:
    """Where the user works, and the members of the networks that the user works for."""
    members = Membership.objects.filter(on(), network__in=networks_where(user, "programmes.read"), organisation__isnull=False)
    return Organisation.objects.filter(Q(pk__in=organisations_where(user, "programmes.read").values("pk")) | Q(pk__in=members.values("organisation")))


def programmes_visible_to(user: Any) -> QuerySet[Programme]:
    return Programme.objects.filter(organisation__in=organisations_whose_programmes_visible_to(user)).select_related("organisation")


def cohorts_visible_to(user: Any) -> QuerySet[Cohort]:
    return Cohort.objects.filter(organisation__in=organisations_whose_programmes_visible_to(user)).select_related("organisation", "programme")


def enrolments_visible_to(user: Any) -> QuerySet[Enrolment]:
    """Who takes part in what: only of persons whose record the user may open."""
    return Enrolment.objects.filter(person__in=persons_visible_to(user).values("pk")).select_related("person", "cohort__programme", "organisation")


def organisations_to_run_programmes_in_visible_to(user: Any) -> QuerySet[Organisation]:
    return organisations_where(user, "programmes.manage")


def can_count_participants(user: Any, programme: Programme) -> bool:
    """A network sees what its members offer, not how many come: those figures leave only through a checked release."""
    return can_at_organisation(user, "programmes.read", programme.organisation)


def can_open_programme(user: Any, organisation: Organisation) -> bool:
    return can_at_organisation(user, "programmes.manage", organisation)


def can_manage_programme(user: Any, programme: Programme) -> bool:
    return can_at_organisation(user, "programmes.manage", programme.organisation)


def can_enrol_person(user: Any, person: Person, cohort: Cohort) -> bool:
    """Persons and groups of one organisation: a record never crosses to another by being enrolled."""
    return person.organisation_id == cohort.organisation_id and can_at_organisation(user, "programmes.manage", cohort.organisation)


def can_correct_enrolment(user: Any, enrolment: Enrolment) -> bool:
    return can_at_organisation(user, "programmes.manage", enrolment.organisation)
