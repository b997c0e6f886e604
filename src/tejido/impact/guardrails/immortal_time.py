"""Immortal time: whoever must first stay without the event in order to be exposed seems to be protected by the exposure."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, FAILS, OK, finding
from tejido.impact.question import Question


def immortal_time_check(question: Question) -> list[dict[str, Any]]:
    """An exposure that comes and goes must have been there before the period it is held to answer for: `lag: 1` or more.

    Suissa 2008 (Am. J. Epidemiol. 167:492). Nothing to check where everybody's exposure stays the same. Counts of a file say nothing of
    which row comes first: whether their exposure is one from before is then not known, and is not held to be.
    """
    exposure = question.estimate.exposure
    if exposure is None or question.persons_of_table.once_each or not question.persons_of_table.differ(question.exposed):
        return []
    lag = exposure.lag or question.plan.lag_of(exposure.column)
    outcome = question.estimate.outcome
    ordered = bool(outcome.start or outcome.period or question.plan.periods)
    verdict = OK if lag else FAILS if ordered else ATTENTION
    return [finding(question, "immortal_time", verdict, statistic=float(lag), term=exposure.column)]
