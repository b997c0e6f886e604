"""Of two people, is the one of higher predicted risk the one whose event comes first?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tejido.stats.design import Array
from tejido.stats.ranked_sums import ranked_sums
from tejido.stats.risk_sets import RiskSets
from tejido.stats.survival_times import Indices

if TYPE_CHECKING:
    from tejido.stats.cox import CoxFit

ROUNDING = 11  # decimals of the linear predictor: equal rows are of equal risk in spite of the order of the sums


@dataclass(frozen=True)
class Concordance:
    """Pairs of people, one of whom had the event while the other was there: in agreement, against, and of the same predicted risk."""

    value: float
    standard_error: float
    concordant: float
    discordant: float
    tied: float


def concordance(fit: CoxFit) -> Concordance:
    """Harrell's C (Harrell et al. 1982, JAMA 247:2543) = (concordant + tied/2) / pairs, within strata, weights multiplied.

    Two events at the same time are no pair; an event and somebody who leaves at that time are. Error by the infinitesimal jackknife,
    as R's concordance of a coxph (by cluster where the model has them); a row of several people (`counts`) is so many rows.
    There is a pair at least: `cox` refuses events that nobody outlives.
    """
    sets = fit.at.sets
    rank = np.unique(np.round(fit.at.line, ROUNDING), return_inverse=True)[1].ravel()
    lower, higher, same = _outlived(sets, rank)
    parts = tuple(float(sets.rows.weight[sets.dead] @ part) for part in (lower, higher, same))
    pairs = sum(parts)
    value = (parts[0] + parts[2] / 2) / pairs
    for_it, against, equal = _outliving(sets, rank)
    for_it[sets.dead] += lower
    against[sets.dead] += higher
    equal[sets.dead] += same
    pull = (for_it + equal / 2 - value * (for_it + against + equal)) / pairs
    return Concordance(value, _error(sets, pull, fit.member), *parts)


def _error(sets: RiskSets, pull: Array, member: Indices | None) -> float:
    """Root of the sum of squares of what each person, or each cluster, pulls the value to its side."""
    if member is not None:
        return float(np.linalg.norm(np.bincount(member, weights=sets.rows.weight * pull)))
    case = np.divide(sets.rows.weight, sets.count, out=np.zeros(len(pull)), where=sets.count > 0)
    return float(np.sqrt((sets.count * (case * pull) ** 2).sum()))


def _keys(sets: RiskSets) -> tuple[Indices, Indices, int]:
    """Whole numbers that order starts and ends by stratum and time, an event before a departure of the same time."""
    values = np.unique(np.concatenate([sets.rows.start, sets.rows.stop]))
    span = 2 * len(values) + 1
    start = sets.level * span + 2 * np.searchsorted(values, sets.rows.start)
    stop = sets.level * span + 2 * np.searchsorted(values, sets.rows.stop) + ~sets.dead
    return start, stop, span


def _outlived(sets: RiskSets, rank: Indices) -> tuple[Array, Array, Array]:
    """For each event: the weight of those still there, of lower, higher and the same risk."""
    start, stop, span = _keys(sets)
    asked, ends = stop[sets.dead], (sets.level[sets.dead] + 1) * span
    totals: list[Array] = []
    for key, beyond in ((stop, asked), (start, asked - 1)):
        order = np.argsort(key, kind="stable")
        begin, end = np.searchsorted(key[order], beyond, side="right"), np.searchsorted(key[order], ends)
        weight = sets.rows.weight[order]
        whole = np.concatenate([[0.0], np.cumsum(weight)])
        totals.append(np.array([*ranked_sums(rank[order], weight, begin, end, rank[sets.dead]), whole[end] - whole[begin]]))
    lower, same, whole = totals[0] - totals[1]
    return lower, whole - lower - same, same


def _outliving(sets: RiskSets, rank: Indices) -> tuple[Array, Array, Array]:
    """For each row: the weight of the events while it was there, of higher (as it should be), lower and the same risk."""
    start, stop, _span = _keys(sets)
    dead = np.flatnonzero(sets.dead)
    order = dead[np.argsort(stop[dead], kind="stable")]
    begin, end = np.searchsorted(stop[order], start, side="right"), np.searchsorted(stop[order], stop)
    weight = sets.rows.weight[order]
    lower, same = ranked_sums(rank[order], weight, begin, end, rank)
    whole = np.concatenate([[0.0], np.cumsum(weight)])
    return whole[np.maximum(end, begin)] - whole[begin] - lower - same, lower, same
