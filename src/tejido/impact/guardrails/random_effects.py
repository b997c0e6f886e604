"""Random effects at the edge: persons hardly differ in what the model lets them differ in."""

from __future__ import annotations

from typing import Any

from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question
from tejido.stats.design import Array
from tejido.stats.mixed_model import MixedFit

#: Of the residual variance: people who differ by less are as good as alike.
HARDLY = 0.05


def random_effects_check(question: Question, fit: MixedFit, random: Array) -> dict[str, Any]:
    """A variance estimated as zero, or a correlation as one: `level` where people hardly differ in it, `course` the column along which they
    hardly differ, `along` the first of those asked about. `random` has the constant first."""
    if not fit.on_the_edge:
        return finding(question, "random_effects", OK)
    covariance, names = fit.random_covariance, question.estimate.random
    middle, least = random.mean(axis=0), HARDLY * fit.residual_variance
    alike = [name for j, name in enumerate(names, start=1) if covariance[j, j] * random[:, j].var() < least]
    level = bool(middle @ covariance @ middle < least)
    return finding(question, "random_effects", ATTENTION, level=level, course=next(iter(alike), None), along=next(iter(names), None))
