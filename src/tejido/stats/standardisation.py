"""Risks standardised to the people studied: what the model expects if all of them, as they are, had been treated alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.families import LOGIT, Family
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald


@dataclass(frozen=True)
class StandardisedRisk:
    """A risk, or a difference of risks, averaged over the people studied; `p` of it being zero."""

    estimate: float
    standard_error: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class StandardisedRatio:
    """A ratio of two risks; `log_standard_error` is that of its logarithm, on which the interval is made; `p` of it being one."""

    estimate: float
    log_standard_error: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class NumberNeeded:
    """Persons for one more outcome (positive) or one fewer (negative), 1 / difference; not given where the difference is zero.

    `low` and `high` bound one interval, unless `disjoint`: then the difference may be zero and the number is either `low` and below
    (fewer outcomes) or `high` and above (more), through infinity; a side that the data leave out altogether is not given.
    """

    estimate: float | None
    low: float | None
    high: float | None
    disjoint: bool


def standardised_risk(
    fit: Wald, design: Array, weights: Array | None = None, *, family: Family = LOGIT, level: float = 0.95
) -> StandardisedRisk:
    """The mean predicted risk if everyone had this design: g-computation with a delta-method interval.

    design (K, p) of people or of cells, whose numbers are the `weights` (K,). Robins 1986 (Math. Modelling 7:1393); Localio, Margolis &
    Berlin 2007 (J. Clin. Epidemiol. 60:874). The people are taken as given, so the interval speaks of them and not of a wider population.
    """
    risk, slope = _mean_risk(fit, design, weights, family)
    return _linear(risk, slope, fit, level)


def standardised_risk_difference(
    fit: Wald, exposed: Array, reference: Array, weights: Array | None = None, *, family: Family = LOGIT, level: float = 0.95
) -> StandardisedRisk:
    """Everyone exposed against no one exposed, each person with their own covariates: the same people in the same order twice."""
    high, rising = _mean_risk(fit, exposed, weights, family)
    low, falling = _mean_risk(fit, reference, weights, family)
    return _linear(high - low, rising - falling, fit, level)


def standardised_risk_ratio(
    fit: Wald, exposed: Array, reference: Array, weights: Array | None = None, *, family: Family = LOGIT, level: float = 0.95
) -> StandardisedRatio:
    """The ratio of the two risks, with its interval on the logarithm."""
    high, rising = _mean_risk(fit, exposed, weights, family)
    low, falling = _mean_risk(fit, reference, weights, family)
    found = _linear(float(np.log(high / low)), rising / high - falling / low, fit, level)
    ends = np.exp([found.estimate, found.low, found.high])
    return StandardisedRatio(float(ends[0]), found.standard_error, float(ends[1]), float(ends[2]), found.p)


def number_needed(difference: StandardisedRisk) -> NumberNeeded:
    """1 / difference and what follows from its interval (Altman 1998, BMJ 317:1309): never a range through zero persons."""
    estimate, low, high = (None if x == 0 else 1 / x for x in (difference.estimate, difference.low, difference.high))
    if difference.low <= 0 <= difference.high:
        return NumberNeeded(estimate, low, high, disjoint=True)
    return NumberNeeded(estimate, high, low, disjoint=False)


def _mean_risk(fit: Wald, design: Array, weights: Array | None, family: Family) -> tuple[float, Array]:
    """The mean risk and its derivative by the coefficients."""
    share = np.full(len(design), 1 / len(design)) if weights is None else weights / weights.sum()
    line = design @ fit.coefficients
    return float(share @ family.mean(line)), (share * family.slope(line)) @ design


def _linear(estimate: float, slope: Array, fit: Wald, level: float) -> StandardisedRisk:
    error = float(np.sqrt(slope @ fit.covariance @ slope))
    if not error > 0:
        raise Unfit("constant")
    reach = float(stats.norm.ppf(0.5 + level / 2)) * error
    return StandardisedRisk(estimate, error, estimate - reach, estimate + reach, float(2 * stats.norm.sf(abs(estimate) / error)))
