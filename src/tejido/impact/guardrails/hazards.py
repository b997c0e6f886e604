"""Proportional hazards: one ratio for the whole follow-up means little where it changes on the way."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, FAILS, OK, finding
from tejido.impact.question import Question
from tejido.stats.cox import HazardsCheck

DOUBTFUL = 0.05


def hazards_checks(question: Question, check: HazardsCheck) -> list[dict[str, Any]]:
    """For the exposure a doubtful check fails the answer; for a covariate it asks for attention."""
    lines = [(term, check.chi_square[j], check.p[j]) for j, term in enumerate(question.names)]
    lines.append(("", check.overall_chi_square, check.overall_p))
    found = []
    for term, statistic, p in lines:
        worst = FAILS if term in ("", question.exposure) else ATTENTION
        found.append(finding(question, "proportional_hazards", worst if p < DOUBTFUL else OK, statistic=statistic, p=p, term=term or None))
    return found
