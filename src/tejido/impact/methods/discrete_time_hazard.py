"""The risk of the event in each period among those still waiting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.guardrails import events_per_column, immortal_time_check, separation_check
from tejido.impact.guardrails.finding import ATTENTION, finding
from tejido.impact.methods.bare_spans import refuse_bare_periods
from tejido.impact.methods.periods import (
    PeriodCells,
    Risk,
    at_risk,
    several_each,
    time_columns,
)
from tejido.impact.methods.proportions_by_wave import refuse_changing_group
from tejido.impact.methods.ratios import by_clusters, ratio_rows, units_of
from tejido.impact.methods.times import moments_of, refused_line, times_of
from tejido.impact.question import Arm, Found, Question
from tejido.impact.refusals import Refused, refusal_of
from tejido.impact.rows import CONSTANT, row, with_events
from tejido.stats.clusters import ClusterFit
from tejido.stats.competing import CauseHazards, cumulative_incidence, hazards_of_doors
from tejido.stats.design import Array
from tejido.stats.hazard import LINKS, discrete_hazard, survival_path
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

SCALES = {"cloglog": "log_hazard", "logit": "log_hazard_odds"}


def discrete_time_hazard(question: Question) -> Found:
    """Ratios of the exposure and the covariates, the curves of a person with average characteristics, and with competing exits those too."""
    options, design = question.options, question.design()
    risk = at_risk(question, design, units_of(question, several_each(question, _events_of(question))))
    time = time_columns(question, risk)
    names = [CONSTANT, *question.names, *time.names]
    found = Found(checks=immortal_time_check(question))
    events = float(risk.events[:, 0].sum())
    found.checks.append(events_per_column(question, events, len(question.names)))
    refuse_bare_periods(question, risk)
    cells = PeriodCells(design, risk, time)
    try:
        fit = discrete_hazard(cells, options["link"])
    except Unfit as unfit:
        raise refusal_of(unfit, names) from unfit
    found.checks.append(separation_check(question, fit, names))
    told = by_clusters(question, found, fit, None if risk.unit is None else cells, LINKS[options["link"]])
    ratios = ratio_rows(question, told, names, scale=SCALES[options["link"]], told=question.names, parameters=len(names))
    found.rows = with_events(ratios, events)
    found.model = {
        "deviance": fit.deviance,
        "log_likelihood": -fit.deviance / 2,
        "events": int(events),
        "periods": int(fit.n),
        "cells": fit.cells,
    }
    found.model["baseline"] = [
        {"term": name, "estimate": float(fit.coefficients[j])} for j, name in enumerate(names) if name in (CONSTANT, *time.names)
    ]
    periods = question.plan.periods
    if question.arms and not (periods is not None and periods.competing is not None):  # without the other doors a curve would promise too much
        _add_paths(question, found, cells, told)
    return found


def _events_of(question: Question) -> Array:
    """(n,) above 0 where the row ended with the event, by whichever door."""
    outcome = question.estimate.outcome
    return question.values(outcome.event) if outcome.shape == "periods" else times_of(question).event


def _add_paths(question: Question, found: Found, cells: PeriodCells, fit: Wald) -> None:
    """The curve of each group for a person whose covariates are those of the average, with the events seen in each period beside it."""
    risk, time = cells.risk, cells.time
    if question.estimate.outcome.shape == "start_stop" or np.unique(risk.period).min() < 0:
        return
    try:
        refuse_changing_group(question)
    except Refused:  # who goes from one side to the other has a curve on neither; the ratio of the periods stands
        if question.estimate.at:
            raise Refused("changing_curve", column=question.exposure)
        return
    try:
        hazards = _hazards(cells, question.options["link"])
    except Refused as refused:  # the ratio is of one door and stands; a curve needs them all
        found.checks.append(finding(question, "doors", ATTENTION, **refused.values))
        found.rows += [_bare_line(question, arm, moment, refused) for moment in sorted(question.estimate.at) for arm in question.arms]
        return
    side = question.values(SIDE)[risk.row]
    last = [risk.period[side == arm.side].max() for arm in question.arms]
    grid = np.unique(risk.period)
    grid = grid[grid <= min(last)]
    moments = moments_of(question, float(grid.max() * risk.width)) if question.estimate.at else []
    outcome = question.estimate.outcome  # people are averaged as they began, each once, however long they waited
    beginnings = question.persons_of_table.beginning(question.values(outcome.period)) if outcome.shape == "periods" else question.times
    curves = []
    for arm in question.arms:
        average = np.average(question.design(side=arm.side), axis=0, weights=beginnings)
        path = np.column_stack([np.tile(average, (len(grid), 1)), time.of(grid)])
        curves.append(_curve(question, arm, risk, grid, _values(path, fit, hazards, question.options["link"])))
    found.model["curves"] = curves
    errors = found.rows[0]["errors"]  # those of the ratios, of the same fit
    for moment in moments:
        found.rows += [_moment_row(question, arm, curve, moment, errors) for arm, curve in zip(question.arms, curves, strict=True)]


def _hazards(cells: PeriodCells, link: str) -> CauseHazards | None:
    """The risk by each door; refused with the name of the first that cannot be fitted."""
    doors = [replace(cells, door=door) for door in range(len(cells.risk.causes))]
    try:
        return hazards_of_doors(doors, link) if doors else None
    except Unfit as unfit:
        raise Refused("closed_door", door=next(_closed(doors, link), "")) from unfit


def _closed(doors: list[PeriodCells], link: str) -> Iterator[str]:
    for cells in doors:
        try:
            discrete_hazard(cells, link)
        except Unfit:
            yield cells.risk.causes[cells.door]


def _values(path: Array, fit: Wald, hazards: CauseHazards | None, link: str) -> tuple[str, Array, Array, Array, Array]:
    """Share, error and interval along a path; by organisation where the fit is, without interval under ten of them."""
    nothing = np.full(len(path), np.nan)
    if hazards is None:
        of = fit.errors_alone() if isinstance(fit, ClusterFit) and fit.clusters < FEWEST_CLUSTERS else fit
        along = survival_path(of, path, link)
        return "survival", along.survival, along.survival_error, along.low, along.high
    exits = cumulative_incidence(hazards, path)
    if isinstance(fit, ClusterFit):  # the hazards of several doors know of persons alone
        return "incidence", exits.incidence[0], nothing, nothing, nothing
    return "incidence", exits.incidence[0], exits.standard_error[0], exits.low[0], exits.high[0]


def _curve(question: Question, arm: Arm, risk: Risk, grid: Array, along: tuple[str, Array, Array, Array, Array]) -> dict[str, Any]:
    kind, estimate, error, low, high = along
    mine = (question.values(SIDE)[risk.row] == arm.side) & (risk.period <= grid[-1])
    place = np.searchsorted(grid, risk.period[mine])
    events, present = (np.bincount(place, values[mine], len(grid)).astype(int).tolist() for values in (risk.events[:, 0], risk.n))
    found = {"times": grid * risk.width, kind: estimate, "low": low, "high": high, "se": error}
    lists = {key: [value if np.isfinite(value) else None for value in np.asarray(values).tolist()] for key, values in found.items()}
    return {"group": arm.level, "n": question.people_in(arm.side), "events": events, "at_risk": present} | lists


def _bare_line(question: Question, arm: Arm, moment: float, refused: Refused) -> dict[str, Any]:
    """A moment of a curve that is not there, and why."""
    kind, scale = ("incidence", "cumulative_incidence") if question.estimate.outcome.shape == "competing" else ("survival", "survival")
    line = row(question, kind, scale=scale, role="group", estimate=np.nan, n=question.people_in(arm.side), group=arm.level, at=moment)
    return refused_line(line, refused.code, arm, moment, **refused.values)


def _moment_row(question: Question, arm: Arm, curve: dict[str, Any], moment: float, errors: str | None) -> dict[str, Any]:
    kind = "incidence" if "incidence" in curve else "survival"
    step = int(np.searchsorted(curve["times"], moment + 1e-9)) - 1
    if step < 0 or moment > curve["times"][-1] + 1e-9:
        outside = Refused("outside_periods", low=f"{curve['times'][0]:g}", high=f"{curve['times'][-1]:g}")
        return _bare_line(question, arm, moment, outside)
    scale = "cumulative_incidence" if kind == "incidence" else "survival"
    return row(
        question, kind, scale=scale, role="group", estimate=curve[kind][step], se=curve["se"][step], low=curve["low"][step],
        high=curve["high"][step], n=curve["n"], group=curve["group"], at=moment, at_risk=curve["at_risk"][step],
        errors=None if curve["se"][step] is None else errors,
    )  # fmt: skip
