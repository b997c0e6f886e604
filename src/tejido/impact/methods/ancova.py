"""The difference between two groups with baseline characteristics held equal."""

from typing import Any

import numpy as np

from tejido.impact.question import Found, Question
from tejido.impact.refusals import Refused
from tejido.impact.rows import CONSTANT, role_of, row
from tejido.stats.least_squares import LinearFit, least_squares


def ancova(question: Question) -> Found:
    """Analysis of covariance by least squares; one line per term and kind of standard error."""
    fit = least_squares(question.design(), question.values(question.estimate.outcome.column))
    model = {"residual_variance": fit.residual_variance, "log_likelihood": fit.log_likelihood, "df": fit.degrees_of_freedom}
    return Found(rows=fit_rows(question, fit, terms=[*question.names, CONSTANT]), model=model)


def fit_rows(question: Question, fit: LinearFit, *, terms: list[str]) -> list[dict[str, Any]]:
    """The asked terms of a linear fit, first kind of error first."""
    names = [CONSTANT, *question.names]
    rows = []
    for errors in question.estimate.errors:
        if not np.isfinite(fit.covariances[errors]).all():
            raise Refused("alone", errors=errors)
        se, intervals, p = fit.standard_errors(errors), fit.intervals(errors), fit.p_values(errors)
        for term in terms:
            j = names.index(term)
            rows.append(
                row(
                    question, term, scale="difference", role=role_of(question, term), estimate=fit.coefficients[j],
                    se=se[j], low=intervals[j, 0], high=intervals[j, 1], p=p[j], errors=errors,
                )
            )  # fmt: skip
    return rows
