"""Which group reaches the event sooner, with the check that the ratio is the same all along."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.guardrails import clusters_checks, events_per_column, hazards_checks, immortal_time_check, separation_check
from tejido.impact.guardrails.finding import FAILS
from tejido.impact.methods.periods import several_each
from tejido.impact.methods.ratios import PERSON, known, units_of
from tejido.impact.methods.times import Times, times_of
from tejido.impact.question import Found, Question
from tejido.impact.rows import role_of, row, with_events
from tejido.stats.baseline_hazard import predicted_survival
from tejido.stats.concordance import concordance
from tejido.stats.cox import CoxFit, allowing_for_few_clusters, cox, proportional_hazards_check
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

FEWEST_PER_PERIOD = 10


def cox_regression(question: Question) -> Found:
    """Log hazard ratios and the Grambsch–Therneau check of each of them and of all together."""
    times = times_of(question)
    events, everyone = float(times.event.sum()), np.ones(len(times.time), dtype=bool)
    found = Found(checks=[events_per_column(question, events, len(question.names))] if events else [])
    fit = _fit(question, times, everyone)
    found.checks.append(separation_check(question, fit, question.names))
    found.rows = with_events(_log_hazards(question, fit), fit.events)
    hazards = hazards_checks(question, proportional_hazards_check(fit))
    found.checks += [*hazards, *immortal_time_check(question)]
    found.checks += clusters_checks(question)
    if any(check["verdict"] == FAILS and check["term"] == question.exposure for check in hazards):
        found.rows += _by_period(question, times)
    found.model = {"events": fit.events, "ties": fit.ties, "log_likelihood": fit.log_likelihood}
    found.model |= _sorting(fit) | _expected_curves(question, fit)
    return found


def _sorting(fit: CoxFit) -> dict[str, Any]:
    """How well the model sorts people: of two, the one of higher risk first."""
    found = concordance(fit)
    return {"concordance": found.value, "concordance_error": found.standard_error}


def _expected_curves(question: Question, fit: CoxFit) -> dict[str, Any]:
    """The survival that the model expects in each group of a person whose covariates are those of the average, as people
    began: each counts once, in however many stretches."""
    if not question.arms or question.options["strata"]:
        return {}
    outcome, curves = question.estimate.outcome, []
    beginnings = question.persons_of_table.beginning(question.values(outcome.start)) if outcome.shape == "start_stop" else question.times
    for arm in question.arms:
        average = np.average(question.design(constant=False, side=arm.side), axis=0, weights=beginnings)
        path = predicted_survival(fit, average)
        curves.append({"group": arm.level, "times": path.times.tolist(), "survival": path.survival.tolist()})
    return {"expected": curves}


def _fit(question: Question, times: Times, kept: NDArray[np.bool_]) -> CoxFit:
    """The model on some of the rows, within the strata and by the organisations of the plan; by person where somebody has several events."""
    event = np.zeros(len(kept))
    event[kept] = times.event
    strata, cluster = question.options["strata"], units_of(question, several_each(question, event))
    labels = question.table.loc[kept, list(strata)].astype(str).agg("|".join, axis=1).to_numpy() if strata else None
    return cox(
        times.time, times.event, question.design(constant=False)[kept], ties=question.estimate.ties, entry=times.entry, strata=labels,
        cluster=None if cluster is None else cluster[kept],
    )  # fmt: skip


def _log_hazards(question: Question, fit: CoxFit) -> list[dict[str, Any]]:
    allowed = allowing_for_few_clusters(fit)
    return [_line(question, term, fit, allowed, j) for j, term in enumerate(question.names)]


def _line(question: Question, term: str, fit: CoxFit, allowed: tuple[Wald, float], j: int, **more: Any) -> dict[str, Any]:
    """By organisation or by person, t on their number less one; fewer than ten organisations: the ratio and its error, without interval or p.

    A column that rests on one of them alone has neither error nor interval.
    """
    told, freedom = allowed
    errors = None if not fit.clusters else PERSON if question.clusters is None else "cluster"
    low, high = told.intervals(degrees_of_freedom=freedom)[j]
    numbers: dict[str, Any] = {"low": low, "high": high, "p": told.p_values(freedom)[j], "ratio_low": np.exp(low), "ratio_high": np.exp(high)}
    numbers = known(numbers | ({"df": freedom} if fit.clusters and np.isfinite(low) else {}))
    if 0 < fit.clusters < FEWEST_CLUSTERS:
        numbers = dict.fromkeys(numbers)
    numbers |= known({"se": told.standard_errors[j]})
    return row(
        question, term, scale="log_hazard", estimate=fit.coefficients[j], ratio=np.exp(fit.coefficients[j]), ties=fit.ties, errors=errors,
        **({"role": role_of(question, term)} | numbers | more),
    )  # fmt: skip


def _by_period(question: Question, times: Times) -> list[dict[str, Any]]:
    """Where the ratio changes on the way: one ratio for each half of the events, each with enough of them."""
    middle = float(np.median(times.time[times.event > 0]))
    entry = np.zeros(len(times.time)) if times.entry is None else times.entry
    early = Times(np.minimum(times.time, middle), np.where(times.time <= middle, times.event, 0.0), entry)
    late = Times(times.time, times.event, np.maximum(entry, middle))
    found = []
    for part, kept, when in ((early, entry < middle, "early"), (late, times.time > middle, "late")):
        mine = part.of(kept)
        if mine.event.sum() < FEWEST_PER_PERIOD:
            return []
        try:
            fit = _fit(question, mine, kept)
        except Unfit:
            return []
        span = (0.0, middle) if when == "early" else (middle, float(times.time.max()))
        term = f"{question.exposure}[{span[0]:g}–{span[1]:g}]"
        more = {"from": span[0], "period": when, "until": span[1]}
        if question.arms:  # the error of a half's ratio is of one pair of events, as that of the whole
            more["fewest"] = min(int(mine.event[question.exposed[kept] == arm.side].sum()) for arm in question.arms)
        found.append(_line(question, term, fit, allowing_for_few_clusters(fit), 0, role="period", events=fit.events, n=len({*question.persons[kept]}), **more))
    return found
