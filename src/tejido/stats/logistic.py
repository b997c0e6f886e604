"""Logistic regression by maximum likelihood, from people or from cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.families import LOGIT
from tejido.stats.glm import glm
from tejido.stats.wald import Wald


@dataclass(frozen=True)
class LogisticFit(Wald):
    """Log-odds; deviance of the yes-or-no rows; people (or the sum of their weights) and events, whole where they are whole."""

    deviance: float
    n: int | float
    events: int | float


def logistic(design: Array, outcome: Array, *, weights: Array | None = None) -> LogisticFit:
    """log(µ / (1 − µ)) = Xb by maximum likelihood; design (n, p) with the constant first, outcome (n,) of 0 and 1, weights as counts.

    McCullagh & Nelder 1989, Generalized Linear Models, ch. 4. Separated data have no maximum (Albert & Anderson 1984,
    Biometrika 71:1): they are refused, since an optimiser would stop at an arbitrary large number and call it an estimate.
    """
    people = outcome * 0 + 1.0 if weights is None else weights
    return logistic_on_cells(Cells(design, people, people * outcome))


def logistic_on_cells(source: Cells | Sequence[Cells] | Callable[[], Iterable[Cells]]) -> LogisticFit:
    """The same model on cells: coefficients, errors and deviance are those of the rows."""
    fit = glm(source, LOGIT)
    return LogisticFit(fit.coefficients, fit.covariance, fit.deviance, _whole(fit.n), _whole(fit.total))


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number
