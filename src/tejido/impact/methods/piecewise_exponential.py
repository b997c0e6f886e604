"""Rates that are constant within pieces of time: Poisson with time at risk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tejido.impact.guardrails import events_per_column, immortal_time_check, separation_check
from tejido.impact.methods.bare_spans import refuse_bare_pieces
from tejido.impact.methods.periods import CHUNK, Places, several_each
from tejido.impact.methods.ratios import by_clusters, ratio_rows, units_of
from tejido.impact.methods.times import times_of
from tejido.impact.question import Found, Question
from tejido.impact.refusals import refusal_of
from tejido.impact.rows import with_events
from tejido.stats.cells import Cells
from tejido.stats.counts import poisson_rates
from tejido.stats.design import Array
from tejido.stats.families import POISSON
from tejido.stats.piecewise import Pieces, pieces
from tejido.stats.unfit import Unfit


def piecewise_exponential(question: Question) -> Found:
    """Poisson with time at risk: a rate for each piece of time, and rate ratios that are hazard ratios."""
    times = times_of(question)
    start = np.zeros(len(times.time)) if times.entry is None else times.entry
    cut = pieces(start, times.time, times.event, list(question.options["cuts"]))
    found = Found(checks=immortal_time_check(question))
    names = [*(f"piece[{j + 1}]" for j in range(len(cut.cuts) + 1)), *question.names]
    found.checks.append(events_per_column(question, float(times.event.sum()), len(question.names)))
    refuse_bare_pieces(cut, times.time)
    units = units_of(question, several_each(question, times.event))
    design = question.design(constant=False)
    try:
        fit = poisson_rates(cut.cells(design), constant=False)
    except Unfit as unfit:
        raise refusal_of(unfit, names) from unfit
    found.checks.append(separation_check(question, fit, names))
    told = by_clusters(question, found, fit, None if units is None else lambda: _piece_rows(cut, design, units), POISSON)
    ratios = ratio_rows(question, told, names, scale="log_hazard", told=question.names, parameters=len(names))
    found.rows = with_events(ratios, times.event.sum())
    found.model = {"deviance": _deviance(cut, design, fit.coefficients), "events": int(times.event.sum()), "cuts": list(cut.cuts)}
    found.model["baseline"] = [
        {"term": name, "estimate": float(fit.coefficients[j])} for j, name in enumerate(names) if name.startswith("piece[")
    ]
    return found


def _deviance(cut: Pieces, design: Array, coefficients: Array) -> float:
    """2 Σ [d·log(d / λt) − (d − λt)] of people in pieces, an event or none each: that of cells falls short of it by more or less as
    covariates part them, so that models could not be compared."""
    found = 0.0
    for start in range(0, len(cut.spell), CHUNK):
        at = np.arange(start, min(start + CHUNK, len(cut.spell)))
        line = cut.design(design, at) @ coefficients + np.log(cut.time[at])
        found += 2 * float((np.exp(line) - cut.event[at] * (line + 1)).sum())
    return found


def _piece_rows(cut: Pieces, design: Array, units: Places) -> Iterator[Cells]:
    """The same line by line, as errors by cluster ask for it; never all at once."""
    for start in range(0, len(cut.spell), CHUNK):
        at = np.arange(start, min(start + CHUNK, len(cut.spell)))
        yield Cells(cut.design(design, at), np.ones(len(at)), cut.event[at], offset=np.log(cut.time[at]), cluster=units[cut.spell[at]])
