"""A score repeated in the same people."""

from typing import Any

import numpy as np

from tejido.impact.guardrails import random_effects_check
from tejido.impact.methods.course import course_of
from tejido.impact.question import Found, Question
from tejido.impact.rows import CONSTANT, role_of, row
from tejido.stats.mixed_model import MixedFit, mixed_model


def repeated_score(question: Question) -> Found:
    """Fixed effects by (restricted) maximum likelihood, each person with an own level and, where the plan asks, an own course.

    Intervals and p are Student's with Satterthwaite's degrees of freedom, `df`, under either likelihood.
    """
    random = np.column_stack([np.ones(len(question.table)), *(question.values(name) for name in question.estimate.random)])
    outcome = question.values(question.estimate.outcome.column)
    fit = mixed_model(outcome, question.design(), random, question.persons, method=question.options["likelihood"])
    names, se, df = [CONSTANT, *question.names], fit.standard_errors, fit.degrees_of_freedom
    intervals, p = fit.intervals(), fit.p_values()
    rows = [
        row(
            question, term, scale="difference", role=role_of(question, term), estimate=fit.coefficients[j],
            se=se[j], low=intervals[j, 0], high=intervals[j, 1], p=p[j], df=df[j] if np.isfinite(df[j]) else None, interviews=fit.n,
        )
        for j, term in sorted(enumerate(names), key=lambda item: (item[0] == 0, item[0]))
    ]  # fmt: skip
    return Found(rows=rows, checks=[random_effects_check(question, fit, random)], model=_model(question, fit) | course_of(question))


def _model(question: Question, fit: MixedFit) -> dict[str, Any]:
    effects = [CONSTANT, *question.estimate.random]
    random = {
        f"{first}:{second}" if first != second else first: float(fit.random_covariance[i, j])
        for i, first in enumerate(effects)
        for j, second in enumerate(effects)
        if i <= j
    }
    return {
        "deviance": fit.deviance,
        "log_likelihood": -fit.deviance / 2,
        "residual_variance": fit.residual_variance,
        "random_variance": random,
        "interviews": fit.n,
        "persons": fit.groups,
    }
