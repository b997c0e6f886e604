"""Augmented inverse-probability weighting: right if either the model of who takes part or the model of the outcome is right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tejido.stats.comparison import Comparison, freedom, spread_of_sums
from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.outcome_model import OutcomeFamily, outcome_model
from tejido.stats.overlap import Overlap, overlap, require_overlap
from tejido.stats.propensity import Propensity, balancing_weights, propensity


@dataclass(frozen=True)
class DoublyRobustEffect(Effect):
    """Average effect on everybody. `standard_error` is that of the efficient influence function, right when both models are;
    `standard_error_stacked` counts both models as estimated and holds when only one of them is right."""

    standard_error_stacked: float
    exposed_mean: float
    reference_mean: float
    persons: float
    overlap: Overlap


def doubly_robust(compared: Comparison, family: OutcomeFamily, *, guarded: bool = True, level: float = 0.95) -> DoublyRobustEffect:
    """Mean of m₁ − m₀ + A(y − m₁)/e − (1 − A)(y − m₀)/(1 − e): e the score, m₁ and m₀ regressions within each group on the covariates
    (Robins, Rotnitzky & Zhao 1994, J. Am. Stat. Assoc. 89:846; Lunceford & Davidian 2004, Stat. Med. 23:2937).

    On the scale of the outcome. Refuses what `glm` and `outcome_model` refuse and, unless `guarded` is off, groups without overlap.
    """
    scored = propensity(compared)
    weight = balancing_weights(compared, scored.score).weight
    shared = overlap(compared, scored.score, weight)
    if guarded:
        require_overlap(shared)
    exposed, reference = (_side(compared, scored, family, taken) for taken in (True, False))
    error = _error(compared, exposed.fixed - reference.fixed, exposed.slope - reference.slope)
    stacked = _error(
        compared,
        exposed.fixed + exposed.learnt_fixed - reference.fixed - reference.learnt_fixed,
        exposed.slope + exposed.learnt_slope - reference.slope - reference.learnt_slope,
    )
    found = effect(exposed.mean - reference.mean, error, level=level, degrees_of_freedom=freedom(compared))
    return DoublyRobustEffect(
        **vars(found), standard_error_stacked=stacked, exposed_mean=exposed.mean, reference_mean=reference.mean,
        persons=compared.persons, overlap=shared,
    )  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """The mean of everybody in one group, the influence of each person on it (fixed + slope·outcome), and what learning adds to it."""

    mean: float
    fixed: Array
    slope: Array
    learnt_fixed: Array
    learnt_slope: Array


def _side(compared: Comparison, scored: Propensity, family: OutcomeFamily, taken: bool) -> _Side:
    x, n, size = compared.covariates, compared.n, compared.persons
    model = outcome_model(compared.arm(taken), family)
    here = (compared.exposed == float(taken)).astype(float)
    chance = scored.score if taken else 1 - scored.score
    expected = model.mean(x)
    weight = here / chance
    rest = here * (compared.total - n * expected)
    mean = float(n @ expected + weight @ rest) / size
    by_outcome = (n * (1 - weight)) @ model.slope(x) / size
    # (1 − e)/e is 1/e here, since the rests add up to nothing along the covariates of their own model
    by_score = (rest / chance * (-1 if taken else 1)) @ x / size
    pull = here * (x @ model.inverse @ by_outcome)
    learnt = (x @ scored.fit.covariance @ by_score) * (compared.exposed - scored.score)
    return _Side(mean, ((1 - weight) * expected - mean) / size, weight / size, learnt - pull * expected, pull)


def _error(compared: Comparison, fixed: Array, slope: Array) -> float:
    return float(np.sqrt(spread_of_sums(compared, fixed[:, None], slope[:, None])[0, 0]))
