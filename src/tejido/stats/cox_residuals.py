"""What each row adds to the slope of a Cox model, and the errors that follow from summing it by cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from tejido.stats.design import Array
from tejido.stats.partial_likelihood import PartialLikelihood
from tejido.stats.risk_sets import BLOCK
from tejido.stats.survival_times import Indices, summed
from tejido.stats.unfit import Unfit

if TYPE_CHECKING:
    from tejido.stats.cox import CoxFit


def members(cluster: ArrayLike, rows: int) -> Indices:
    """The clusters of the rows, numbered from 0."""
    names, member = np.unique(np.asarray(cluster), return_inverse=True)
    if np.shape(cluster) != (rows,):
        raise ValueError("clusters must have one value for each row")
    if len(names) < 2:
        raise Unfit("few_clusters")
    return np.ravel(member)


def cluster_covariance(at: PartialLikelihood, inverse: Array, member: Indices) -> Array:
    """V·(Σ_c s_c s_c')·V with s_c the scores of a cluster and V the inverse information.

    Lin & Wei 1989 (J. Am. Stat. Assoc. 84:1074); the grouped dfbeta of R's coxph, without a factor for few clusters.
    """
    moved = score_sums(at, member, int(member.max()) + 1) @ inverse
    return np.asarray(moved.T @ moved)


def score_sums(at: PartialLikelihood, member: Indices, groups: int) -> Array:
    """The score residuals of all rows of a group, summed (G, p): weight·[x − mean at the event] − ∫ risk·(x − mean) dΛ."""
    sets = at.sets
    lived, felt = sets.lived(at.hazard), sets.lived(at.mean_steps()[0])
    found = np.zeros((groups, sets.design.shape[1]))
    for begin in range(0, len(sets.design), BLOCK):
        part = slice(begin, begin + BLOCK)
        x = sets.design[part]
        rest = -at.risk[part, None] * (x * lived(part)[:, None] - felt(part))
        _add_events(at, rest, np.flatnonzero(sets.dead[part]), begin)
        sums = sparse.csr_matrix((np.ones(len(x)), (member[part], np.arange(len(x)))), shape=(groups, len(x)))
        found += sums @ rest
    return found


def _add_events(at: PartialLikelihood, rest: Array, dead: Indices, begin: int) -> None:
    """Who has the event is at risk for part of that moment only (Efron), and adds x less the mean of those at risk."""
    sets, rows = at.sets, dead + begin
    end, x = sets.last[rows] - 1, sets.design[rows]
    felt, own_felt = at.mean_steps()
    less, mean_less = (at.hazard - at.own_hazard)[end, None], (felt - own_felt)[end]
    rest[dead] += at.risk[rows, None] * (x * less - mean_less) + sets.rows.weight[rows, None] * (x - event_means(at)[end])


def event_means(at: PartialLikelihood) -> Array:
    """Mean of x among those at risk at each event time (K, p), averaged over the slots of tied events."""
    total = summed(at.sets.slot_time, at.sets.slot_weight, len(at.hazard))
    expected = at.hazard[:, None] * at.at_risk - (at.hazard - at.own_hazard)[:, None] * at.of_deaths
    return np.asarray(expected / total[:, None])


def schoenfeld_residuals(fit: CoxFit) -> tuple[Array, Array]:
    """Times (E,) and residuals (E, p): x of each row with the event less the mean of those at risk then.

    Schoenfeld 1982 (Biometrika 69:239), in the order of strata and times; as R's residuals(type = "schoenfeld").
    """
    sets = fit.at.sets
    rows = np.flatnonzero(sets.dead)
    rows = rows[np.argsort(sets.last[rows], kind="stable")]
    end = sets.last[rows] - 1
    return sets.times[end], (sets.design[rows] - event_means(fit.at)[end]) * fit.scale


def martingale_residuals(fit: CoxFit) -> Array:
    """Events seen less events expected of each row (n,), for one person of it (Therneau, Grambsch & Fleming 1990, Biometrika 77:147)."""
    at, sets = fit.at, fit.at.sets
    exposure = sets.lived(at.hazard)(slice(None))
    exposure[sets.dead] -= (at.hazard - at.own_hazard)[sets.last[sets.dead] - 1]
    return np.asarray(sets.dead - np.exp(at.line - at.shift) * exposure)
