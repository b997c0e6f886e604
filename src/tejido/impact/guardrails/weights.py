"""Weights that a plan names and a method cannot use: the figure is then of the people asked, each counting once."""

from __future__ import annotations

from typing import Any

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.guardrails.finding import FAILS, finding
from tejido.impact.question import Question


def weights_left_out_check(question: Question) -> list[dict[str, Any]]:
    """Fails, since the figure itself is not the one the plan speaks of, and not only its error."""
    if question.plan.raw.get("weights") in (None, "none") or CATALOGUE[question.estimate.method].weights:
        return []
    return [finding(question, "weights_left_out", FAILS)]
