"""Verbs about the groups of a programme."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, amend, record, require
from tejido.programmes.actions.programme import NameTaken, free_slug
from tejido.programmes.models import Cohort, Programme
from tejido.programmes.permissions import can_manage_programme


class EndsBeforeStart(Refused):
    """The last day comes before the first."""

    field = "ends_on"


class PeopleOutside(Refused):
    """The new days would leave out days on which people took part."""

    field = "ends_on"


def check_days(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise EndsBeforeStart(_("Termina antes de empezar: revise las dos fechas."))


def check_name(programme: Programme, name: str, but: Cohort | None = None) -> None:
    others = programme.cohorts.filter(name__iexact=name.strip())
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NameTaken(_("Este programa ya tiene un grupo con ese nombre. Escriba otro, por ejemplo con el año."))


@transaction.atomic
def open_cohort(
    programme: Programme,
    *,
    by: Any,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    arm: str = Cohort.Arm.PROGRAMME,
    places: int | None = None,
) -> Cohort:
    """Open a group that receives the programme, or one that waits or is compared with it."""
    require(can_manage_programme(by, programme))
    check_days(starts_on, ends_on)
    check_name(programme, name)
    slug = free_slug(name, set(programme.cohorts.values_list("slug", flat=True)))
    cohort = Cohort.objects.create(
        organisation=programme.organisation, programme=programme, slug=slug, name=name.strip(), arm=arm, starts_on=starts_on, ends_on=ends_on, places=places
    )
    record("programmes.cohort_opened", by=by, on=cohort, fields=["name", "arm", "starts_on", "ends_on", "places"])
    return cohort


@transaction.atomic
def correct_cohort(cohort: Cohort, *, by: Any, version: int | None = None, **changes: Any) -> Cohort:
    """Correct a group. Its days cannot be cut so that people who took part fall outside."""
    require(can_manage_programme(by, cohort.programme))
    ends_on = changes.get("ends_on", cohort.ends_on)
    check_days(changes.get("starts_on", cohort.starts_on), ends_on)
    check_name(cohort.programme, changes.get("name", cohort.name), but=cohort)
    days = cohort.enrolments.aggregate(first=Min("starts_on"), last=Max("starts_on"))
    if ends_on and days["last"] and days["last"] > ends_on:
        raise PeopleOutside(_("Hay personas que entraron después de ese día. Corrija primero sus fechas, o escriba un día posterior."))
    fields = amend(cohort, changes, version=version)
    record("programmes.cohort_corrected", by=by, on=cohort, fields=fields)
    return cohort
