"""A repeated score: a linear mixed model by maximum likelihood."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from tejido.stats.design import Array, require_finite, require_full_rank
from tejido.stats.unfit import Unfit

FLAT = 1e-3  # largest change of the deviance per unit of a relative covariance parameter that counts as a maximum
ON_THE_EDGE = 1e-4


@dataclass(frozen=True)
class MixedFit:
    """Fixed effects, covariance of the random effects (first the intercept) and residual variance."""

    coefficients: Array
    covariance: Array
    random_covariance: Array
    residual_variance: float
    deviance: float
    n: int
    groups: int
    on_the_edge: bool

    @property
    def standard_errors(self) -> Array:
        return np.sqrt(np.diag(self.covariance))

    def intervals(self, level: float = 0.95) -> Array:
        reach = stats.norm.ppf(0.5 + level / 2) * self.standard_errors
        return np.column_stack([self.coefficients - reach, self.coefficients + reach])

    def p_values(self) -> Array:
        return np.asarray(2 * stats.norm.sf(np.abs(self.coefficients) / self.standard_errors))


@dataclass(frozen=True)
class _Sums:
    """Cross-products per group: all that the likelihood needs, whatever the number of waves."""

    n: int
    xx: Array
    xy: Array
    yy: float
    zz: Array
    zx: Array
    zy: Array


def mixed_model(outcome: Array, design: Array, random: Array, group: Array) -> MixedFit:
    """Random effects per group (a person), by maximum likelihood: y = Xb + Zu + e, u ~ N(0, s²LL'), e ~ N(0, s²).

    Laird & Ware 1982 (Biometrics 38:963). b and s² are profiled out and the deviance is minimised over L, the Cholesky factor
    relative to the residual, as in Bates, Mächler, Bolker & Walker 2015 (J. Stat. Softw. 67:1). Standard errors of b are those of
    generalised least squares at the maximum. `design` has the constant first; `random` has the random intercept first.
    """
    require_finite(outcome, random)
    require_full_rank(design)
    require_full_rank(random) if random.shape[1] > 1 else None
    scale_x, scale_z = np.abs(design).max(axis=0), np.abs(random).max(axis=0)
    centre, spread = float(outcome.mean()), float(outcome.std())
    if spread == 0:
        raise Unfit("one_outcome")
    groups = np.unique(group, return_inverse=True)[1]
    if len(outcome) <= (int(groups.max()) + 1) * random.shape[1]:
        raise Unfit("few_repeats")
    sums = _cross_products((outcome - centre) / spread, design / scale_x, random / scale_z, groups)
    theta = _minimum(sums, random.shape[1])
    deviance, coefficients, variance, precision = _profile(theta, sums)
    factor = _factor(theta, random.shape[1])
    coefficients = coefficients * spread / scale_x
    coefficients[0] += centre
    variance *= spread**2
    return MixedFit(
        coefficients=coefficients,
        covariance=variance * np.linalg.inv(precision) / np.outer(scale_x, scale_x),
        random_covariance=variance * factor @ factor.T / np.outer(scale_z, scale_z),
        residual_variance=variance,
        deviance=deviance + 2 * len(outcome) * float(np.log(spread)),
        n=len(outcome),
        groups=int(groups.max()) + 1,
        on_the_edge=bool(np.abs(np.diag(factor)).min() < ON_THE_EDGE),
    )


def _cross_products(outcome: Array, design: Array, random: Array, groups: NDArray[np.intp]) -> _Sums:
    size, p, q = int(groups.max()) + 1, design.shape[1], random.shape[1]
    zz, zx, zy = np.zeros((size, q, q)), np.zeros((size, q, p)), np.zeros((size, q))
    np.add.at(zz, groups, random[:, :, None] * random[:, None, :])
    np.add.at(zx, groups, random[:, :, None] * design[:, None, :])
    np.add.at(zy, groups, random * outcome[:, None])
    return _Sums(len(outcome), design.T @ design, design.T @ outcome, float(outcome @ outcome), zz, zx, zy)


def _factor(theta: Array, size: int) -> Array:
    factor = np.zeros((size, size))
    factor[np.tril_indices(size)] = theta
    return factor


def _profile(theta: Array, sums: _Sums) -> tuple[float, Array, float, Array]:
    """Deviance, coefficients, residual variance and X'V⁻¹X for one relative covariance; (I + L'Z'ZL)⁻¹ by group."""
    factor = _factor(theta, sums.zz.shape[1])
    inner = np.eye(len(factor)) + factor.T @ sums.zz @ factor
    with_x, with_y = factor.T @ sums.zx, sums.zy @ factor
    solved_x = np.linalg.solve(inner, with_x)
    solved_y = np.linalg.solve(inner, with_y[:, :, None])[:, :, 0]
    precision = sums.xx - np.einsum("gqp,gqr->pr", with_x, solved_x)
    moment = sums.xy - np.einsum("gqp,gq->p", with_x, solved_y)
    coefficients = np.linalg.solve(precision, moment)
    rest = sums.yy - float((with_y * solved_y).sum()) - float(coefficients @ moment)
    variance = max(rest, 1e-300) / sums.n
    volume = float(np.linalg.slogdet(inner)[1].sum())
    return volume + sums.n * (1 + float(np.log(2 * np.pi * variance))), coefficients, variance, precision


def _minimum(sums: _Sums, size: int) -> Array:
    rows, columns = np.tril_indices(size)
    bounds: list[tuple[float | None, None]] = [(0.0, None) if r == c else (None, None) for r, c in zip(rows, columns, strict=True)]

    def deviance(theta: Array) -> float:
        return _profile(theta, sums)[0]

    best, lowest = np.ones(len(rows)), np.inf
    for start in (1.0, 0.3, 3.0):
        first = np.where(rows == columns, start, 0.0)
        found = optimize.minimize(deviance, first, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-8, "maxiter": 500})
        found = optimize.minimize(
            deviance, found.x, method="Nelder-Mead", bounds=bounds, options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 4000, "maxfev": 4000}
        )
        if found.fun < lowest - 1e-9:
            best, lowest = np.asarray(found.x), float(found.fun)
    _require_flat(deviance, best, bounds)
    return best


def _require_flat(deviance: Callable[[Array], float], theta: Array, bounds: Sequence[tuple[float | None, None]]) -> None:
    """A maximum is a place where no small step helps; anything else is refused rather than reported."""
    here = deviance(theta)
    for j, (low, _) in enumerate(bounds):
        for step in (1e-4, -1e-4):
            moved = theta.copy()
            moved[j] = moved[j] + step if low is None else max(low, moved[j] + step)
            if not np.isfinite(here) or deviance(moved) < here - FLAT * abs(step):
                raise Unfit("not_converged")
