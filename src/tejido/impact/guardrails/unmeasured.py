"""Unmeasured causes: how strong one would have to be to explain the answer away (the E-value)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.derive import levels_of
from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question
from tejido.stats.e_value import EValue, Scale, e_value, e_value_of_difference
from tejido.stats.unfit import Unfit

RARE = 0.15
WEAK = 1.5


def unmeasured_check(question: Question, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One E-value for the answer of an estimate whose groups were not formed by lot (VanderWeele & Ding 2017, Ann. Intern. Med. 167:268).

    It stands on the row as well. Attention where a cause that raises both chances by less than half would do.
    """
    if question.plan.assignment == "random" or len(question.arms) != 2:
        return []
    line = next((line for line in rows if line["role"] == "exposure" and line["low"] is not None and line["scale"] in _SCALES), None)
    if line is None:
        return []
    try:
        found = _SCALES[line["scale"]](question, line)
    except (Unfit, ValueError):
        return []
    line |= {"e_value": found.estimate, "e_value_limit": found.limit}
    if found.limit <= 1:
        return []
    return [finding(question, "unmeasured", ATTENTION if found.limit < WEAK else OK, statistic=found.limit, estimate=found.estimate)]


def _of_ratio(question: Question, line: dict[str, Any], rare: Scale, common: Scale) -> EValue:
    scale = rare if _share(question) < RARE else common
    return e_value(float(line["ratio"]), float(line["ratio_low"]), float(line["ratio_high"]), scale)


def _share(question: Question) -> float:
    """People who had the outcome, of all people: a person with many rows has it once."""
    outcome = question.estimate.outcome
    competing = outcome.shape == "competing"
    had = levels_of(question.table[outcome.exit]) == outcome.cause if competing else question.table[outcome.event or outcome.column] > 0
    return question.persons_of_table.number(had) / question.people


def _of_odds(question: Question, line: dict[str, Any]) -> EValue:
    return _of_ratio(question, line, "rare_odds_ratio", "common_odds_ratio")


def _of_hazard(question: Question, line: dict[str, Any]) -> EValue:
    return _of_ratio(question, line, "rare_hazard_ratio", "common_hazard_ratio")


def _of_rate(question: Question, line: dict[str, Any]) -> EValue:
    return e_value(float(line["ratio"]), float(line["ratio_low"]), float(line["ratio_high"]), "rate_ratio")


def _of_difference(question: Question, line: dict[str, Any]) -> EValue:
    """In standard deviations of the outcome, as the reference for a difference of means asks."""
    spread = float(np.std(question.outcome, ddof=1))
    return e_value_of_difference(line["estimate"] / spread, line["low"] / spread, line["high"] / spread)


_SCALES = {"log_odds": _of_odds, "log_hazard": _of_hazard, "log_rate": _of_rate, "log_risk": _of_rate, "difference": _of_difference}
