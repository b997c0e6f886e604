"""Separation: a coefficient so large, with an error so large, that the data hardly bound it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.guardrails.finding import OK, finding
from tejido.impact.question import Question
from tejido.impact.refusals import Refused
from tejido.stats.design import Array
from tejido.stats.wald import Wald

BEYOND = 10.0
ROUNDING = 1e-13  # of the largest eigenvalue of their correlations
SPAN = 4.0  # standard deviations between those who have little of something and those who have much


def separation_check(question: Question, fit: Wald, names: list[str]) -> dict[str, Any]:
    """Refuse where some ratio between having little and much of a column, and its error, both exceed ten: exp(10) is twenty-two thousand.

    Neither the unit of a column nor where its zero lies makes a difference: what is judged is the step from no to yes, or over four
    standard deviations, of what the other columns do not determine (of a year and its square hardly anything); constants say nothing. Data
    that are separated beyond doubt are refused by the estimators themselves; this is for those that only nearly are.
    """
    asked = np.array([names.index(name) for name in question.names], dtype=int)
    steps = _steps(question.design(constant=False))
    far = (np.abs(fit.coefficients[asked]) * steps > BEYOND) & (fit.standard_errors[asked] * steps > BEYOND)
    if far.any():
        raise Refused("nearly_separated", column=", ".join(name for name, out in zip(question.names, far, strict=True) if out))
    return finding(question, "separation", OK)


def _steps(design: Array) -> Array:
    low, high = design.min(axis=0), design.max(axis=0)
    of_two = ((design == low) | (design == high)).all(axis=0)
    steps = np.where(of_two, high - low, np.minimum(high - low, SPAN * design.std(axis=0)))
    return np.asarray(steps * _own_share(design))


def _own_share(design: Array) -> Array:
    """√(1 − R²) of each column (n, p) on the others (p,): one over the root of its variance inflation factor."""
    about = design - design.mean(axis=0)
    about /= np.maximum(about.std(axis=0), np.finfo(float).tiny)
    inflation = np.diag(np.linalg.pinv(about.T @ about / len(about), rcond=ROUNDING, hermitian=True))
    return np.asarray(1 / np.sqrt(np.maximum(inflation, 1.0)))
