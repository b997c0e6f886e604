"""A yes-or-no outcome: log-odds, and what they mean in people of every hundred."""

from typing import Any

import numpy as np

from tejido.impact.guardrails import events_per_column, separation_check
from tejido.impact.methods.people_tables import yes_no_table
from tejido.impact.methods.ratios import by_clusters, known, ratio_rows
from tejido.impact.question import Found, Question
from tejido.impact.rows import CONSTANT, row
from tejido.stats.cells import Cells
from tejido.stats.clusters import ClusterFit
from tejido.stats.effect import Effect
from tejido.stats.families import LOGIT
from tejido.stats.linear_fit import FEWEST_CLUSTERS
from tejido.stats.logistic import logistic
from tejido.stats.standardisation import (
    StandardisedRatio,
    number_needed,
    standardised_risk,
    standardised_risk_difference,
    standardised_risk_ratio,
)
from tejido.stats.wald import Wald


def logistic_regression(question: Question) -> Found:
    """Maximum-likelihood log-odds, then the standardised risk of each group and their difference (g-computation).

    Where the plan names organisations, log-odds and risks alike have errors that allow for likeness within them (CR2).
    """
    design, outcome = question.design(), question.values(question.estimate.outcome.column)
    fit, names = logistic(design, outcome), [CONSTANT, *question.names]
    rarer = min(fit.events, fit.n - fit.events)
    found = Found(checks=[events_per_column(question, rarer, design.shape[1] - 1), separation_check(question, fit, names)])
    told = by_clusters(question, found, fit, Cells(design, np.ones(len(outcome)), outcome, cluster=question.clusters), LOGIT)
    found.rows = ratio_rows(question, told, names, scale="log_odds", told=[*question.names, CONSTANT])
    if question.arms:
        found.rows += _risks(question, told)
        found.tables.append(yes_no_table(question))
    found.model = {"deviance": fit.deviance, "log_likelihood": -fit.deviance / 2, "events": fit.events}
    return found


def _risks(question: Question, fit: Wald) -> list[dict[str, Any]]:
    """With fewer than ten organisations the errors stand, without interval or p."""
    bare = fit.errors_alone() if isinstance(fit, ClusterFit) and fit.clusters < FEWEST_CLUSTERS else None
    of = bare or fit
    sides = {arm.side: question.design(side=arm.side) for arm in question.arms}
    difference = standardised_risk_difference(of, sides[1], sides[0])
    rows = [_risk_row(question, "risk_difference", difference), _ratio_row(question, standardised_risk_ratio(of, sides[1], sides[0]))]
    rows.append(_needed_row(question, difference))
    for arm in question.arms:
        risk = standardised_risk(of, sides[arm.side])
        rows.append(_risk_row(question, "risk", risk) | {"p": None, "group": arm.level, "n": question.people_in(arm.side), "role": "group"})
    if isinstance(fit, ClusterFit):
        rows = [line | {"errors": "CR2"} for line in rows]
    return [_without_interval(line) for line in rows] if bare else rows


def _without_interval(line: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in line.items() if key not in ("ratio_low", "ratio_high", "disjoint")}
    return kept | {"low": None, "high": None, "p": None}


def _ratio_row(question: Question, ratio: StandardisedRatio) -> dict[str, Any]:
    """The ratio of the two risks; estimate and interval are its logarithms, as those of every ratio."""
    numbers = {"se": ratio.log_standard_error, "low": np.log(ratio.low), "high": np.log(ratio.high), "p": ratio.p}
    numbers |= {"ratio": ratio.estimate, "ratio_low": ratio.low, "ratio_high": ratio.high}
    return row(question, "risk_ratio", scale="log_risk", role="exposure", estimate=np.log(ratio.estimate), **known(numbers))


def _needed_row(question: Question, difference: Effect) -> dict[str, Any]:
    """People for one more with the outcome; where the difference may be none, its two ends are no interval and are not given as one."""
    needed = number_needed(difference)
    line = row(question, "number_needed", scale="people", role="group", estimate=needed.estimate or 0.0)
    if needed.disjoint or needed.estimate is None:
        return line | {"estimate": needed.estimate, "disjoint": True}
    return line | known({"low": needed.low, "high": needed.high}) | {"disjoint": False}


def _risk_row(question: Question, term: str, risk: Effect) -> dict[str, Any]:
    scale = "risk_difference" if term == "risk_difference" else "proportion"
    least = -1.0 if term == "risk_difference" else 0.0  # few organisations may know less than that no share is beyond nobody or all
    numbers = {"se": risk.standard_error, "low": max(risk.low, least), "high": min(risk.high, 1.0), "p": risk.p}
    return row(question, term, scale=scale, role="exposure", estimate=risk.estimate, **known(numbers))
