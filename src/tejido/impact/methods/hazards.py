"""The risk of the event in each period among those still waiting: discrete time, or rates that are constant within pieces of time."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.guardrails import events_per_column, immortal_time_check, separation_check
from tejido.impact.methods.periods import Risk, at_risk, several_each, time_columns
from tejido.impact.methods.proportions_by_wave import refuse_changing_group
from tejido.impact.methods.ratios import by_clusters, ratio_rows, units_of
from tejido.impact.methods.times import moments_of, times_of
from tejido.impact.question import Arm, Found, Question
from tejido.impact.refusals import Refused, refusal_of
from tejido.impact.rows import CONSTANT, row, with_events
from tejido.stats.cells import cells_from_rows
from tejido.stats.clusters import ClusterFit
from tejido.stats.competing import CauseHazards, cause_specific_hazards, cumulative_incidence
from tejido.stats.counts import poisson_rates
from tejido.stats.design import Array
from tejido.stats.families import POISSON
from tejido.stats.hazard import LINKS, discrete_hazard, survival_path
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.piecewise import pieces
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

SCALES = {"cloglog": "log_hazard", "logit": "log_hazard_odds"}


def discrete_time_hazard(question: Question) -> Found:
    """Ratios of the exposure and the covariates, the curves of a person with average characteristics, and with competing exits those too."""
    risk, options = at_risk(question), question.options
    time, time_names, again = time_columns(question, risk.period)
    design = np.column_stack([question.design()[risk.row], time])
    names = [CONSTANT, *question.names, *time_names]
    found = Found(checks=immortal_time_check(question))
    wanted = (risk.event == 1).astype(float)
    found.checks.append(events_per_column(question, wanted.sum(), len(question.names)))
    units = units_of(question, several_each(question, risk.row, risk.event))
    cluster = None if units is None else units[risk.row]
    try:
        cells = question.counting.cells(question.estimate.name, design, wanted, cluster=cluster)
        fit = discrete_hazard(cells, options["link"])
        hazards = _cause_hazards(risk, design, options["link"]) if risk.causes else None
    except Unfit as unfit:
        raise refusal_of(unfit, names) from unfit
    found.checks.append(separation_check(question, fit, names))
    told = by_clusters(question, found, fit, cells, LINKS[options["link"]])
    ratios = ratio_rows(question, told, names, scale=SCALES[options["link"]], told=question.names, parameters=len(names))
    found.rows = with_events(ratios, wanted.sum())
    found.model = {
        "deviance": fit.deviance,
        "log_likelihood": -fit.deviance / 2,
        "events": int(wanted.sum()),
        "periods": int(fit.n),
        "cells": fit.cells,
    }
    found.model["baseline"] = [
        {"term": name, "estimate": float(fit.coefficients[j])} for j, name in enumerate(names) if name in (CONSTANT, *time_names)
    ]
    periods = question.plan.periods
    if question.arms and not (periods is not None and periods.competing is not None):  # without the other doors a curve would promise too much
        _add_paths(question, found, risk, again, told, hazards)
    return found


def piecewise_exponential(question: Question) -> Found:
    """Poisson with time at risk: a rate for each piece of time, and rate ratios that are hazard ratios."""
    times = times_of(question)
    start = np.zeros(len(times.time)) if times.entry is None else times.entry
    cut = pieces(start, times.time, times.event, list(question.options["cuts"]))
    found = Found(checks=immortal_time_check(question))
    design = question.design(constant=False)
    names = [*(f"piece[{j + 1}]" for j in range(len(cut.cuts) + 1)), *question.names]
    found.checks.append(events_per_column(question, float(times.event.sum()), len(question.names)))
    try:
        columns = np.column_stack([(cut.piece[:, None] == np.arange(len(cut.cuts) + 1)).astype(float), design[cut.spell]])
        cells = question.counting.cells(question.estimate.name, columns, cut.event, time=cut.time)
        fit = poisson_rates(cells, constant=False)
    except Unfit as unfit:
        raise refusal_of(unfit, names) from unfit
    found.checks.append(separation_check(question, fit, names))
    told, units = fit, units_of(question, several_each(question, cut.spell, cut.event))
    if units is not None:
        rows = cells_from_rows(columns, cut.event, offset=np.log(cut.time), cluster=units[cut.spell])
        told = by_clusters(question, found, fit, rows, POISSON)  # type: ignore[assignment]
    ratios = ratio_rows(question, told, names, scale="log_hazard", told=question.names, parameters=len(names))
    found.rows = with_events(ratios, times.event.sum())
    found.model = {"deviance": fit.deviance, "events": int(times.event.sum()), "cuts": list(cut.cuts)}
    found.model["baseline"] = [
        {"term": name, "estimate": float(fit.coefficients[j])} for j, name in enumerate(names) if name.startswith("piece[")
    ]
    return found


def _cause_hazards(risk: Risk, design: Array, link: str) -> CauseHazards:
    distinct, place = np.unique(design, axis=0, return_inverse=True)
    place = np.ravel(place)
    n = np.bincount(place, minlength=len(distinct)).astype(float)
    exits = [np.bincount(place, weights=(risk.event == j + 1).astype(float), minlength=len(distinct)) for j in range(len(risk.causes))]
    return cause_specific_hazards(distinct, n, np.column_stack(exits), link)


def _add_paths(question: Question, found: Found, risk: Risk, again: Any, fit: Wald, hazards: CauseHazards | None) -> None:
    """The curve of each group for a person whose covariates are those of the average, with the events seen in each period beside it."""
    if question.estimate.outcome.shape == "start_stop" or np.unique(risk.period).min() < 0:
        return
    try:
        refuse_changing_group(question)
    except Refused:  # who goes from one side to the other has a curve on neither; the ratio of the periods stands
        if question.estimate.at:
            raise Refused("changing_curve", column=question.exposure)
        return
    last = [risk.period[question.values("arm")[risk.row] == arm.side].max() for arm in question.arms]
    grid = np.unique(risk.period)
    grid = grid[grid <= min(last)]
    moments = moments_of(question, float(grid.max() * risk.width)) if question.estimate.at else []
    curves = []
    for arm in question.arms:
        path = np.column_stack([np.tile(question.design(side=arm.side).mean(axis=0), (len(grid), 1)), again(grid)])
        curves.append(_curve(question, arm, risk, grid, _values(path, fit, hazards, question.options["link"])))
    found.model["curves"] = curves
    errors = found.rows[0]["errors"]  # those of the ratios, of the same fit
    for moment in moments:
        found.rows += [_moment_row(question, curve, moment, errors) for curve in curves]


def _values(path: Array, fit: Wald, hazards: CauseHazards | None, link: str) -> tuple[str, Array, Array, Array, Array]:
    """Share, error and interval along a path; by organisation where the fit is, without interval under ten of them."""
    nothing = np.full(len(path), np.nan)
    if hazards is None:
        bare = isinstance(fit, ClusterFit) and fit.clusters < FEWEST_CLUSTERS
        along = survival_path(Wald(fit.coefficients, fit.covariance) if bare else fit, path, link)
        ends = (nothing, nothing) if bare else (along.low, along.high)
        return "survival", along.survival, along.survival_error, *ends
    exits = cumulative_incidence(hazards, path)
    if isinstance(fit, ClusterFit):  # the hazards of several doors know of persons alone
        return "incidence", exits.incidence[0], nothing, nothing, nothing
    return "incidence", exits.incidence[0], exits.standard_error[0], exits.low[0], exits.high[0]


def _curve(question: Question, arm: Arm, risk: Risk, grid: Array, along: tuple[str, Array, Array, Array, Array]) -> dict[str, Any]:
    kind, estimate, error, low, high = along
    mine = question.values("arm")[risk.row] == arm.side
    events = [int((mine & (risk.period == at) & (risk.event == 1)).sum()) for at in grid]
    present = [int((mine & (risk.period == at)).sum()) for at in grid]
    found = {"times": grid * risk.width, kind: estimate, "low": low, "high": high, "se": error}
    lists = {key: [value if np.isfinite(value) else None for value in np.asarray(values).tolist()] for key, values in found.items()}
    return {"group": arm.level, "n": question.people_in(arm.side), "events": events, "at_risk": present} | lists


def _moment_row(question: Question, curve: dict[str, Any], moment: float, errors: str | None) -> dict[str, Any]:
    kind = "incidence" if "incidence" in curve else "survival"
    step = int(np.searchsorted(curve["times"], moment + 1e-9)) - 1
    if step < 0 or moment > curve["times"][-1] + 1e-9:
        raise Refused("outside_periods", at=f"{moment:g}", low=f"{curve['times'][0]:g}", high=f"{curve['times'][-1]:g}")
    scale = "cumulative_incidence" if kind == "incidence" else "survival"
    return row(
        question, kind, scale=scale, role="group", estimate=curve[kind][step], se=curve["se"][step], low=curve["low"][step],
        high=curve["high"][step], n=curve["n"], group=curve["group"], at=moment, at_risk=curve["at_risk"][step],
        errors=None if curve["se"][step] is None else errors,
    )  # fmt: skip
