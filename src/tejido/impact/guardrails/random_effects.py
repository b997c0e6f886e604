"""Random effects at the edge: persons hardly differ in what the model lets them differ in."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question


def random_effects_check(question: Question, *, on_the_edge: bool) -> dict[str, Any]:
    """A variance estimated as zero, or a correlation as one."""
    return finding(question, "random_effects", ATTENTION if on_the_edge else OK)
