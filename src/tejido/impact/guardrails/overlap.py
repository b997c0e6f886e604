"""Overlap: whoever could never have been in the other group has nobody to be compared with."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question
from tejido.impact.refusals import Refused
from tejido.stats.overlap import MOST_OUTSIDE, SMALLEST_SAMPLE, Overlap

COMFORTABLE_SIZE = 100.0
COMFORTABLE_OUTSIDE = 0.05
HEAVY = 20.0


def overlap_check(question: Question, found: Overlap, estimand: str = "ATE") -> dict[str, Any]:
    """Refuse where the weighted groups are worth fewer than 50 people or over a tenth lie outside the common range.

    `estimand` ATO weighs such people down to nothing, so there only the size is looked at.
    """
    outside = 0.0 if estimand == "ATO" else found.outside
    if found.smallest_size < SMALLEST_SAMPLE or outside > MOST_OUTSIDE:
        raise Refused("no_overlap", size=f"{found.smallest_size:.0f}", outside=f"{100 * found.outside:.1f}")
    near = found.smallest_size < COMFORTABLE_SIZE or outside > COMFORTABLE_OUTSIDE or found.largest_weight > HEAVY
    return finding(
        question, "overlap", ATTENTION if near else OK, statistic=found.outside,
        size=found.smallest_size, outside=100 * found.outside, weight=found.largest_weight,
    )  # fmt: skip
