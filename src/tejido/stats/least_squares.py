"""Ordinary least squares with classical and heteroscedasticity-consistent standard errors."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.design import Array, require_finite, require_full_rank
from tejido.stats.unfit import Unfit

ALONE = 1e-9
ERRORS = ("classical", "HC0", "HC1", "HC2", "HC3")


@dataclass(frozen=True)
class LinearFit:
    """Coefficients, and for each kind of error a covariance matrix."""

    coefficients: Array
    covariances: Mapping[str, Array]
    residual_variance: float
    degrees_of_freedom: int
    log_likelihood: float
    n: int

    def standard_errors(self, errors: str) -> Array:
        return np.sqrt(np.diag(self.covariances[errors]))

    def intervals(self, errors: str, level: float = 0.95) -> Array:
        """Student t intervals, one row (low, high) per coefficient."""
        reach = stats.t.ppf(0.5 + level / 2, self.degrees_of_freedom) * self.standard_errors(errors)
        return np.column_stack([self.coefficients - reach, self.coefficients + reach])

    def p_values(self, errors: str) -> Array:
        ratio = np.abs(self.coefficients) / self.standard_errors(errors)
        return np.asarray(2 * stats.t.sf(ratio, self.degrees_of_freedom))


def least_squares(design: Array, outcome: Array) -> LinearFit:
    """Ordinary least squares, b = (X'X)⁻¹X'y, from a design whose first column is the constant.

    Errors: classical s²(X'X)⁻¹; HC0 (White 1980, Econometrica 48:817) (X'X)⁻¹X'diag(e²)X(X'X)⁻¹; HC1 = HC0·n/(n−p);
    HC2 and HC3 (MacKinnon & White 1985, J. Econometrics 29:305) divide e² by 1−h and by (1−h)², h the leverage.
    Where one person alone carries a column (leverage 1) HC2 and HC3 do not exist and are not a number.
    HC3 is the advisable one in small samples (Long & Ervin 2000, Am. Stat. 54:217).
    """
    require_finite(outcome)
    require_full_rank(design)
    if np.ptp(outcome) == 0:
        raise Unfit("one_outcome")
    q, r = np.linalg.qr(design)
    coefficients = np.linalg.solve(r, q.T @ outcome)
    residuals = outcome - design @ coefficients
    n, p = design.shape
    variance = float(residuals @ residuals) / (n - p)
    r_inverse = np.linalg.inv(r)
    bread = r_inverse @ r_inverse.T
    return LinearFit(
        coefficients=coefficients,
        covariances=_covariances(design, residuals, bread, np.square(q).sum(axis=1), variance),
        residual_variance=variance,
        degrees_of_freedom=n - p,
        log_likelihood=-n / 2 * (np.log(2 * np.pi * variance * (n - p) / n) + 1) if variance > 0 else float("inf"),
        n=n,
    )


def _covariances(design: Array, residuals: Array, bread: Array, leverage: Array, variance: float) -> dict[str, Array]:
    n, p = design.shape
    kept = np.where(leverage > 1 - ALONE, np.nan, 1 - leverage)
    weights = {"HC0": residuals**2, "HC2": residuals**2 / kept, "HC3": (residuals / kept) ** 2}
    found = {kind: bread @ (design.T * w @ design) @ bread for kind, w in weights.items()}
    return {"classical": variance * bread, "HC1": found["HC0"] * n / (n - p), **found}
