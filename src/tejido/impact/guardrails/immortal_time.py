"""Immortal time: whoever must first stay without the event in order to be exposed seems to be protected by the exposure."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, FAILS, OK, finding
from tejido.impact.question import Question


def immortal_time_check(question: Question) -> list[dict[str, Any]]:
    """An exposure that comes and goes must have been there before the event it is held to answer for.

    Suissa 2008 (Am. J. Epidemiol. 167:492). Nothing to check where everybody's exposure stays the same. Of periods it must be one of
    before (`lag: 1` or more). A stretch (start, stop] holds what was so from its start on, and whoever changes begins another stretch
    there: the exposure is one from before already if the file keeps to that, which it does not show. Counts of a file say nothing of
    which row comes first.
    """
    exposure = question.estimate.exposure
    if exposure is None or question.persons_of_table.once_each or not question.persons_of_table.differ(question.exposed):
        return []
    lag = exposure.lag or question.plan.lag_of(exposure.column)
    same_period = bool(question.estimate.outcome.period or question.plan.periods)
    verdict = OK if lag else FAILS if same_period else ATTENTION
    return [finding(question, "immortal_time", verdict, statistic=float(lag), term=exposure.column)]
