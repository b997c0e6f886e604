"""Verbs about the codebook of an organisation and the values that are written down for it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tejido.core.trail import Refused, amend, record, require
from tejido.network.models import Organisation
from tejido.outcomes.actions.assessment import check_day
from tejido.outcomes.models import Measure, Measurement
from tejido.outcomes.permissions import can_define_measure, can_record_outcome
from tejido.people.models import Person


class MeasureExists(Refused):
    field = "label"


class LimitsCrossed(Refused):
    """The lowest possible value lies above the highest."""

    field = "highest"


class LevelsMissing(Refused):
    """A category without categories."""

    field = "levels"


class KindInUse(Refused):
    """What was measured as a number cannot become a category afterwards."""

    field = "kind"


class ValueWrong(Refused):
    """A value that the codebook does not allow."""

    field = "value"


class LevelWrong(Refused):
    field = "level"


class AlreadyMeasured(Refused):
    """There is a value for this moment; saying so again must be meant."""

    field = "measured_on"

    def __init__(self, saved: Measurement) -> None:
        self.saved = saved
        super().__init__(
            _("Para ese momento ya está guardado «%(value)s». Si lo está corrigiendo, márquelo abajo y guarde.") % {"value": saved.level or saved.value}
        )


def check_codebook(kind: str, levels: list[str], lowest: float | None, highest: float | None) -> None:
    if lowest is not None and highest is not None and lowest >= highest:
        raise LimitsCrossed(_("El mínimo tiene que ser menor que el máximo."))
    if kind == Measure.Kind.CATEGORY and len(levels) < 2:
        raise LevelsMissing(_("Escriba al menos dos categorías, una en cada línea."))


@transaction.atomic
def define_measure(
    organisation: Organisation, *, by: Any, label: str, kind: str = Measure.Kind.NUMBER, unit: str = "", direction: str = Measure.Direction.NONE,
    levels: list[str] | None = None, lowest: float | None = None, highest: float | None = None, slug: str = "",
) -> Measure:
    """Enter a variable in the codebook: what it measures, in which unit, and which end is better."""
    require(can_define_measure(by, organisation))
    check_codebook(kind, levels or [], lowest, highest)
    slug = slug or slugify(label)[:60]
    if Measure.objects.filter(organisation=organisation, slug=slug).exists():
        raise MeasureExists(_("Su entidad ya tiene una medida que se llama así. Use esa, o escriba otro nombre."))
    measure = Measure.objects.create(
        organisation=organisation, slug=slug, label=label, kind=kind, unit=unit, direction=direction,
        levels=levels if kind == Measure.Kind.CATEGORY and levels else [], lowest=lowest, highest=highest,
    )
    record("outcomes.measure_defined", by=by, on=measure, fields=["label", "kind", "unit", "direction"])
    return measure


@transaction.atomic
def correct_measure(measure: Measure, *, by: Any, version: int | None = None, **changes: Any) -> Measure:
    """Correct a codebook entry. Its type stays once there are values."""
    require(can_define_measure(by, measure.organisation))
    kind = changes.get("kind", measure.kind)
    if kind != measure.kind and measure.measurements.exists():
        raise KindInUse(_("Ya hay valores guardados de este tipo. Defina otra medida en lugar de cambiar esta."))
    check_codebook(kind, changes.get("levels", measure.levels), changes.get("lowest", measure.lowest), changes.get("highest", measure.highest))
    fields = amend(measure, changes, version=version)
    record("outcomes.measure_corrected", by=by, on=measure, fields=fields)
    return measure


def check_value(measure: Measure, value: float | None, level: str) -> None:
    """One value of the right kind, inside its limits."""
    if measure.kind == Measure.Kind.CATEGORY:
        if level not in measure.levels:
            raise LevelWrong(_("Elija una de las categorías de la lista."))
        return
    if value is None:
        raise ValueWrong(_("Escriba un valor."))
    if measure.kind == Measure.Kind.YES_NO and value not in (0, 1):
        raise ValueWrong(_("Elija sí o no."))
    low, high = measure.lowest, measure.highest
    if (low is not None and value < low) or (high is not None and value > high):
        raise ValueWrong(_("El valor posible va de %(low)s a %(high)s.") % {"low": "−∞" if low is None else f"{low:g}", "high": "∞" if high is None else f"{high:g}"})


@transaction.atomic
def record_measurement(
    person: Person, measure: Measure, *, by: Any, measured_on: dt.date, value: float | None = None, level: str = "", wave: str = "", is_correction: bool = False
) -> Measurement:
    """Write a value down. `is_correction` replaces what was written for the same moment; the trail says that it was."""
    require(can_record_outcome(by, person) and measure.organisation_id == person.organisation_id)
    check_day_of(measured_on)
    check_value(measure, value, level)
    is_category = measure.kind == Measure.Kind.CATEGORY
    new = {"value": None if is_category else value, "level": level if is_category else ""}
    before = Measurement.objects.filter(person=person, measure=measure, measured_on=measured_on, wave=wave).first()
    if before is None:
        saved = Measurement.objects.create(organisation=person.organisation, person=person, measure=measure, measured_on=measured_on, wave=wave, **new)
        record("outcomes.measurement_recorded", by=by, on=saved, fields=[measure.slug])
        return saved
    if not is_correction:
        raise AlreadyMeasured(before)
    before.value, before.level = new["value"], str(new["level"])
    before.save(update_fields=["value", "level"])
    record("outcomes.measurement_corrected", by=by, on=before, fields=[measure.slug])
    return before


class MeasuredInTheFuture(Refused):
    field = "measured_on"


def check_day_of(day: dt.date) -> None:
    """The same rule as for a questionnaire, shown at this form's own field."""
    try:
        check_day(day)
    except Refused as refusal:
        raise MeasuredInTheFuture(str(refusal))
