"""How much studies truly differ: four estimates of the variance between them, and an interval for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy import optimize, stats

from tejido.stats.design import Array
from tejido.stats.unfit import Unfit

Method = Literal["fixed", "DL", "REML", "PM"]
PRECISION = 1e-14
STEPS = 400


def pooled(estimates: Array, variances: Array, between: float) -> float:
    """The weighted mean, weights 1/(v + τ²)."""
    weights = 1 / (variances + between)
    return float(weights @ estimates / weights.sum())


def q_statistic(estimates: Array, variances: Array, between: float = 0.0) -> float:
    """Σ (y − ȳ)²/(v + τ²), Cochran's Q (1954, Biometrics 10:101) where τ² is zero."""
    return float(((estimates - pooled(estimates, variances, between)) ** 2 / (variances + between)).sum())


def between_variance(estimates: Array, variances: Array, method: Method) -> float:
    """τ² by DerSimonian & Laird 1986 (Control. Clin. Trials 7:177), restricted maximum likelihood (Viechtbauer 2005, J. Educ. Behav.
    Stat. 30:261) or Paule & Mandel 1982 (J. Res. Natl. Bur. Stand. 87:377); zero where it is fixed, never below zero."""
    found: dict[str, Callable[[], float]] = {
        "fixed": lambda: 0.0,
        "DL": lambda: _der_simonian_laird(estimates, variances),
        "REML": lambda: _restricted_likelihood(estimates, variances),
        "PM": lambda: _where_q_is(len(estimates) - 1.0, estimates, variances),
    }
    if method not in found:
        raise Unfit("unknown_method")
    return found[method]()


def q_profile(estimates: Array, variances: Array, level: float = 0.95) -> tuple[float, float]:
    """The interval of τ² whose Q is not surprising for a χ² with k − 1 (Viechtbauer 2007, Stat. Med. 26:37); (0, 0) where even τ² = 0
    leaves less spread than chance would."""
    free = len(estimates) - 1
    ends = (float(stats.chi2.ppf(0.5 + side * level / 2, free)) for side in (1, -1))
    low, high = (_where_q_is(end, estimates, variances) for end in ends)
    return low, high


def _der_simonian_laird(estimates: Array, variances: Array) -> float:
    weights = 1 / variances
    room = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, (q_statistic(estimates, variances) - (len(estimates) - 1)) / float(room))


def _where_q_is(target: float, estimates: Array, variances: Array) -> float:
    """Q falls as τ² grows: the τ² at which it is the target, or zero where it starts below."""

    def above(between: float) -> float:
        return q_statistic(estimates, variances, between) - target

    if above(0.0) <= 0:
        return 0.0
    end = float(variances.max())
    while above(end) > 0:
        end *= 2
    return float(optimize.brentq(above, 0.0, end, xtol=PRECISION * end, rtol=1e-14))


def _restricted_likelihood(estimates: Array, variances: Array) -> float:
    """The highest point of the restricted likelihood: the best of a grid, then the root of the slope beside it."""
    widest = float(np.ptp(estimates)) ** 2 + float(variances.max())
    grid = np.concatenate([[0.0], np.geomspace(1e-8 * float(variances.min()), widest, STEPS)])
    best = int(np.argmax(_likelihoods(estimates, variances, grid)))
    low, high = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, STEPS)])

    def slope(between: float) -> float:
        weights = 1 / (variances + between)
        rest = estimates - pooled(estimates, variances, between)
        return float((weights**2 * rest**2).sum() - weights.sum() + (weights**2).sum() / weights.sum())

    if slope(low) <= 0 or slope(high) >= 0:
        return float(grid[best])
    return float(optimize.brentq(slope, low, high, xtol=PRECISION * high, rtol=1e-14))


def _likelihoods(estimates: Array, variances: Array, grid: Array) -> Array:
    """Twice the restricted log-likelihood at each τ² of a grid, but for a constant."""
    weights = 1 / (variances + grid[:, None])
    centres = weights @ estimates / weights.sum(axis=1)
    spread = (weights * (estimates - centres[:, None]) ** 2).sum(axis=1)
    return np.asarray(np.log(weights).sum(axis=1) - np.log(weights.sum(axis=1)) - spread)
