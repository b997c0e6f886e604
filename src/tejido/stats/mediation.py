"""How much of an effect goes through something between. Only for analyses registered beforehand: the caller must hold it to that,
since nothing in the data tells a mediator from a consequence or from a companion of the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.finite import finite
from tejido.stats.least_squares import LinearFit, least_squares
from tejido.stats.unfit import Unfit

DRAWS = 20_000
FREEST = 0.99


@dataclass(frozen=True)
class Mediation:
    """a: exposure on mediator · b: mediator on outcome · direct, indirect (delta method) and total effect · monte_carlo: interval of the
    indirect effect, which is not symmetric, and monte_carlo_p of the same draws, two-sided · proportion: indirect over total, with its
    Monte-Carlo interval; none where the total may be zero, and the ratio with it anything · rho_at_zero: correlation of the two
    error terms that would explain the indirect effect away · n persons."""

    a: Effect
    b: Effect
    direct: Effect
    indirect: Effect
    total: Effect
    monte_carlo: tuple[float, float]
    monte_carlo_p: float
    proportion: float | None
    proportion_interval: tuple[float, float] | None
    rho_at_zero: float
    n: int


@dataclass(frozen=True)
class Sensitivity:
    """The indirect effect if the errors of mediator and outcome were correlated by each `rho`, with its interval."""

    rho: Array
    indirect: Array
    low: Array
    high: Array


def mediation(
    exposure: ArrayLike, mediator: ArrayLike, outcome: ArrayLike, covariates: ArrayLike, *, seed: int, level: float = 0.95
) -> Mediation:
    """M = i + aX + …, Y = i + c'X + bM + …, indirect effect ab, both by least squares (Baron & Kenny 1986; Sobel 1982, Sociol. Methodol.
    13:290: error √(a²s_b² + b²s_a²)). covariates (n, p) with the constant first. Monte Carlo: quantiles of 20 000 normal draws of a, b
    and c' (MacKinnon, Lockwood & Williams 2004, Multivar. Behav. Res. 39:99), repeatable by `seed`; p twice the share of them beyond zero,
    with one draw more on both sides of the fraction (Davison & Hinkley 1997, Bootstrap Methods, 4.2), so that it is never zero.

    Causal only if nothing unseen causes two of the three and exposure and mediator do not interact (Imai, Keele & Yamamoto 2010, Stat.
    Sci. 25:51): see `mediation_sensitivity`. Refuses what `least_squares` refuses.
    """
    design, x, m, y = finite(covariates, exposure, mediator, outcome)
    on_mediator, on_outcome, on_total = (
        least_squares(np.column_stack([design, *more]), seen) for more, seen in (([x], m), ([x, m], y), ([x], y))
    )
    a, total = (_last(fit, -1, level) for fit in (on_mediator, on_total))
    direct, b = (_last(on_outcome, place, level) for place in (-2, -1))
    product = a.estimate * b.estimate
    indirect = effect(product, float(np.hypot(a.estimate * b.standard_error, b.estimate * a.standard_error)), level=level)
    drawn = _draws(a, on_outcome, seed)
    ends = [0.5 - level / 2, 0.5 + level / 2]
    through = _quantiles(drawn[0], ends)
    clear = total.low > 0 or total.high < 0
    return Mediation(
        a, b, direct, indirect, total, through, _p_of(drawn[0]), product / total.estimate if clear else None,
        _quantiles(drawn[0] / (drawn[0] + drawn[1]), ends) if clear else None, _residual_covariance(design, x, m, y)[1], len(y),
    )  # fmt: skip


def mediation_sensitivity(
    exposure: ArrayLike, mediator: ArrayLike, outcome: ArrayLike, covariates: ArrayLike, rho: ArrayLike, *, level: float = 0.95
) -> Sensitivity:
    """a·(σ₁/σ₂)(r − ρ√((1 − r²)/(1 − ρ²))) (Imai, Keele & Yamamoto 2010, Stat. Sci. 25:51, theorem 4): σ₁, σ₂ spreads and r the
    correlation of what exposure and covariates leave of outcome and mediator. Interval: delta method under normal errors, where the
    factor of a has variance (1 − r²)σ₁²/σ₂²/((1 − ρ²)·degrees of freedom). Refuses a ρ of 0.99 or beyond (`outside_range`)."""
    grid = finite(rho)[0]
    if (np.abs(grid) >= FREEST).any():
        raise Unfit("outside_range")
    design, x, m, y = finite(covariates, exposure, mediator, outcome)
    ratio, correlation, free = _residual_covariance(design, x, m, y)
    fit = least_squares(np.column_stack([design, x]), m)
    a, variance = float(fit.coefficients[-1]), float(fit.covariances["classical"][-1, -1])
    own = np.sqrt((1 - correlation**2) / (1 - grid**2))
    factor = ratio * (correlation - grid * own)
    error = np.sqrt(factor**2 * variance + a**2 * (ratio * own) ** 2 / free)
    reach = float(stats.norm.ppf(0.5 + level / 2)) * error
    return Sensitivity(grid, a * factor, a * factor - reach, a * factor + reach)


def _last(fit: LinearFit, place: int, level: float) -> Effect:
    errors = fit.standard_errors("classical")
    return effect(float(fit.coefficients[place]), float(errors[place]), level=level, degrees_of_freedom=fit.degrees_of_freedom)


def _draws(a: Effect, on_outcome: LinearFit, seed: int) -> tuple[Array, Array]:
    random = np.random.default_rng(seed)
    first = random.normal(a.estimate, a.standard_error, DRAWS)
    pair = random.multivariate_normal(on_outcome.coefficients[-2:], on_outcome.covariances["classical"][-2:, -2:], DRAWS)
    return first * pair[:, 1], pair[:, 0]


def _p_of(drawn: Array) -> float:
    beyond = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    return min(1.0, 2 * (1 + beyond) / (1 + len(drawn)))


def _residual_covariance(design: Array, x: Array, m: Array, y: Array) -> tuple[float, float, int]:
    """σ₁/σ₂, r, and the degrees of freedom of the regression of the outcome on exposure, mediator and covariates."""
    known = np.column_stack([design, x])
    left = [seen - known @ np.linalg.lstsq(known, seen, rcond=None)[0] for seen in (y, m)]
    sizes = [float(np.sqrt(rest @ rest)) for rest in left]
    return sizes[0] / sizes[1], float(left[0] @ left[1]) / (sizes[0] * sizes[1]), len(y) - known.shape[1] - 1


def _quantiles(drawn: Array, ends: list[float]) -> tuple[float, float]:
    low, high = np.quantile(drawn, ends)
    return float(low), float(high)
