"""Dispersion: counts that differ between persons by more than chance make Poisson's intervals too short."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question

MUCH = 1.5


def dispersion_check(question: Question, dispersion: float) -> dict[str, Any]:
    """Pearson's X² over its degrees of freedom: 1 where counts vary as Poisson's do."""
    return finding(question, "dispersion", ATTENTION if dispersion > MUCH else OK, statistic=dispersion)
