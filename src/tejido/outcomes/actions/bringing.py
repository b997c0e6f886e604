"""Measures, answers and spells brought in from a register, many at a time, and taken back when the import is undone."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from tejido.core.bulk import insert_rows, take_ids
from tejido.core.trail import Refused, record, require
from tejido.network.models import Organisation
from tejido.outcomes.models import TYPES_OF_KIND, Assessment, Measure, Measurement, Mode, Score, Spell
from tejido.people.actions.bringing import NotThisOrganisation, may_bring, refuse_strangers
from tejido.people.models import Person


class MeasurementRow(NamedTuple):
    person_id: int
    measure_id: int
    measured_on: dt.date
    wave: str = ""
    value: float | None = None
    level: str = ""


class AssessmentRow(NamedTuple):
    """Raw answers by item, with the scores that they give; or, where a register kept only totals, the scores alone."""

    person_id: int
    instrument: str
    instrument_version: str
    language: str
    taken_on: dt.date
    wave: str
    answers: dict[str, Any]
    scores: tuple[tuple[str, float | None, int], ...] = ()  # scale, value, number of answers


class SpellRow(NamedTuple):
    person_id: int
    kind: str
    type: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    hours: float | None = None
    support: int | None = None
    end_reason: str = ""


@transaction.atomic
def bring_measure(organisation: Organisation, slug: str, *, by: Any, source: str, **codebook: Any) -> Measure:
    """The measure of this slug; defined from `codebook` when the organisation has none."""
    require(may_bring(by, organisation))
    measure, is_new = Measure.objects.get_or_create(organisation=organisation, slug=slug, defaults={**codebook, "source": source})
    if is_new:
        record("outcomes.measure_brought", by=by, on=measure, note=source)
    return measure


@transaction.atomic
def bring_measurements(organisation: Organisation, rows: Sequence[MeasurementRow], *, by: Any, source: str) -> int:
    """Values of measures of this organisation."""
    require(may_bring(by, organisation))
    refuse_strangers(organisation, {row.person_id for row in rows})
    measures = {row.measure_id for row in rows}
    if Measure.objects.filter(pk__in=measures, organisation=organisation).count() != len(measures):
        raise NotThisOrganisation(_("Alguna medida no es de esta entidad."))
    fields = (*MeasurementRow._fields, "organisation_id", "source")
    insert_rows(Measurement, fields, [(*row, organisation.pk, source) for row in rows])
    if rows:
        record("outcomes.measurements_brought", by=by, organisation=organisation, note=f"{source}: {len(rows)}")
    return len(rows)


@transaction.atomic
def bring_assessments(organisation: Organisation, rows: Sequence[AssessmentRow], *, by: Any, source: str) -> int:
    """Fillings-in of instruments. The caller has scored them by the pack of the instrument."""
    require(may_bring(by, organisation))
    refuse_strangers(organisation, {row.person_id for row in rows})
    ids = take_ids(Assessment, len(rows))
    fields = ("id", *AssessmentRow._fields[:-1], "organisation_id", "mode", "source")
    insert_rows(Assessment, fields, [(pk, *row[:-1], organisation.pk, Mode.REGISTER, source) for pk, row in zip(ids, rows, strict=True)])
    scores = [(organisation.pk, pk, *score) for pk, row in zip(ids, rows, strict=True) for score in row.scores]
    insert_rows(Score, ("organisation_id", "assessment_id", "scale", "value", "answered"), scores)
    if rows:
        record("outcomes.assessments_brought", by=by, organisation=organisation, note=f"{source}: {len(rows)}")
    return len(rows)


@transaction.atomic
def bring_spells(organisation: Organisation, rows: Sequence[SpellRow], *, by: Any, source: str) -> int:
    """Stretches of work, home, participation or hospital."""
    require(may_bring(by, organisation))
    refuse_strangers(organisation, {row.person_id for row in rows})
    for row in rows:
        if row.type not in TYPES_OF_KIND[row.kind]:
            raise Refused(_("El tipo de una etapa no corresponde a su clase."))
        if row.ends_on and row.ends_on < row.starts_on:
            raise Refused(_("Una etapa termina antes de empezar."))
    insert_rows(Spell, (*SpellRow._fields, "organisation_id", "source"), [(*row, organisation.pk, source) for row in rows])
    if rows:
        record("outcomes.spells_brought", by=by, organisation=organisation, note=f"{source}: {len(rows)}")
    return len(rows)


@transaction.atomic
def take_back_outcomes(organisation: Organisation, source: str, *, by: Any, keep: QuerySet[Person]) -> dict[str, int]:
    """Remove the values, answers and spells that an import brought, but for the persons in `keep`; then the measures that nobody uses."""
    require(may_bring(by, organisation))
    gone: dict[str, int] = {}
    scores = Score.objects.filter(
        assessment__in=Assessment.objects.filter(source=source, organisation=organisation).exclude(person__in=keep).values("pk")
    )
    scores._raw_delete(scores.db)
    for noun, model in (("measurement", Measurement), ("assessment", Assessment), ("spell", Spell)):
        rows: QuerySet[Any] = model._default_manager.filter(source=source, organisation=organisation).exclude(person__in=keep)
        gone[noun] = rows._raw_delete(rows.db)
    measures = Measure.objects.filter(source=source, organisation=organisation, version=1)
    unused = measures.exclude(Exists(Measurement.objects.filter(measure=OuterRef("pk"))))
    gone["measure"] = unused._raw_delete(unused.db)
    record("outcomes.outcomes_taken_back", by=by, organisation=organisation, note=f"{source}: {sum(gone.values())}")
    return gone
