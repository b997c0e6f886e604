"""A yes-or-no outcome: log-odds, and what they mean in people of every hundred."""

from typing import Any

import numpy as np

from tejido.impact.methods.people_tables import yes_no_table
from tejido.impact.question import Found, Question
from tejido.impact.rows import CONSTANT, role_of, row
from tejido.stats.logistic import LogisticFit, StandardisedRisk, logistic, standardised_risk, standardised_risk_difference

ENOUGH_PER_COLUMN = 10


def logistic_regression(question: Question) -> Found:
    """Maximum-likelihood log-odds, then the standardised risk of each group and their difference (g-computation)."""
    design, outcome = question.design(), question.values(question.estimate.outcome.column)
    fit = logistic(design, outcome)
    found = Found(rows=_log_odds(question, fit))
    if question.arms:
        found.rows += _risks(question, fit)
        found.tables.append(yes_no_table(question))
    rarer = min(fit.events, fit.n - fit.events)
    found.checks.append(events_per_column(question, rarer, design.shape[1] - 1))
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
    rows = [_risk_row(question, "risk_difference", standardised_risk_difference(fit, sides[1], sides[0]))]
    for arm in question.arms:
        risk = standardised_risk(fit, sides[arm.side])
        rows.append(_risk_row(question, "risk", risk) | {"p": None, "group": arm.level, "n": question.people_in(arm.side), "role": "group"})
    return rows


def _risk_row(question: Question, term: str, risk: StandardisedRisk) -> dict[str, Any]:
    scale = "risk_difference" if term == "risk_difference" else "proportion"
    return row(
        question, term, scale=scale, role="exposure", estimate=risk.estimate,
        se=risk.standard_error, low=risk.low, high=risk.high, p=risk.p,
    )  # fmt: skip


def events_per_column(question: Question, events: int, columns: int) -> dict[str, Any]:
    """Peduzzi et al. 1996 (J. Clin. Epidemiol. 49:1373): below ten events per column the interval is not to be trusted."""
    share = events / max(columns, 1)
    verdict = "ok" if share >= ENOUGH_PER_COLUMN else "attention"
    return {
        "name": "events_per_column",
        "estimate": question.estimate.name,
        "term": None,
        "verdict": verdict,
        "statistic": share,
        "p": None,
    }
