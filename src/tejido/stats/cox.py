"""Cox proportional hazards: how much sooner the event comes for one than for another."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.cox_alone import resting_on_one
from tejido.stats.cox_climb import ALONE, climb, require_information
from tejido.stats.cox_residuals import cluster_covariance, members
from tejido.stats.design import Array, require_finite
from tejido.stats.partial_likelihood import PartialLikelihood, partial_likelihood
from tejido.stats.proportional_hazards import HazardsCheck, proportional_hazards_check
from tejido.stats.risk_sets import TIES, RiskSets, levels, risk_sets
from tejido.stats.survival_times import FollowUp, Indices, follow_up
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

__all__ = ["CoxFit", "HazardsCheck", "allowing_for_few_clusters", "cox", "proportional_hazards_check"]


@dataclass(frozen=True)
class ChiSquare:
    chi_square: float
    degrees_of_freedom: int
    p: float


@dataclass(frozen=True)
class CoxFit(Wald):
    """Log hazard ratios (p,) with their covariance (p, p): that of the clusters where they were given, else the inverse information.

    `n` people and `events` among them (rows, where rows are spells of one person) · `model_covariance` the inverse information ·
    `clusters` how many, 0 without · `centre` (S, p) by stratum and `scale` (p,) of the columns as `at`, the likelihood at its maximum,
    knows them.
    """

    n: int
    events: int
    ties: str
    log_likelihood: float
    null_log_likelihood: float
    score_chi_square: float
    model_covariance: Array
    clusters: int
    rounds: int
    centre: Array = field(repr=False)
    scale: Array = field(repr=False)
    at: PartialLikelihood = field(repr=False)
    member: Indices | None = field(repr=False)

    @property
    def likelihood_ratio_test(self) -> ChiSquare:
        return self._test(2 * (self.log_likelihood - self.null_log_likelihood))

    @property
    def score_test(self) -> ChiSquare:
        """Of all coefficients being zero, by the slope there; without clusters and with one group column, the log-rank test."""
        return self._test(self.score_chi_square)

    @property
    def wald_test(self) -> ChiSquare:
        """By the covariance in force. More columns than clusters leave it without an inverse: `Unfit` (`few_clusters`)."""
        if self.clusters and self.clusters <= len(self.coefficients):
            raise Unfit("few_clusters")
        return self._test(float(self.coefficients @ np.linalg.solve(self.covariance, self.coefficients)))

    def _test(self, chi_square: float) -> ChiSquare:
        freedom = len(self.coefficients)
        return ChiSquare(chi_square, freedom, float(stats.chi2.sf(chi_square, freedom)))


def cox(
    time: ArrayLike,
    event: ArrayLike,
    design: Array,
    *,
    ties: str = "efron",
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    counts: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
) -> CoxFit:
    """Cox 1972 (J. R. Stat. Soc. B 34:187) by Newton–Raphson, without an intercept; ties by Efron 1977 or Breslow 1974.

    time, event (n,), design (n, p) · `entry` (n,): a row is at risk in (entry, time], so late arrivals and covariates that change are rows ·
    `strata` (n,): a baseline each · `weights` (n,): case weights, as R's coxph (not whole: each row a cluster) · `counts` (n,): how many people share the row, the same as
    repeating it (under Efron a weight is not) · `cluster` (n,): errors from scores summed by it (Lin & Wei 1989, J. Am. Stat. Assoc.
    84:1074). Own code: lifelines takes 2.2 GB for a million rows, seven times R's time without ties, and has no exact errors of
    counting-process rows by strata; statsmodels has no errors by clusters with late arrivals.
    Refuses (`Unfit`): what `follow_up` refuses, `no_events`, events not more than columns (`too_few`), `constant`, `collinear`, all who are
    at risk having the event at once, every time (`all_at_once`), a column that is the same for all at risk together (`unvarying`),
    `separated` (the likelihood grows for ever; the columns that run away are named), one cluster (`few_clusters`), `not_converged`.
    """
    if ties not in TIES:
        raise ValueError(f"ties must be one of {TIES}")
    rows, people = _rows(time, event, entry, weights, counts)
    happened = rows.event > 0
    if not happened.any():
        raise Unfit("no_events")
    names, level = levels(strata, len(rows))
    standard, centre, scale = _standard(np.asarray(design, dtype=float), level, len(names))
    if people[happened].sum() <= standard.shape[1]:
        raise Unfit("too_few")
    sets = risk_sets(rows, standard, ties, names=names, level=level, count=people)
    if cluster is None and weights is not None and (np.floor(weights) != weights).any():
        cluster = np.arange(len(rows))  # weights that count nobody tell nothing of the spread
    return _fit(sets, ties, centre, scale, None if cluster is None else members(cluster, len(rows)))


def allowing_for_few_clusters(fit: CoxFit) -> tuple[Wald, float]:
    """The same coefficients with the covariance of G clusters times G/(G − 1), and the degrees of freedom of their t, G − 1; without
    clusters the covariance as it is, and no end of them.

    Scores of few clusters, taken at coefficients fitted to them, vary less than they should: the factor of Stata's stcox, which R's
    coxph leaves out, and the t of Donald & Lang 2007 (Rev. Econ. Stat. 89:221). CR2 is not to be had: it gives each cluster's score
    back what its own leverage took, and in a partial likelihood a score holds the means of all who are at risk, whatever their cluster.
    With 20 unequal clusters of which half have the exposure the interval still holds the truth .92 of the time (`bench/coverage_cox.py`).
    What rests on one cluster alone has no error (not a number): one cluster does not show how they vary.
    """
    if not fit.clusters:
        return Wald(fit.coefficients, fit.covariance), np.inf
    covariance, alone = fit.covariance * fit.clusters / (fit.clusters - 1), resting_on_one(fit)
    covariance[alone] = covariance[:, alone] = np.nan
    return Wald(fit.coefficients, covariance), fit.clusters - 1.0


def _rows(
    time: ArrayLike, event: ArrayLike, entry: ArrayLike | None, weights: ArrayLike | None, counts: ArrayLike | None
) -> tuple[FollowUp, Array]:
    rows = follow_up(time, event, entry=entry, weights=counts, whole=True)
    if weights is None:
        return rows, rows.weight
    case = np.asarray(weights, dtype=float)
    both = follow_up(time, event, entry=entry, weights=case * rows.weight)
    return both, np.where(case > 0, rows.weight, 0.0)


def _standard(design: Array, level: Indices, strata: int) -> tuple[Array, Array, Array]:
    """Columns of mean 0 in each stratum, for only differences within strata count, and of deviation 1, so that one tolerance fits all units."""
    if design.ndim != 2 or len(design) != len(level):
        raise ValueError("the design must have one row for each time")
    require_finite(design)
    lowest, highest = design.min(axis=0), design.max(axis=0)
    if (lowest == highest).any():
        raise Unfit("constant", [int(np.flatnonzero(lowest == highest)[0])])
    middle = design.mean(axis=0)
    standard = np.ascontiguousarray(design - middle)
    overall = np.square(standard).mean(axis=0)
    own = np.zeros((strata, design.shape[1]))
    if strata > 1:
        people = np.bincount(level, minlength=strata)
        own = np.column_stack([np.bincount(level, weights=column, minlength=strata) / people for column in standard.T])
        standard -= own[level]
    within = np.einsum("ij,ij->j", standard, standard) / len(standard)
    flat = within <= ALONE * overall  # what rounding leaves of a column that is the same for a whole stratum is nothing
    standard[:, flat], scale = 0.0, np.where(flat, 1.0, np.sqrt(within))
    standard /= scale
    return standard, middle + own, scale


def _fit(sets: RiskSets, ties: str, centre: Array, scale: Array, member: Indices | None) -> CoxFit:
    null = partial_likelihood(sets, np.zeros(len(scale)))
    score, information = null.scores().sum(axis=0), null.information()
    require_information(null)
    found, at, rounds = climb(sets, null, score, information)
    inverse = np.asarray(np.linalg.inv(at.information()), dtype=float)
    model = inverse / np.outer(scale, scale)
    covariance, clusters = model, 0
    if member is not None:
        covariance, clusters = cluster_covariance(at, inverse, member) / np.outer(scale, scale), int(member.max()) + 1
    dead = sets.dead
    return CoxFit(
        found / scale, covariance, int(sets.count.sum()), int(sets.count[dead].sum()), ties, at.log_likelihood, null.log_likelihood,
        float(score @ np.linalg.solve(information, score)), model, clusters, rounds, centre, scale, at, member,
    )  # fmt: skip
