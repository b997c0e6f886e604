"""Reads about programmes and participations."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tejido.core.periods import on
from tejido.people.models import Person
from tejido.programmes.models import Cohort, Enrolment, Programme


def with_cohort_counts(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """How many groups each programme has had, and how many are open today."""
    return programmes.annotate(n_cohorts=Count("cohorts"), n_open=Count("cohorts", filter=on(prefix="cohorts__")))


def with_participant_counts(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """How many took part in each group, and how many do today."""
    return cohorts.annotate(n_enrolled=Count("enrolments"), n_now=Count("enrolments", filter=on(prefix="enrolments__")))


def not_yet_in(persons: QuerySet[Person], cohort: Cohort) -> QuerySet[Person]:
    """Persons of the organisation of `cohort` who do not take part in it now."""
    taking_part = Enrolment.objects.filter(Q(ends_on__isnull=True), cohort=cohort, person=OuterRef("pk"))
    return persons.filter(~Exists(taking_part), organisation=cohort.organisation_id)
