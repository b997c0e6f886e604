"""Organisations side by side: too few to speak of what they have in common, or some too small to be told by name."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question

FEWEST_PERSONS = 30
FEWEST_EVENTS = 10
COMFORTABLE = 5


def organisations_check(question: Question, organisations: int, left_out: int) -> dict[str, Any]:
    """With fewer than five, how much they differ is hardly known, and neither is an average of them."""
    few = organisations < COMFORTABLE or left_out > 0
    return finding(question, "organisations", ATTENTION if few else OK, statistic=organisations, left_out=left_out)
