"""Dispersion: counts that differ between persons by more than chance make Poisson's intervals too short."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.guardrails.finding import ATTENTION, OK, finding
from tejido.impact.question import Question
from tejido.stats.design import Array
from tejido.stats.unfit import Unfit

MUCH = 1.5


def dispersion_check(question: Question, dispersion: float) -> dict[str, Any]:
    """Pearson's X² over its degrees of freedom: 1 where counts vary as Poisson's do."""
    return finding(question, "dispersion", ATTENTION if dispersion > MUCH else OK, statistic=dispersion)


def dispersion_of_persons(persons: NDArray[np.intp], count: Array, expected: Array, parameters: int) -> tuple[float, float]:
    """Pearson's X² of what each person counts in all, against what the model of the rows expects of it; over its degrees of freedom, and these.

    Rows of one person are no witnesses of each other: their own dispersion may be 1 while some persons count all the time and others never.
    """
    seen, due = (np.bincount(persons, weights=values) for values in (count, expected))
    left = float(len(seen) - parameters)
    if left <= 0:
        raise Unfit("too_few")
    return float(((seen - due) ** 2 / due).sum() / left), left
