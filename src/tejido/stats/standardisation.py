"""Standardisation: what would be expected if all these people, as they are, had been treated alike, and if they had been treated otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tejido.stats.cells import Cells
from tejido.stats.comparison import freedom, spread_of_sums
from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.families import LOGIT, Family
from tejido.stats.finite import finite
from tejido.stats.outcome_model import OutcomeFamily, OutcomeModel, outcome_model
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald


@dataclass(frozen=True)
class StandardisedEffect(Effect):
    """`standard_error` (sandwich) counts these people as a sample of more; `standard_error_here` (delta method) speaks of them alone
    and trusts the model. `exposed_mean` and `reference_mean` are the two expectations."""

    standard_error_here: float
    exposed_mean: float
    reference_mean: float
    persons: float
    model: OutcomeModel


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


def g_formula(
    cells: Cells, exposed: ArrayLike, reference: ArrayLike, family: OutcomeFamily, *, among: ArrayLike | None = None, level: float = 0.95
) -> StandardisedEffect:
    """Mean over people of E(y | exposed, x) − E(y | not exposed, x), from one regression (Robins 1986, Math. Modelling 7:1393;
    Snowden, Rose & Mortimer 2011, Am. J. Epidemiol. 173:731).

    cells: design (K, q) as observed, with sums of squares · exposed, reference (K, q): the same rows with the exposure (and its
    products) set · among (K,) 0 or 1: the people to speak of, such as those exposed; all unless given. On the scale of the outcome: a
    difference of means or of risks. Refuses what `outcome_model` refuses, and nobody to speak of (`too_few`).
    """
    on, off = finite(exposed, reference)
    if on.shape != cells.design.shape or off.shape != cells.design.shape:
        raise Unfit("unequal_lengths")
    chosen = np.ones(len(cells)) if among is None else finite(among)[0]
    model = outcome_model(cells, family)
    people = cells.n * chosen
    size = float(people.sum())
    if not size > 0:
        raise Unfit("too_few")
    (high, rising), (low, falling) = (_average(model.mean(side), model.slope(side), people) for side in (on, off))
    estimate, towards = high - low, rising - falling
    own = chosen * (model.mean(on) - model.mean(off) - estimate) / size
    pull = cells.design @ model.inverse @ towards
    middle = spread_of_sums(cells, (own - pull * model.mean(cells.design))[:, None], pull[:, None])
    found = effect(estimate, float(np.sqrt(middle[0, 0])), level=level, degrees_of_freedom=freedom(cells))
    here = float(np.sqrt(towards @ model.covariance @ towards))
    return StandardisedEffect(**vars(found), standard_error_here=here, exposed_mean=high, reference_mean=low, persons=size, model=model)


def standardised_risk(fit: Wald, design: Array, weights: Array | None = None, *, family: Family = LOGIT, level: float = 0.95) -> Effect:
    """The mean predicted risk if everyone had this design: g-computation with a delta-method interval.

    design (K, p) of people or of cells, whose numbers are the `weights` (K,). Robins 1986 (Math. Modelling 7:1393); Localio, Margolis &
    Berlin 2007 (J. Clin. Epidemiol. 60:874). The people are taken as given, so the interval speaks of them and not of a wider population.
    Covariance and degrees of freedom are those of the fit: from `cluster_robust`, they allow for likeness within clusters.
    """
    risk, slope = _mean_risk(fit, design, weights, family)
    return _linear(risk, slope, fit, level)


def standardised_risk_difference(
    fit: Wald, exposed: Array, reference: Array, weights: Array | None = None, *, family: Family = LOGIT, level: float = 0.95
) -> Effect:
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


def number_needed(difference: Effect) -> NumberNeeded:
    """1 / difference and what follows from its interval (Altman 1998, BMJ 317:1309): never a range through zero persons."""
    estimate, low, high = (None if x == 0 else 1 / x for x in (difference.estimate, difference.low, difference.high))
    if difference.low <= 0 <= difference.high:
        return NumberNeeded(estimate, low, high, disjoint=True)
    return NumberNeeded(estimate, high, low, disjoint=False)


def _mean_risk(fit: Wald, design: Array, weights: Array | None, family: Family) -> tuple[float, Array]:
    line = design @ fit.coefficients
    return _average(family.mean(line), family.slope(line)[:, None] * design, np.ones(len(design)) if weights is None else weights)


def _average(mean: Array, slope: Array, people: Array) -> tuple[float, Array]:
    """The mean expectation, and its derivative by the coefficients."""
    size = people.sum()
    return float(people @ mean / size), people @ slope / size


def _linear(estimate: float, slope: Array, fit: Wald, level: float) -> Effect:
    error, freedom = fit.combination(slope)[1], float(fit.degrees_for(slope[None])[0])
    if np.isnan(freedom):  # of one cluster alone nothing can be said, of a few no interval
        return Effect(estimate, error, np.nan, np.nan, np.nan)
    return effect(estimate, error, level=level, degrees_of_freedom=freedom)
