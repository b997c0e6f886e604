"""The expected outcome given covariates, linear or logistic: the half of an adjusted effect that standardisation rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.families import LOGIT
from tejido.stats.glm import glm
from tejido.stats.triangle import require_independent_factor, triangular
from tejido.stats.unfit import Unfit

OutcomeFamily = Literal["linear", "logit"]


@dataclass(frozen=True)
class OutcomeModel:
    """coefficients (q,) · covariance (q, q), classical · inverse (q, q): of the information, so that inverse @ x·(y − mean) is the
    influence of one person on the coefficients."""

    family: OutcomeFamily
    coefficients: Array
    covariance: Array
    inverse: Array

    def mean(self, design: Array) -> Array:
        line = design @ self.coefficients
        return line if self.family == "linear" else LOGIT.mean(line)

    def slope(self, design: Array) -> Array:
        """The derivative of the mean by the coefficients, (K, q)."""
        if self.family == "linear":
            return design
        mean = self.mean(design)
        return (mean * (1 - mean))[:, None] * design


def outcome_model(cells: Cells, family: OutcomeFamily) -> OutcomeModel:
    """Least squares, or maximum likelihood of a binary outcome (`not_yes_no` otherwise), on cells with sums of squares."""
    assert cells.squares is not None
    if family not in get_args(OutcomeFamily):
        raise Unfit("unknown_family")
    if family == "logit":
        if not np.allclose(cells.squares, cells.total) or (cells.total < 0).any() or (cells.total > cells.n).any():
            raise Unfit("not_yes_no")
        fit = glm(cells, LOGIT)
        return OutcomeModel(family, fit.coefficients, fit.covariance, fit.covariance)
    left = float(cells.n.sum()) - cells.design.shape[1]
    if left < 1:
        raise Unfit("too_few")
    some = cells.n > 0
    root = np.sqrt(cells.n[some])
    rows = np.column_stack([cells.design[some] * root[:, None], cells.total[some] / root])
    r = triangular(rows)
    r, projected = r[:-1, :-1], r[:-1, -1]
    # of the factor and not of its square, in which a date written as a number would vary by less than what is rounded off
    require_independent_factor(r)
    coefficients = np.asarray(np.linalg.solve(r, projected))
    line = cells.design @ coefficients
    residual = float((cells.squares - 2 * line * cells.total + cells.n * line**2).sum())
    unit = np.linalg.inv(r)
    return OutcomeModel(family, coefficients, unit @ unit.T * max(residual, 0.0) / left, unit @ unit.T)
