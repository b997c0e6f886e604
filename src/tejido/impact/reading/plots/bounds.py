"""Pictures of what could undo an answer: those who are missing, and outcomes that the programme cannot have changed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tejido.impact.reading.figures import figure_of
from tejido.impact.reading.plots.source import Plot, Row, Source
from tejido.impact.reading.words import key_of, term_label
from tejido.impact.spec import Estimate
from tejido.ui.charts.bounds import Shift, Span, spans, tipping

RANGES = ("lee_bounds", "manski_bounds")
BESIDE = ("control", "calibrated")


def bounds_plots(source: Source) -> Iterator[Plot]:
    """The answer above the bounds that those who are missing set to it, and how far they would have to differ for it to fall."""
    for estimate in source.estimates:
        rows = [row for row in source.rows(estimate.name) if row.get("low") is not None]
        ranges = [row for row in rows if row["term"] in RANGES]
        answer = next((row for row in rows if row.get("role") == "exposure"), None)
        if ranges and answer is not None:
            lines = [_span(source, estimate, answer, _("la cifra estimada"), "answer")]
            lines += [_span(source, estimate, row, term_label(source.plan, estimate, row["term"]).partition(":")[0], "range") for row in ranges]
            told = _("La diferencia estimada, y entre qué valores podría estar según qué les pasara a quienes faltan.")
            picture = spans(lines, _label(source, answer), told)
            yield Plot("bounds", key_of("bounds", estimate.name), source.title(estimate, _("lo que podrían cambiar quienes faltan")), picture)
        yield from _tipping(source, estimate)


def _tipping(source: Source, estimate: Estimate) -> Iterator[Plot]:
    found = source.model(estimate.name).get("tipping_point")
    if found and len(found["deltas"]) > 1:
        empty = [None] * len(found["deltas"])
        parts = zip(found["deltas"], found["estimates"], found.get("low") or empty, found.get("high") or empty, strict=True)
        row = next(iter(source.rows(estimate.name, role="exposure")), None)
        unit = figure_of(row, source.plan).unit if row is not None else ""
        picture = tipping([Shift(*one) for one in parts], _("Diferencia"), at=found.get("at"), unit=unit)
        yield Plot("tipping", key_of("tipping", estimate.name), source.title(estimate, _("hasta dónde aguanta la respuesta")), picture)


def control_plots(source: Source) -> Iterator[Plot]:
    """The answer beside the same comparison of what the programme cannot have changed, and what is left of it with the bias taken off."""
    for estimate in source.estimates:
        rows = [row for row in source.rows(estimate.name) if row.get("low") is not None and row.get("role") in ("exposure", *BESIDE)]
        if any(row["role"] == "control" for row in rows):
            lines = [_span(source, estimate, row, _named(source, estimate, row), "control" if row["role"] == "control" else "answer") for row in rows]
            told = _("La misma comparación en la respuesta y en los controles, donde el programa no puede haber cambiado nada.")
            picture = spans(lines, _("Diferencia en desviaciones típicas"), told)
            yield Plot("controls", key_of("controls", estimate.name), source.title(estimate, _("la respuesta y sus controles")), picture)


def _named(source: Source, estimate: Estimate, row: Row) -> str:
    return source.outcome(estimate) if row["role"] == "exposure" else term_label(source.plan, estimate, row["term"])


def _span(source: Source, estimate: Estimate, row: Row, name: str, mark: str) -> Span:
    """On the scale that people read: people of every hundred, or the unit itself."""
    factor = 100.0 if row.get("scale") == "risk_difference" else 1.0
    value = None if mark == "range" else factor * row["estimate"]
    return Span(name, factor * row["low"], factor * row["high"], value, mark)


def _label(source: Source, row: Row) -> str:
    unit = figure_of(row, source.plan).unit
    return _("Diferencia (%(unit)s)") % {"unit": unit} if unit else _("Diferencia")
