"""Inverse-probability weighting: each person counts for those like them in the other group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tejido.stats.balance import Balance, balance
from tejido.stats.comparison import Comparison, freedom, spread_of_sums
from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.overlap import Overlap, overlap, require_overlap
from tejido.stats.propensity import BalancingWeights, Estimand, Propensity, balancing_weights, propensity


@dataclass(frozen=True)
class WeightedEffect(Effect):
    """The difference of weighted means. `standard_error` knows that the score was estimated; `standard_error_fixed` (HC0 of the weighted
    regression) takes the weights as given and is usually larger. `weights`, `overlap` and `balance` say what stands behind it."""

    standard_error_fixed: float
    exposed_mean: float
    reference_mean: float
    persons: float
    estimand: Estimand
    weights: BalancingWeights
    overlap: Overlap
    balance: Balance


def weighted_difference(
    compared: Comparison,
    estimand: Estimand = "ATE",
    *,
    stabilise: bool = False,
    keep: float = 1.0,
    guarded: bool = True,
    level: float = 0.95,
) -> WeightedEffect:
    """Σ wAy/Σ wA − Σ w(1−A)y/Σ w(1−A) (Hájek 1971), w from `balancing_weights`, on the scale of the outcome.

    Error: stacked estimating equations of the score and both means (Lunceford & Davidian 2004, Stat. Med. 23:2937); by organisation
    where cells name them, with t on organisations less one. Refuses what `glm` refuses and, unless `guarded` is off, groups without
    overlap (`no_overlap`).
    """
    scored = propensity(compared)
    weights = balancing_weights(compared, scored.score, estimand, stabilise=stabilise, keep=keep)
    shared = overlap(compared, scored.score, weights.weight, estimand)
    if guarded:
        require_overlap(shared, estimand)
    exposed, reference = (_side(compared, scored, weights, group) for group in (1.0, 0.0))
    by_outcome = exposed.by_outcome - reference.by_outcome
    error = _error(compared, exposed.fixed + exposed.learnt - reference.fixed - reference.learnt, by_outcome)
    plain = _error(compared, exposed.fixed - reference.fixed, by_outcome)
    found = effect(exposed.mean - reference.mean, error, level=level, degrees_of_freedom=freedom(compared))
    return WeightedEffect(
        **vars(found), standard_error_fixed=plain, exposed_mean=exposed.mean, reference_mean=reference.mean,
        persons=compared.persons, estimand=estimand, weights=weights, overlap=shared, balance=balance(compared, weights.weight, estimand),
    )  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """A weighted mean and each person's influence on it: fixed + by_outcome·outcome, plus what the score learnt from them."""

    mean: float
    fixed: Array
    by_outcome: Array
    learnt: Array


def _side(compared: Comparison, scored: Propensity, weights: BalancingWeights, group: float) -> _Side:
    here = compared.exposed == group
    weight, slope = weights.weight * here, weights.slope * here
    mass = float(compared.n @ weight)
    mean = float(weight @ compared.total) / mass
    towards = (slope * (compared.total - compared.n * mean)) @ compared.covariates / mass
    learnt = (compared.covariates @ scored.fit.covariance @ towards) * (compared.exposed - scored.score)
    return _Side(mean, -weight * mean / mass, weight / mass, learnt)


def _error(compared: Comparison, fixed: Array, slope: Array) -> float:
    return float(np.sqrt(spread_of_sums(compared, fixed[:, None], slope[:, None])[0, 0]))
