"""Separation: a coefficient so large, with an error so large, that the data hardly bound it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.guardrails.finding import OK, finding
from tejido.impact.question import Question
from tejido.impact.refusals import Refused
from tejido.stats.wald import Wald

BEYOND = 10.0


def separation_check(question: Question, fit: Wald, names: list[str]) -> dict[str, Any]:
    """Refuse where some coefficient of a ratio and its error both exceed ten: exp(10) is a ratio of twenty-two thousand.

    Data that are separated beyond doubt are refused by the estimators themselves; this is for those that only nearly are.
    """
    far = (np.abs(fit.coefficients) > BEYOND) & (fit.standard_errors > BEYOND)
    if far.any():
        raise Refused("nearly_separated", column=", ".join(name for name, out in zip(names, far, strict=True) if out))
    return finding(question, "separation", OK)
