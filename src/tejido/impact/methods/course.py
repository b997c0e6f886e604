"""The course of a repeated score as it was seen: means with their intervals, and between which values most people lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.question import Arm, Question
from tejido.stats.mean import mean

DECILES = (0.1, 0.9)
FEWEST = 2


def course_of(question: Question) -> dict[str, Any]:
    """`means` and `deciles` of each group at each interview that is a number; nothing where interviews have names.

    Means are those of the people seen then (t interval), not what the model expects; `missed` are the people of the group not seen.
    """
    waves = _numbers(question)
    if waves is None:
        return {}
    found: dict[str, Any] = {"means": [], "deciles": []}
    for arm in question.arms or (Arm("all", 0),):
        mine = question.values(SIDE) == arm.side if question.arms else np.ones(len(waves), dtype=bool)
        people = question.people_in(arm.side) if question.arms else question.people
        for at in np.unique(waves):
            scores = question.outcome[mine & (waves == at)]
            if len(scores) < FEWEST or np.ptp(scores) == 0:
                continue
            own = mean(scores)
            place = {"group": arm.level, "at": float(at), "n": len(scores)}
            found["means"].append(place | {"missed": people - len(scores), "mean": own.estimate, "low": own.low, "high": own.high})
            low, high = np.quantile(scores, DECILES)
            found["deciles"].append(place | {"low": float(low), "high": float(high)})
    return found


def _numbers(question: Question) -> Any:
    try:
        return question.table["wave"].to_numpy(dtype=float)
    except (TypeError, ValueError):
        return None
