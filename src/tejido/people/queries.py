"""Reads about persons that more than one app needs."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from tejido.core.periods import today
from tejido.people.models import Consent, Person


def consent_in_force(purpose: str, day: dt.date | None = None) -> QuerySet[Consent]:
    """Consents that hold on `day`: given, not withdrawn, not expired, and not overtaken by a later answer of the same person."""
    day = day or today()
    answers = Consent.objects.filter(purpose=purpose, given_on__lte=day)
    latest = answers.filter(person=OuterRef("person")).order_by("-given_on", "-id").values("pk")[:1]
    return answers.filter(pk=Subquery(latest), is_given=True, withdrawn_on__isnull=True).filter(Q(expires_on__isnull=True) | Q(expires_on__gt=day))


def persons_who_allow(persons: QuerySet[Person], purpose: str, day: dt.date | None = None) -> QuerySet[Person]:
    """Those of `persons` whose permission for `purpose` is in force: a withdrawal counts from the very next request."""
    return persons.filter(Exists(consent_in_force(purpose, day).filter(person=OuterRef("pk"))))
