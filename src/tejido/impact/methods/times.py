"""Times as a plan names them: one until the event, or the stretches of each person."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.canonical import SIDE
from tejido.impact.derive import levels_of
from tejido.impact.question import Arm, Question
from tejido.impact.refusals import Refused, refusal_text
from tejido.impact.rows import row
from tejido.stats.design import Array

USUAL_MOMENTS = (30.0, 90.0, 180.0, 365.0, 730.0)
STILL_FOLLOWED = 10


@dataclass(frozen=True)
class Times:
    """`entry` is None where everybody is there from zero on; `event` is 0 or 1, or the number of the door with competing exits."""

    time: Array
    event: Array
    entry: Array | None
    causes: tuple[str, ...] = ()

    def of(self, chosen: NDArray[np.bool_]) -> Times:
        entry = None if self.entry is None else self.entry[chosen]
        return Times(self.time[chosen], self.event[chosen], entry, self.causes)


def times_of(question: Question) -> Times:
    """The times of each row; one below or at zero is a mistake in the dates, and so is an end that is not after its beginning."""
    outcome = question.estimate.outcome
    if outcome.shape == "start_stop":
        start, stop = question.values(outcome.start), question.values(outcome.stop)
        _refuse_impossible(question, start, outcome.start, zero=True)
        if (stop <= start).any():
            raise Refused("ends_before", column=outcome.stop, start=outcome.start, **question.lines(stop <= start))
        _refuse_overlapping(question)
        return Times(stop, question.values(outcome.event), start)
    time = question.values(outcome.time)
    _refuse_impossible(question, time, outcome.time, zero=False)
    if outcome.shape == "competing":
        return _competing(question, time)
    return Times(time, question.values(outcome.event), None)


def _refuse_impossible(question: Question, time: Array, column: str, *, zero: bool) -> None:
    if (time < 0).any():
        raise Refused("negative_time", column=column, **question.lines(time < 0))
    if not zero and (time == 0).any():
        raise Refused("zero_time", column=column, n=int((time == 0).sum()), **question.lines(time == 0))


def _refuse_overlapping(question: Question) -> None:
    """Nobody is followed twice at the same time."""
    outcome = question.estimate.outcome
    rows = question.table.sort_values(["person", outcome.start], kind="stable")
    ends = rows.groupby("person")[outcome.stop].shift()
    again = (ends > rows[outcome.start] + 1e-9).sort_index().to_numpy()
    if again.any():
        raise Refused("overlapping", start=outcome.start, column=outcome.stop, **question.lines(again))


def _competing(question: Question, time: Array) -> Times:
    """The cause asked about is number 1, the other doors follow in order."""
    outcome = question.estimate.outcome
    doors = levels_of(question.table[outcome.exit])
    still_there = outcome.censored or "0"
    others = sorted(set(doors) - {still_there, outcome.cause})
    if outcome.cause not in set(doors):
        raise Refused("no_cause", cause=outcome.cause, column=outcome.exit, levels=", ".join(sorted(set(doors))[:12]))
    if len(others) + 1 > 10:
        raise Refused("many_levels", column=outcome.exit, n=len(others) + 2)
    numbers = {still_there: 0.0, outcome.cause: 1.0} | {level: j + 2.0 for j, level in enumerate(others)}
    return Times(time, doors.map(numbers).to_numpy(dtype=float), None, (outcome.cause, *others))


def moments_of(question: Question, last: float) -> list[float]:
    """The moments the plan asks for, or the usual ones within the follow-up; in a short one half and all of what is still of many."""
    asked = list(question.estimate.at) or [moment for moment in USUAL_MOMENTS if moment <= last]
    if asked:
        return sorted(asked)
    end = last_of_many(times_of(question), question)
    return [end / 2, end]


def last_of_many(times: Times, question: Question) -> float:
    """Until when ten people of each group are still followed, down to two figures: where nobody asked for a moment, none is one person's.

    Of a group of fewer, until when all of it is.
    """
    side = question.values(SIDE)
    groups = [times.time[side == arm.side] for arm in question.arms] or [times.time]
    return two_figures_down(min(float(np.sort(own)[-min(STILL_FOLLOWED, len(own))]) for own in groups))


def two_figures_down(value: float) -> float:
    """39.7 → 39, 412 → 410, 0.0567 → 0.056."""
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.floor(value / step + 1e-9) * step:.12g}")


def beyond(line: dict[str, Any], arm: Arm, moment: float) -> dict[str, Any]:
    """The line of a moment that nobody of the group was followed to."""
    return refused_line(line, "beyond_follow_up", arm, moment)


def refused_line(line: dict[str, Any], code: str, arm: Arm, moment: float, **more: str) -> dict[str, Any]:
    """The line without its figures, and why, for what is known of a group at a moment."""
    values = {"group": arm.level, "at": f"{moment:g}"} | more
    nothing = dict.fromkeys(("estimate", "se", "low", "high", "p"))
    return line | nothing | {"note": refusal_text(code, values), "refused": {"code": code, "values": values}}


def chi_square_row(question: Question, chi_square: float, freedom: int, p: float) -> dict[str, Any]:
    return row(question, "log_rank", scale="chi_square", role="test", estimate=chi_square, p=p, df=freedom)
