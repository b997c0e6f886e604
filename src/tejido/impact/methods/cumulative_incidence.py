"""Competing exits: how many have left by the door asked about at each moment, by group."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.methods.kaplan_meier import known
from tejido.impact.methods.times import Times, beyond, moments_of, refused_line, times_of
from tejido.impact.question import Arm, Found, Question
from tejido.impact.rows import row
from tejido.stats.aalen_johansen import CumulativeIncidence, aalen_johansen
from tejido.stats.effect import effect
from tejido.stats.kaplan_meier import at_risk_at

EVERYBODY = 1 - 1e-12  # a share that is one but for rounding


def cumulative_incidence_curves(question: Question) -> Found:
    """The share that had the event by each moment although other exits could come first, and the difference of the groups."""
    times, side = times_of(question), question.values(SIDE)
    own = {arm.side: times.of(side == arm.side) for arm in question.arms}
    curves = {arm: _incidence(mine) for arm, mine in own.items()}
    found = Found()
    for moment in moments_of(question, float(times.time.max())):
        lines = [_row(question, arm, curves[arm.side], moment, at_risk_at(own[arm.side].time, [moment])[0]) for arm in question.arms]
        found.rows += lines
        if all(line["estimate"] is not None for line in lines):
            found.rows.append(_difference(question, lines, moment))
    found.model = {"events": int((times.event == 1).sum()), "causes": list(times.causes)}
    found.model["curves"] = [_curve(arm, curves[arm.side], *door) for door in enumerate(times.causes) for arm in question.arms]
    return found


def _incidence(times: Times) -> CumulativeIncidence:
    """A group that nobody left has a curve without steps."""
    if times.event.any():
        return aalen_johansen(times.time, times.event)
    steps, doors = np.zeros(0), np.zeros((0, 0))
    return CumulativeIncidence(steps, doors, doors, doors, doors, steps, steps, doors, len(times.time))


def _difference(question: Question, lines: list[dict[str, Any]], moment: float) -> dict[str, Any]:
    """Of two groups that can both vary: the error of a share of none, or of all, is zero on paper only, and the difference is refused."""
    line = row(question, question.exposure, scale="risk_difference", role="exposure", estimate=0.0, at=moment)
    for arm, own in zip(question.arms, lines, strict=True):
        if own["se"] is None:
            return refused_line(line, "all_alike", arm, moment)
    gap = effect(lines[1]["estimate"] - lines[0]["estimate"], float(np.hypot(lines[0]["se"], lines[1]["se"])))
    return line | {"estimate": gap.estimate, "se": gap.standard_error, "low": gap.low, "high": gap.high, "p": gap.p}


def _row(question: Question, arm: Arm, curve: CumulativeIncidence, moment: float, at_risk: int) -> dict[str, Any]:
    more = {"group": arm.level, "at": moment, "at_risk": at_risk}
    line = row(question, "incidence", scale="cumulative_incidence", role="group", estimate=0.0, n=curve.n, **more)
    step = curve.at(moment)
    if not at_risk and not (step >= 0 and curve.survival[step] <= 0):
        return beyond(line, arm, moment)
    if step < 0 or curve.incidence[step, 0] == 0:
        return line
    if curve.incidence[step, 0] >= EVERYBODY:
        return line | {"estimate": 1.0}
    values = {"estimate": curve.incidence, "se": curve.standard_error, "low": curve.low, "high": curve.high}
    return line | {key: float(value[step, 0]) for key, value in values.items()}


def _curve(arm: Arm, curve: CumulativeIncidence, door: int, cause: str) -> dict[str, Any]:
    """The steps of one door; that asked about is the first."""
    if door >= curve.causes:  # nobody of this group left by it
        return {"group": arm.level, "n": curve.n, "cause": cause} | {key: [] for key in ("times", "incidence", "low", "high", "at_risk", "events")}
    kept = curve.events[:, door] > 0
    share = curve.incidence[:, door]
    low, high = (known(np.where(share < EVERYBODY, ends[:, door], np.nan)) for ends in (curve.low, curve.high))
    parts = {"times": curve.times, "incidence": share, "low": low, "high": high}
    counts = {"at_risk": curve.at_risk.astype(int), "events": curve.events[:, door].astype(int)}
    found = {key: np.asarray(value)[kept].tolist() for key, value in (parts | counts).items()}
    return {"group": arm.level, "n": curve.n, "cause": cause} | found
