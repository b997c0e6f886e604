"""Negative binomial regression: counts whose rate differs from person to person beyond what the columns say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.special import digamma, gammaln, polygamma, xlogy

from tejido.stats.cells import Cells
from tejido.stats.counts import quasi_poisson
from tejido.stats.design import Array
from tejido.stats.families import POISSON
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

MOST_ROUNDS = 100
CONVERGED = 1e-12
ROUNDING = 1e-10
NEAR = 0.5  # no person's logarithm of the mean moved by more in the last round
POISSON_LIKE = 1e7  # a variance that exceeds the mean by less than a ten-millionth of its square


@dataclass(frozen=True)
class NegativeBinomialFit(Wald):
    """Variance µ + µ²/θ. `theta_error` from the observed information of θ, the errors of the coefficients from the expected one at the θ
    found, as MASS::glm.nb gives them. `log_likelihood` with all its constants; `n` persons."""

    theta: float
    theta_error: float
    log_likelihood: float
    n: float


@dataclass(frozen=True)
class _Data:
    """Distinct rows (design, outcome, offset) and how many persons each stands for."""

    design: Array
    outcome: Array
    offset: Array
    weights: Array


def negative_binomial(
    design: Array, outcome: Array, *, weights: Array | None = None, offset: Array | None = None, constant: bool = True
) -> NegativeBinomialFit:
    """log µ = Xb + offset, y negative binomial with size θ (NB2), by maximum likelihood: b and θ in turn, both by Newton near the end.

    Lawless 1987 (Can. J. Stat. 15:209); Venables & Ripley 2002, Modern Applied Statistics with S, 4th ed., §7.4. θ is not in the sums of
    cells: give persons, or distinct rows of design and outcome with their numbers as `weights`. A sensitivity analysis of `quasi_poisson`.
    Refuses as `glm`, counts that are not whole (`not_whole`), and (`not_overdispersed`) counts that vary no more than Poisson's: θ has
    no maximum then and the Poisson rates stand.
    """
    data = _Data(
        design, outcome, np.zeros(len(outcome)) if offset is None else offset, np.ones(len(outcome)) if weights is None else weights
    )
    first = quasi_poisson(Cells(design, data.weights, data.weights * outcome, data.weights * outcome**2, data.offset), constant=constant)
    if (outcome != np.round(outcome)).any():
        raise Unfit("not_whole")
    if _gain(data, first.coefficients) <= 0:
        raise Unfit("not_overdispersed")
    here, theta = _alternate(data, first.coefficients)
    mean = np.exp(design @ here + data.offset)
    covariance = linalg.inv((design.T * (data.weights * mean * theta / (theta + mean))) @ design)
    return NegativeBinomialFit(
        here, covariance, theta, float(_curvature(data, mean, theta) ** -0.5), _log_likelihood(data, mean, theta), float(data.weights.sum())
    )


def _gain(data: _Data, coefficients: Array) -> float:
    """The slope of the log-likelihood as 1/θ leaves zero at the Poisson fit: Σ [(y − µ)² − y]/2 (Dean & Lawless 1989, JASA 84:467)."""
    mean = POISSON.mean(data.design @ coefficients + data.offset)
    return float((data.weights * (np.square(data.outcome - mean) - data.outcome)).sum())


def _alternate(data: _Data, here: Array) -> tuple[Array, float]:
    """Fisher scoring while steps are long; then Newton's, since scoring crawls where the model fits badly. No step goes downhill."""
    mean, near = np.exp(data.design @ here + data.offset), False
    theta = float(data.weights.sum() / (data.weights * np.square(data.outcome / mean - 1)).sum())
    for _ in range(MOST_ROUNDS):
        step = _uphill(data, here, _step(data, mean, theta, observed=near), theta)
        here, longest = here + step, np.abs(data.design @ step).max()
        near = longest <= NEAR
        mean = POISSON.mean(data.design @ here + data.offset)
        before, theta = theta, _best_theta(data, mean, theta)
        if theta > POISSON_LIKE:
            raise Unfit("not_overdispersed")
        if np.abs(step).max() <= CONVERGED * (1 + np.abs(here).max()) and abs(theta - before) <= 1e-11 * theta:
            return here, theta
    raise Unfit("not_converged")


def _uphill(data: _Data, here: Array, step: Array, theta: float) -> Array:
    """The step, halved until the log-likelihood does not fall by more than is rounded off: with θ small a whole one may overshoot."""
    line, along = data.design @ here + data.offset, data.design @ step
    with np.errstate(over="ignore", invalid="ignore"):
        level = _log_likelihood(data, np.exp(line), theta)
        for _ in range(MOST_ROUNDS):
            if _log_likelihood(data, np.exp(line + along), theta) >= level - ROUNDING * (1 + abs(level)):
                return step
            step, along = step / 2, along / 2
    raise Unfit("not_converged")


def _step(data: _Data, mean: Array, theta: float, *, observed: bool) -> Array:
    """Score over information: the expected, µθ/(θ + µ) a person, or the observed, that times (θ + y)/(θ + µ)."""
    share = theta / (theta + mean)
    known = mean * share * ((theta + data.outcome) / (theta + mean) if observed else 1.0)
    information = (data.design.T * (data.weights * known)) @ data.design
    try:
        return np.asarray(linalg.solve(information, (data.weights * (data.outcome - mean) * share) @ data.design))
    except (linalg.LinAlgError, ValueError):  # singular, or not numbers any more
        raise Unfit("not_converged") from None


def _best_theta(data: _Data, mean: Array, theta: float) -> float:
    """Newton on log θ, where the likelihood bends least; a step is at most a factor of e, and uphill where it is not yet concave."""
    for _ in range(MOST_ROUNDS):
        slope = theta * _slope(data, mean, theta)
        bend = theta**2 * _curvature(data, mean, theta) - slope
        step = float(np.clip(slope / bend if bend > 0 else np.sign(slope), -1, 1))
        theta *= float(np.exp(step))
        if abs(step) <= CONVERGED or theta > POISSON_LIKE:
            return theta
    return theta


def _slope(data: _Data, mean: Array, theta: float) -> float:
    y = data.outcome
    each = digamma(theta + y) - digamma(theta) + np.log(theta) + 1 - np.log(theta + mean) - (y + theta) / (mean + theta)
    return float((data.weights * each).sum())


def _curvature(data: _Data, mean: Array, theta: float) -> float:
    """Minus the second derivative by θ."""
    y = data.outcome
    each = polygamma(1, theta) - polygamma(1, theta + y) - 1 / theta + 2 / (mean + theta) - (y + theta) / (mean + theta) ** 2
    return float((data.weights * each).sum())


def _log_likelihood(data: _Data, mean: Array, theta: float) -> float:
    y = data.outcome
    each = gammaln(theta + y) - gammaln(theta) - gammaln(y + 1) + theta * np.log(theta / (theta + mean)) + xlogy(y, mean / (theta + mean))
    return float((data.weights * each).sum())
