"""Values that were taken at a moment: measures and scores, by person and wave."""

import math
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.dataset.population import key_of
from tejido.impact.dataset.sources import Reach, SourceMissing
from tejido.impact.spec import Column, Plan
from tejido.outcomes.models import Measurement, Score

Moment = tuple[int, str]
WHOLE_SCALE = "total"


def measured(plan: Plan, reach: Reach) -> dict[str, dict[Moment, Any]]:
    """(person, wave) → value of every measure that the plan names; the latest where there are several. One query."""
    columns = [column for column in plan.columns if column.source is not None and column.source.kind == "measure"]
    found: dict[str, dict[Moment, Any]] = {column.name: {} for column in columns}
    if not columns:
        return found
    rows = Measurement.objects.filter(
        organisation__in=reach.organisations, person__organisation__in=reach.organisations, measured_on__lte=reach.cut_off,
        measure__slug__in={spelling for column in columns for spelling in _spellings(column)},
    ).order_by("measured_on", "pk").values_list("person_id", "measure__slug", "wave", "value", "level")  # fmt: skip
    by_slug: dict[str, list[Column]] = {}
    for column in columns:
        by_slug.setdefault(key_of(_value(column)), []).append(column)
    for person, slug, wave, value, level in rows.iterator():
        for column in by_slug[key_of(slug)] if person in reach.persons else ():
            wanted = _option(column, "wave")
            if not wanted or same_wave(wanted, wave):
                _keep(found[column.name], person, wave, (level or None) if column.kind == "category" else value)
    return found


def scored(plan: Plan, reach: Reach) -> dict[str, dict[Moment, Any]]:
    """(person, wave) → score of every instrument that the plan names; a score that may not be computed is missing. One query."""
    columns = [column for column in plan.columns if column.source is not None and column.source.kind == "score"]
    found: dict[str, dict[Moment, Any]] = {column.name: {} for column in columns}
    if not columns:
        return found
    rows = Score.objects.filter(
        assessment__organisation__in=reach.organisations, assessment__person__organisation__in=reach.organisations, assessment__taken_on__lte=reach.cut_off,
        assessment__instrument__in={spelling for column in columns for spelling in _spellings(column)},
    ).order_by("assessment__taken_on", "assessment__pk")  # fmt: skip
    asked = rows.values_list("assessment__person_id", "assessment__instrument", "scale", "assessment__wave", "value")
    taken = [row for row in asked if row[0] in reach.persons]
    for column in columns:
        scale = _scale(column, {one for _person, instrument, one, _wave, _score in taken if key_of(instrument) == key_of(_value(column))})
        wanted = _option(column, "wave")
        for person, instrument, one, wave, value in taken:
            if key_of(instrument) == key_of(_value(column)) and one == scale and (not wanted or same_wave(wanted, wave)):
                _keep(found[column.name], person, wave, value)
    return found


def _scale(column: Column, scales: set[str]) -> str:
    """The scale that the plan names, or the only one, or the one that stands for the whole instrument."""
    named = _option(column, "scale")
    if named and (named in scales or not scales):
        return named
    whole = [scale for scale in scales if not named and scale in (WHOLE_SCALE, _value(column))]
    if whole or (len(scales) <= 1 and not named):
        return (whole or [*scales, ""])[0]
    raise SourceMissing([_("En «%(name)s», indique la escala con «scale»: %(scales)s.") % {"name": column.name, "scales": ", ".join(sorted(scales))}])


def _keep(values: dict[Moment, Any], person: int, wave: str, value: Any) -> None:
    """The later value of a moment takes the last place too, so that the order stays that of the days."""
    moment = (person, moment_of(wave))
    values.pop(moment, None)
    values[moment] = value


def moment_of(wave: str) -> str:
    """A wave as it is written once: «6», «6.0» and «6,0» are the same interview."""
    text = wave.strip()
    number = _number(text)
    if number is None:
        return text
    return str(int(number)) if number.is_integer() else str(number)


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def same_wave(one: str, other: str) -> bool:
    """«6» and «6.0» are the same moment, and so are «Inicio» and «inicio»."""
    return moment_of(one).lower() == moment_of(other).lower()


def latest(values: dict[Moment, Any]) -> dict[int, Any]:
    """One value per person: rows come in order of time, so the last one stands."""
    return {person: value for (person, _wave), value in values.items()}


def waves_of(values: Iterable[dict[Moment, Any]]) -> dict[int, list[str]]:
    """The moments at which each person was seen, whatever was asked then."""
    found: dict[int, set[str]] = {}
    for one in values:
        for person, wave in one:
            found.setdefault(person, set()).add(wave)
    return {person: sorted(waves) for person, waves in found.items()}


def _value(column: Column) -> str:
    return column.source.value if column.source is not None else ""


def _option(column: Column, key: str) -> str:
    return str(column.source.options.get(key) or "") if column.source is not None else ""


def _spellings(column: Column) -> set[str]:
    return {_value(column), key_of(_value(column)), _value(column).upper()}
