"""A yes-or-no outcome: log-odds, and what they mean in people of every hundred."""

from typing import Any

import numpy as np

from tejido.impact.guardrails import events_per_column, separation_check
from tejido.impact.methods.people_tables import yes_no_table
from tejido.impact.question import Found, Question
from tejido.impact.rows import CONSTANT, role_of, row
from tejido.stats.logistic import LogisticFit, logistic
from tejido.stats.standardisation import (
    NumberNeeded,
    StandardisedRatio,
    StandardisedRisk,
    number_needed,
    standardised_risk,
    standardised_risk_difference,
    standardised_risk_ratio,
)


def logistic_regression(question: Question) -> Found:
    """Maximum-likelihood log-odds, then the standardised risk of each group and their difference (g-computation)."""
    design, outcome = question.design(), question.values(question.estimate.outcome.column)
    fit = logistic(design, outcome)
    found = Found(rows=_log_odds(question, fit))
    if question.arms:
        found.rows += _risks(question, fit)
        found.tables.append(yes_no_table(question))
    rarer = min(fit.events, fit.n - fit.events)
    found.checks += [events_per_column(question, rarer, design.shape[1] - 1), separation_check(question, fit, [CONSTANT, *question.names])]
    found.model = {"deviance": fit.deviance, "log_likelihood": -fit.deviance / 2, "events": fit.events}
    return found


def _log_odds(question: Question, fit: LogisticFit) -> list[dict[str, Any]]:
    names, se, intervals, p = [CONSTANT, *question.names], fit.standard_errors, fit.intervals(), fit.p_values()
    return [
        row(
            question, term, scale="log_odds", role=role_of(question, term), estimate=fit.coefficients[j],
            se=se[j], low=intervals[j, 0], high=intervals[j, 1], p=p[j],
            ratio=np.exp(fit.coefficients[j]), ratio_low=np.exp(intervals[j, 0]), ratio_high=np.exp(intervals[j, 1]),
        )
        for j, term in sorted(enumerate(names), key=lambda item: (item[0] == 0, item[0]))
    ]  # fmt: skip


def _risks(question: Question, fit: LogisticFit) -> list[dict[str, Any]]:
    sides = {arm.side: question.design(side=arm.side) for arm in question.arms}
    difference = standardised_risk_difference(fit, sides[1], sides[0])
    rows = [_risk_row(question, "risk_difference", difference), _ratio_row(question, standardised_risk_ratio(fit, sides[1], sides[0]))]
    rows.append(_needed_row(question, number_needed(difference)))
    for arm in question.arms:
        risk = standardised_risk(fit, sides[arm.side])
        rows.append(_risk_row(question, "risk", risk) | {"p": None, "group": arm.level, "n": question.people_in(arm.side), "role": "group"})
    return rows


def _ratio_row(question: Question, ratio: StandardisedRatio) -> dict[str, Any]:
    """The ratio of the two risks; estimate and interval are its logarithms, as those of every ratio."""
    return row(
        question, "risk_ratio", scale="log_risk", role="exposure", estimate=np.log(ratio.estimate), se=ratio.log_standard_error,
        low=np.log(ratio.low), high=np.log(ratio.high), p=ratio.p, ratio=ratio.estimate, ratio_low=ratio.low, ratio_high=ratio.high,
    )  # fmt: skip


def _needed_row(question: Question, needed: NumberNeeded) -> dict[str, Any]:
    """People for one more with the outcome; where the difference may be none, its two ends are no interval and are not given as one."""
    line = row(question, "number_needed", scale="people", role="group", estimate=needed.estimate or 0.0)
    if needed.disjoint or needed.estimate is None:
        return line | {"estimate": needed.estimate, "disjoint": True}
    return line | {"low": needed.low, "high": needed.high, "disjoint": False}


def _risk_row(question: Question, term: str, risk: StandardisedRisk) -> dict[str, Any]:
    scale = "risk_difference" if term == "risk_difference" else "proportion"
    return row(
        question, term, scale=scale, role="exposure", estimate=risk.estimate,
        se=risk.standard_error, low=risk.low, high=risk.high, p=risk.p,
    )  # fmt: skip
