"""Programmes, cohorts and participations brought in from a register, and taken back when the import is undone."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tejido.core.bulk import insert_rows
from tejido.core.trail import Refused, record, require
from tejido.network.models import Organisation
from tejido.people.actions.bringing import NotThisOrganisation, may_bring, refuse_strangers
from tejido.people.models import Person
from tejido.programmes.models import Cohort, Enrolment, Programme


class EnrolmentRow(NamedTuple):
    person_id: int
    cohort_id: int
    starts_on: dt.date
    ends_on: dt.date | None = None
    exit_reason: str = ""


@transaction.atomic
def bring_programme(organisation: Organisation, slug: str, *, name: str, kind: str, by: Any, source: str) -> Programme:
    """The programme of this slug; opened when the organisation has none."""
    require(may_bring(by, organisation))
    programme, is_new = Programme.objects.get_or_create(
        organisation=organisation, slug=slug, defaults={"name": name, "kind": kind, "source": source}
    )
    if is_new:
        record("programmes.programme_brought", by=by, on=programme, note=source)
    return programme


@transaction.atomic
def bring_cohort(programme: Programme, slug: str, *, name: str, arm: str, starts_on: dt.date, ends_on: dt.date | None, by: Any, source: str) -> Cohort:
    """The cohort of this slug in the programme; opened when there is none."""
    require(may_bring(by, programme.organisation))
    cohort, is_new = Cohort.objects.get_or_create(
        programme=programme,
        slug=slug,
        defaults={"organisation": programme.organisation, "name": name, "arm": arm, "starts_on": starts_on, "ends_on": ends_on, "source": source},
    )
    if is_new:
        record("programmes.cohort_brought", by=by, on=cohort, note=source)
    return cohort


@transaction.atomic
def bring_enrolments(organisation: Organisation, rows: Sequence[EnrolmentRow], *, by: Any, source: str) -> int:
    """Participations, each with its entry and perhaps its exit."""
    require(may_bring(by, organisation))
    refuse_strangers(organisation, {row.person_id for row in rows})
    cohorts = {row.cohort_id for row in rows}
    if Cohort.objects.filter(pk__in=cohorts, organisation=organisation).count() != len(cohorts):
        raise NotThisOrganisation(_("Algún grupo no es de esta entidad."))
    for row in rows:
        if row.ends_on and row.ends_on < row.starts_on:
            raise Refused(_("Una participación termina antes de empezar."))
        if row.exit_reason and not row.ends_on:
            raise Refused(_("Una salida con motivo necesita su fecha."))
    fields = (*EnrolmentRow._fields, "organisation_id", "source")
    insert_rows(Enrolment, fields, [(*row, organisation.pk, source) for row in rows])
    if rows:
        record("programmes.enrolments_brought", by=by, organisation=organisation, note=f"{source}: {len(rows)}")
    return len(rows)


@transaction.atomic
def take_back_enrolments(organisation: Organisation, source: str, *, by: Any, keep: QuerySet[Person]) -> int:
    """Remove the participations that an import brought, but for the persons in `keep`."""
    require(may_bring(by, organisation))
    rows = Enrolment.objects.filter(source=source, organisation=organisation).exclude(person__in=keep)
    gone = rows._raw_delete(rows.db)
    record("programmes.enrolments_taken_back", by=by, organisation=organisation, note=f"{source}: {gone}")
    return gone


@transaction.atomic
def take_back_cohorts(organisation: Organisation, source: str, *, by: Any) -> dict[str, int]:
    """Remove the cohorts and programmes that an import opened and that nobody uses or changed since. Says how many went and stay."""
    require(may_bring(by, organisation))
    cohorts = Cohort.objects.filter(source=source, organisation=organisation)
    unused = cohorts.filter(version=1).exclude(Exists(Enrolment.objects.filter(cohort=OuterRef("pk"))))
    gone = unused._raw_delete(unused.db)
    programmes = Programme.objects.filter(source=source, organisation=organisation)
    empty = programmes.filter(version=1).exclude(Exists(Cohort.objects.filter(programme=OuterRef("pk"))))
    gone_programmes = empty._raw_delete(empty.db)
    record("programmes.cohorts_taken_back", by=by, organisation=organisation, note=f"{source}: {gone}")
    return {"cohort": gone, "programme": gone_programmes, "kept": cohorts.count() + programmes.count()}
