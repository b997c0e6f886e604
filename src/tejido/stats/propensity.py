"""The probability of taking part given what was known before: the score by which groups are made comparable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tejido.stats.comparison import Comparison
from tejido.stats.design import Array
from tejido.stats.families import LOGIT
from tejido.stats.glm import GlmFit, glm
from tejido.stats.unfit import Unfit

Estimand = Literal["ATE", "ATT", "ATO"]


@dataclass(frozen=True)
class Propensity:
    """`score` (K,) is the fitted probability of each cell, `fit` the logistic regression behind it."""

    score: Array
    fit: GlmFit


@dataclass(frozen=True)
class BalancingWeights:
    """`weight` (K,) of one person of each cell, `slope` (K,) its derivative by the linear predictor (zero where it was cut), `cap` the
    weight at which the largest were cut (infinite if none), `cut` how many persons that concerned."""

    weight: Array
    slope: Array
    cap: float
    cut: float


def propensity(compared: Comparison) -> Propensity:
    """Logistic regression of the exposure on the covariates (Rosenbaum & Rubin 1983, Biometrika 70:41). Refuses what `glm` refuses."""
    fit = glm(compared.uptake(), LOGIT)
    return Propensity(LOGIT.mean(compared.covariates @ fit.coefficients), fit)


def balancing_weights(
    compared: Comparison, score: Array, estimand: Estimand = "ATE", *, stabilise: bool = False, keep: float = 1.0
) -> BalancingWeights:
    """The weight that makes both groups stand for the people the estimand speaks of, e the score.

    ATE, everybody: 1/e and 1/(1 − e). ATT, those exposed: 1 and e/(1 − e). ATO, those who could as well have been in the other group:
    1 − e and e (Li, Morgan & Zaslavsky 2018, J. Am. Stat. Assoc. 113:390). Stabilised: times the share of the own group (ATE) or the odds
    of not being exposed (ATT, the reference only) (Robins, Hernán & Brumback 2000, Epidemiology 11:550).
    `keep` below 1 cuts weights above that quantile (the smallest weight with at least this share of people at or below it) down to it
    (Cole & Hernán 2008, Am. J. Epidemiol. 168:656): less variance for some bias, so the cut is part of the result.
    """
    if estimand not in get_args(Estimand):
        raise Unfit("unknown_estimand")
    if not 0.5 < keep <= 1:
        raise Unfit("outside_range")
    odds = score / (1 - score)
    both = {
        "ATE": ((1 / score, 1 / (1 - score)), (-1 / odds, odds)),
        "ATT": ((np.ones_like(score), odds), (np.zeros_like(score), odds)),
        "ATO": ((1 - score, score), (-score * (1 - score), score * (1 - score))),
    }[estimand]
    weight, slope = (np.where(compared.exposed == 1, *side) for side in both)
    if stabilise:
        factor = _stabilising(compared, estimand)
        weight, slope = weight * factor, slope * factor
    if keep == 1:
        return BalancingWeights(weight, slope, np.inf, 0.0)
    cap = _quantile(weight, compared.n, keep)
    over = weight > cap
    return BalancingWeights(np.minimum(weight, cap), np.where(over, 0.0, slope), cap, float(compared.n[over].sum()))


def _stabilising(compared: Comparison, estimand: Estimand) -> Array:
    share = float(compared.n @ compared.exposed) / compared.persons
    factors = {"ATE": (share, 1 - share), "ATT": (1.0, (1 - share) / share), "ATO": (1.0, 1.0)}[estimand]
    return np.where(compared.exposed == 1, *factors)


def _quantile(values: Array, n: Array, share: float) -> float:
    order = np.argsort(values)
    reached = np.cumsum(n[order]) >= share * n.sum() * (1 - 1e-12)
    return float(values[order][np.argmax(reached)])
