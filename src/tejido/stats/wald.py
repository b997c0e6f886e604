"""What every fitted model can say of its coefficients: errors, intervals and p values from one covariance."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.design import Array


@dataclass(frozen=True)
class Wald:
    """Coefficients (p,) with their covariance (p, p); by the normal distribution unless degrees of freedom are given (one, or one each)."""

    coefficients: Array
    covariance: Array

    @property
    def standard_errors(self) -> Array:
        with np.errstate(invalid="ignore"):  # a variance of nothing that rounding leaves below zero is no number
            return np.asarray(np.sqrt(np.diag(self.covariance)))

    def intervals(self, level: float = 0.95, degrees_of_freedom: float | Array = np.inf) -> Array:
        """One row (low, high) per coefficient, on the scale of the coefficients."""
        reach: Array = stats.t.ppf(0.5 + level / 2, degrees_of_freedom) * self.standard_errors
        return np.column_stack([self.coefficients - reach, self.coefficients + reach])

    def p_values(self, degrees_of_freedom: float | Array = np.inf) -> Array:
        """Two-sided, of each coefficient being zero."""
        return np.asarray(2 * stats.t.sf(np.abs(self.coefficients) / self.standard_errors, degrees_of_freedom))

    def degrees_for(self, weights: Array) -> Array:
        """Degrees of freedom of weighted sums of the coefficients: weights (m, p), answer (m,)."""
        return np.full(len(weights), np.inf)

    def errors_of(self, weights: Array) -> Array:
        """Standard errors of weighted sums of the coefficients: weights (m, p), answer (m,)."""
        return np.asarray(np.sqrt(np.maximum(np.einsum("mp,pq,mq->m", weights, self.covariance, weights), 0.0)))

    def combination(self, weights: Array) -> tuple[float, float]:
        """Estimate and standard error of a weighted sum of the coefficients."""
        return float(weights @ self.coefficients), float(self.errors_of(weights[None])[0])
