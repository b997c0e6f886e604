"""Immortal time: whoever must first stay without the event in order to be exposed seems to be protected by the exposure."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import FAILS, OK, finding
from tejido.impact.question import Question


def immortal_time_check(question: Question) -> list[dict[str, Any]]:
    """An exposure that comes and goes must have been there before the period it is held to answer for: `lag: 1` or more.

    Suissa 2008 (Am. J. Epidemiol. 167:492). Nothing to check where everybody's exposure stays the same.
    """
    exposure = question.estimate.exposure
    if exposure is None or question.people == len(question.table):
        return []
    changes = question.table.assign(_exposed=question.exposed).groupby("person")["_exposed"].nunique()
    if not (changes > 1).any():
        return []
    lag = exposure.lag or question.plan.lag_of(exposure.column)
    return [finding(question, "immortal_time", OK if lag else FAILS, statistic=float(lag), term=exposure.column)]
