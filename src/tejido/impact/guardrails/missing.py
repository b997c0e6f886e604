"""Missing data: how many are not in the answer, whether one group lost more than the other, and what that could hide."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.catalogue import CATALOGUE
from tejido.impact.guardrails.finding import ATTENTION, FAILS, OK, finding
from tejido.impact.question import Arm, Question

MANY = 0.05
VERY_MANY = 0.20
UNEQUAL = 0.05


def missing_check(question: Question) -> list[dict[str, Any]]:
    """Share of the people of the comparison who lack what the answer needs; unequal losses bias more than equal ones.

    What Works Clearinghouse, Standards Handbook 5.0 (2022), ch. II, looks at both shares together.
    """
    lost, everybody = _lost(question, None)
    if not everybody:
        return []
    gap, share = _gap(question, lost, everybody), lost / everybody
    unequal = gap is not None and gap > UNEQUAL
    worst = FAILS if share > VERY_MANY and unequal else ATTENTION if share > MANY or unequal else OK
    return [finding(question, "missing", worst, statistic=share, share=100 * share, gap=None if gap is None else 100 * gap)]


def _gap(question: Question, lost: int, everybody: int) -> float | None:
    """How much more one group lost than the other; None where there are no two, a person may be of both, or no group of the lost is known."""
    groups = [_lost(question, arm) for arm in question.arms]
    people = [of_group for _one, of_group in groups]
    if len(groups) != 2 or not all(people) or sum(people) > everybody or (lost and not any(one for one, _people in groups)):
        return None
    return abs(groups[0][0] / people[0] - groups[1][0] / people[1])


def _lost(question: Question, arm: Arm | None) -> tuple[int, int]:
    """People without an answer, and all people, of one group or of the comparison."""
    whole, table = (None if arm is None else rows[SIDE] == arm.side for rows in (question.whole, question.table))
    everybody = question.persons_of_whole.number(whole)
    return everybody - question.persons_of_table.number(table), everybody


def bounds_check(question: Question, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the missing could do to a difference: for yes or no the two extremes, for a number how far they would have to differ.

    Horowitz & Manski 2000 (J. Am. Stat. Assoc. 95:77) for the extremes; a tipping point in the manner of Cro et al. 2020 (Stat. Med.
    39:2815): how far the missing of one group, of that which lost more, must differ from those seen before the answer changes: zero
    enters the interval of a clear difference, or leaves that of one which is not clear yet. Of shares wave by wave, at each wave.
    """
    told = (line for line in rows if line["role"] == "exposure" and line["estimate"] is not None)
    differences = [line for line in told if line["low"] is not None and line["scale"] in ("difference", "risk_difference")]  # of odds, the risks
    if len(question.arms) != 2 or not differences or not question.estimate.outcome.column:
        return []
    if CATALOGUE[question.estimate.method].missing_outcome:  # brings bounds of its own
        return []
    if question.estimate.method == "proportions_by_wave":
        return [check for line in differences for check in _bounds_of_wave(question, line, rows)]
    return _bounds(question, differences[0])


def _bounds_of_wave(question: Question, line: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The two extremes at one wave, with the shares and the interviews missed of each group."""
    groups = {row["group"]: row for row in rows if row["role"] == "group" and row["wave"] == line["wave"]}
    mine = [groups[arm.level] for arm in question.arms]
    missed = mine[0]["missed"] / (mine[0]["seen"] + mine[0]["missed"]), mine[1]["missed"] / (mine[1]["seen"] + mine[1]["missed"])
    return [_extremes(question, line, (mine[0]["estimate"], mine[1]["estimate"]), missed)] if any(missed) else []


def _bounds(question: Question, line: dict[str, Any]) -> list[dict[str, Any]]:
    (reference, all_reference), (compared, all_compared) = (_lost(question, arm) for arm in question.arms)
    if not all_reference or not all_compared or not (reference or compared):
        return []
    shares = reference / all_reference, compared / all_compared
    if question.estimate.outcome.shape == "yes_no":
        outcome, side = question.outcome, question.values(SIDE)
        return [_extremes(question, line, (float(outcome[side == 0].mean()), float(outcome[side == 1].mean())), shares)]
    return _tipping_point(question, line, max(shares))


def _extremes(question: Question, line: dict[str, Any], seen: tuple[float, float], shares: tuple[float, float]) -> dict[str, Any]:
    """Attention where an extreme, with the interval as wide as it is, leaves a clear difference unclear, or makes one clear that is not.

    `seen` are the shares of those seen with the outcome, `shares` those missing, of the group compared with and the one compared.
    """
    low = seen[1] * (1 - shares[1]) - (seen[0] * (1 - shares[0]) + shares[0])
    high = seen[1] * (1 - shares[1]) + shares[1] - seen[0] * (1 - shares[0])
    below, above = line["estimate"] - line["low"], line["high"] - line["estimate"]
    changes = low - below <= 0 <= high + above if _decided(line) else low + above < 0 or high - below > 0
    return finding(question, "attrition_bounds", ATTENTION if changes else OK, statistic=high - low, low=100 * low, high=100 * high, term=line["wave"])


def _tipping_point(question: Question, line: dict[str, Any], share: float) -> list[dict[str, Any]]:
    """In standard deviations of the outcome; below half of one the answer leans on who was not seen."""
    spread = float(np.std(question.outcome, ddof=1))
    if not spread:
        return []
    shift = min(abs(line["low"]), abs(line["high"])) / share / spread
    return [finding(question, "tipping_point", ATTENTION if shift < 0.5 else OK, statistic=shift, decided=_decided(line))]


def _decided(line: dict[str, Any]) -> bool:
    return bool(line["low"] > 0 or line["high"] < 0)
