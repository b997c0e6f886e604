"""Estimates of many organisations, each drawn towards all by as much as chance alone can explain: never a ranking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.beta_binomial import beta_binomial
from tejido.stats.design import Array
from tejido.stats.finite import finite, require_counts, require_positive, require_weighable
from tejido.stats.heterogeneity import between_variance, pooled
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Shrunken:
    """estimates, shrinkage, standard_errors, low, high (k,): shrinkage is the share (0 to 1) of the way to the centre ·
    centre: what they are drawn to · between: variance of the true values. Order as given."""

    estimates: Array
    shrinkage: Array
    standard_errors: Array
    low: Array
    high: Array
    centre: float
    between: float


def james_stein(estimates: ArrayLike, variance: float) -> Array:
    """ȳ + c(y − ȳ), c = 1 − (k − 3)·variance/Σ(y − ȳ)², not below zero: equal known variances, k ≥ 4.

    Efron & Morris 1975 (J. Am. Stat. Assoc. 70:311), after James & Stein 1961 and Lindley 1962. Without an interval: see
    `empirical_bayes`. Refuses fewer than four (`too_few`), a variance not above zero (`not_positive`), equal estimates (`no_spread`).
    """
    y = finite(estimates)[0]
    _require_enough(y)
    require_positive(np.array([variance]))
    spread = float(((y - y.mean()) ** 2).sum())
    if spread == 0:
        raise Unfit("no_spread")
    return np.asarray(y.mean() + max(0.0, 1 - (len(y) - 3) * variance / spread) * (y - y.mean()))


def empirical_bayes(estimates: ArrayLike, standard_errors: ArrayLike, *, level: float = 0.95) -> Shrunken:
    """Normal estimates of unequal, known precision around one centre (Morris 1983, J. Am. Stat. Assoc. 78:47).

    Â solves Σ W(k/(k−1)·(y − µ̂)² − V − A) = 0, W = 1/(V + A), A ≥ 0 (the same A as Paule & Mandel); B = (k−3)/(k−1)·V/(V + Â);
    estimate (1 − B)y + Bµ̂; its variance V(1 − (1 − W/ΣW)B) + 2/(k−3)·B²·(V̄ + Â)/(V + Â)·(y − µ̂)², V̄ = ΣWV/ΣW, counts that µ and A
    were estimated; the interval is normal.
    Refuses fewer than four (`too_few`) and errors that are not above zero (`not_positive`).
    """
    y, given = finite(estimates, standard_errors)
    require_positive(given, np.flatnonzero(given <= 0).tolist())
    require_weighable(given)
    _require_enough(y)
    k, variances = len(y), given**2
    between = between_variance(y, variances, "PM")
    weights = 1 / (variances + between)
    centre = pooled(y, variances, between)
    pull = (k - 3) / (k - 1) * variances * weights
    typical = float(weights @ variances / weights.sum())
    own = variances * (1 - (1 - weights / weights.sum()) * pull)
    learnt = 2 / (k - 3) * pull**2 * (typical + between) * weights * (y - centre) ** 2
    error = np.sqrt(own + learnt)
    reach = float(stats.norm.ppf(0.5 + level / 2)) * error
    found = (1 - pull) * y + pull * centre
    return Shrunken(found, pull, error, found - reach, found + reach, centre, between)


def shrunken_proportions(events: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> Shrunken:
    """Events among n people each; true shares follow a beta distribution fitted by maximum likelihood (Griffiths 1973, Biometrics
    29:637), each organisation keeps its posterior mean and equal-tailed interval. The uncertainty of the two fitted numbers is left out,
    so with few organisations the intervals are somewhat short. `centre` is the mean of the beta, `between` its variance.

    Refuses fewer than four (`too_few`), counts that are not whole (`not_whole`) or beyond n (`impossible_counts`), one outcome only (`one_outcome`), and
    shares that differ no more than chance (`no_spread`): then they are one share and `empirical_bayes` of the logits can be asked.
    """
    y, size = finite(events, n)
    _require_enough(y)
    require_counts(y, size)
    if y.sum() in (0, size.sum()):
        raise Unfit("one_outcome")
    alpha, beta = beta_binomial(y, size)
    kept = stats.beta(alpha + y, beta + size - y)
    low, high = kept.ppf(0.5 - level / 2), kept.ppf(0.5 + level / 2)
    prior = stats.beta(alpha, beta)
    return Shrunken(kept.mean(), (alpha + beta) / (alpha + beta + size), kept.std(), low, high, float(prior.mean()), float(prior.var()))


def _require_enough(y: Array) -> None:
    if len(y) < 4:
        raise Unfit("too_few")
