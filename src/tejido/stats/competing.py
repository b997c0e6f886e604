"""Competing exits: a hazard for each cause, and the share that has left by each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats

from tejido.stats.cells import Cells, chunks_of
from tejido.stats.design import Array
from tejido.stats.families import Family
from tejido.stats.glm import GlmFit, glm
from tejido.stats.hazard import LINKS
from tejido.stats.multinomial import MultinomialFit
from tejido.stats.triangle import Source
from tejido.stats.unfit import Unfit

NOBODY_LEFT = 1e-12


@dataclass(frozen=True)
class CauseHazards:
    """One fit per cause, and the covariance (causes·p, causes·p) of all coefficients together, cause after cause."""

    fits: tuple[GlmFit, ...]
    covariance: Array
    family: Family


@dataclass(frozen=True)
class CumulativeIncidence:
    """By cause (rows) and period (columns): the share that has left by this cause by the end of the period, its delta-method error and
    its interval on the log(−log(1 − F)) scale. `survival` (T,): the share that has not left at all."""

    incidence: Array
    standard_error: Array
    low: Array
    high: Array
    survival: Array
    survival_error: Array


def cause_specific_hazards(design: Array, n: Array, exits: Array, link: str = "cloglog", *, constant: bool = True) -> CauseHazards:
    """Each cause against staying or leaving by another: design (K, p) and n (K,) person-periods, exits (K, causes).

    Prentice et al. 1978 (Biometrics 34:541); Singer & Willett 2003, ch. 15. As a person leaves once, the events of two causes in a cell
    have covariance −n·h₁·h₂, which joins the estimates by V₁X'diag(−n·h₁h₂·w₁w₂)XV₂, w the weights of the scores.
    Refuses as `glm` does, and `impossible_counts` where more have left than there were.
    """
    if (exits.sum(axis=1) > n * (1 + 1e-9)).any():
        raise Unfit("impossible_counts")
    return hazards_of_doors([Cells(design, n, np.ascontiguousarray(cause)) for cause in exits.T], link, constant=constant)


def hazards_of_doors(doors: Sequence[Source], link: str = "cloglog", *, constant: bool = True) -> CauseHazards:
    """The same from one source of cells for each cause, alike but for their totals; they are read piece by piece, never held at once."""
    family = LINKS[link]
    fits = tuple(glm(door, family, constant=constant) for door in doors)
    covariance = linalg.block_diag(*(fit.covariance for fit in fits))
    size = len(fits[0].coefficients)
    for j, one in enumerate(fits):
        for k, other in enumerate(fits[:j]):
            joined = one.covariance @ _shared(doors[0], family, one, other) @ other.covariance
            covariance[j * size : (j + 1) * size, k * size : (k + 1) * size] = joined
            covariance[k * size : (k + 1) * size, j * size : (j + 1) * size] = joined.T
    return CauseHazards(fits, covariance, family)


def _shared(source: Source, family: Family, one: GlmFit, other: GlmFit) -> Array:
    """X'diag(−n·h₁h₂·w₁w₂)X of the hazards and weights of two causes."""
    size = len(one.coefficients)
    found = np.zeros((size, size))
    for cells in chunks_of(source)():
        (first, weight), (second, weighing) = (family.parts(cells.design @ fit.coefficients)[:2] for fit in (one, other))
        found += cells.design.T @ ((-cells.n * first * weight * second * weighing)[:, None] * cells.design)
    return found


def cumulative_incidence(hazards: CauseHazards, path: Array, *, level: float = 0.95) -> CumulativeIncidence:
    """F_k(t) = Σ_{u ≤ t} S(u − 1) h_k(u), S(u) = Π_{v ≤ u} (1 − Σ_k h_k(v)), for the design rows `path` (T, p) of each period.

    Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time Data, ch. 8. Refuses (`hazards_beyond_one`) a path along which
    hazards fitted apart add up to one or more.
    """
    lines = [path @ fit.coefficients for fit in hazards.fits]
    hazard = np.array([hazards.family.mean(line) for line in lines])
    gradients = np.zeros((*hazard.shape, len(hazards.covariance)))
    size = path.shape[1]
    for k, line in enumerate(lines):
        gradients[k, :, k * size : (k + 1) * size] = hazards.family.slope(line)[:, None] * path
    return _product(hazard, gradients, hazards.covariance, level)


def cumulative_incidence_multinomial(fit: MultinomialFit, path: Array, *, level: float = 0.95) -> CumulativeIncidence:
    """The same from a multinomial logit of staying (the reference category) and the causes, whose hazards never add up to one."""
    probability, gradient = fit.probabilities(path), fit.gradients(path)
    causes = [j for j in range(probability.shape[1]) if j != fit.reference]
    return _product(probability[:, causes].T, np.moveaxis(gradient[:, causes], 0, 1), fit.covariance, level)


def _product(hazard: Array, gradients: Array, covariance: Array, level: float) -> CumulativeIncidence:
    """hazard (causes, T) and its gradients (causes, T, q) by all coefficients."""
    leaving, slope = hazard.sum(axis=0), gradients.sum(axis=0)
    if (leaving >= 1 - NOBODY_LEFT).any():
        raise Unfit("hazards_beyond_one")
    survival = np.cumprod(1 - leaving)
    falling = -survival[:, None] * np.cumsum(slope / (1 - leaving)[:, None], axis=0)
    before, falling_before = np.append(1.0, survival[:-1]), np.vstack([np.zeros(falling.shape[1]), falling[:-1]])
    incidence = np.cumsum(before * hazard, axis=1)
    rising = np.cumsum(before[:, None] * gradients + hazard[:, :, None] * falling_before, axis=1)
    error = np.sqrt(np.einsum("ktp,pq,ktq->kt", rising, covariance, rising))
    remaining = 1 - incidence
    reach = stats.norm.ppf(0.5 + level / 2) * error / (remaining * -np.log(remaining))
    return CumulativeIncidence(
        incidence=incidence,
        standard_error=error,
        low=1 - remaining ** np.exp(-reach),
        high=1 - remaining ** np.exp(reach),
        survival=survival,
        survival_error=np.sqrt(np.einsum("tp,pq,tq->t", falling, covariance, falling)),
    )


def as_multinomial_counts(n: Array, exits: Array) -> Array:
    """Counts (K, 1 + causes) for `multinomial`: those who stayed first."""
    return np.column_stack([n - exits.sum(axis=1), exits])
