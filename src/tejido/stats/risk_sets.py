"""Who is at risk at each event time of a Cox model, and the sums over them that the partial likelihood is made of.

Nothing is kept of rows × columns besides the design, nor of times × columns²: what a row adds to the information is its own x·x' times the
hazard it lived through, so the information is one product X'DX. A million rows with monthly ties cost a few passes over the design.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from tejido.stats.design import Array
from tejido.stats.stretches import node_sums, over_stretches, stretches, width
from tejido.stats.survival_times import FollowUp, Indices, summed

TIES = ("efron", "breslow")
BLOCK = 1 << 12  # rows at a time: what is multiplied out stays in the cache


@dataclass(frozen=True)
class RiskSets:
    """n rows and the K event times of all strata, one stratum after the other.

    A row is at risk at the event times [first, last) · `dead` (n,) · `count` (n,) people in a row · `weight` (n,) times its case weight ·
    `times` (K,), `edges` (S+1,) where strata begin · slots: the terms of the denominator, at time `slot_time` less the share `slot_share`
    of the deaths of that time (Efron: l/d for l < d, Breslow: one of no share), each of `slot_weight`.
    """

    design: Array
    rows: FollowUp
    count: Array
    strata: tuple[object, ...]
    level: Indices
    first: Indices
    last: Indices
    times: Array
    edges: Indices
    deaths: Array
    slot_time: Indices
    slot_share: Array
    slot_weight: Array
    ends: sparse.csr_matrix
    others: sparse.csr_matrix
    late: sparse.csr_matrix | None

    @cached_property
    def dead(self) -> NDArray[np.bool_]:
        return self.rows.event > 0

    @cached_property
    def observed(self) -> Array:
        """Weighted sum of x over the events of each event time."""
        return np.asarray(_weighted(self.ends, self.rows.weight) @ self.design)

    def sums(self, values: Array) -> tuple[Array, Array]:
        """Sums of values·x over those at risk at each event time, and over those who have the event then (K, p)."""
        own = _weighted(self.ends, values) @ self.design
        rest = _weighted(self.others, values) @ self.design
        return self._at_risk(rest, own, None if self.late is None else _weighted(self.late, values) @ self.design), own

    def totals(self, values: Array) -> tuple[Array, Array]:
        """The same of the values alone (K,)."""
        own, rest = self.ends @ values, self.others @ values
        return self._at_risk(rest, own, None if self.late is None else self.late @ values), own

    def lived(self, steps: Array) -> Callable[[slice], Array]:
        """Of some of the rows, the sum of steps (K, …) over the event times at which they were at risk. Those who were there from the start
        by sums from the beginning of their stratum, late arrivals by stretches: a small hazard is not lost behind a large one of before."""
        gathered = np.zeros_like(steps)
        for begin, end in pairwise(self.edges):
            gathered[begin:end] = np.cumsum(steps[begin:end], axis=0)
        nodes = None if self._late_by_row is None else node_sums(steps)

        def of(part: slice) -> Array:
            first, last, floor = self.first[part], self.last[part], self.edges[self.level[part]]
            found = np.zeros((len(last), *steps.shape[1:]))
            early = (first == floor) & (last > first)
            found[early] = gathered[last[early] - 1]
            return found if self._late_by_row is None else found + self._late_by_row[part] @ nodes

        return of

    @cached_property
    def _late_by_row(self) -> sparse.csr_matrix | None:
        return None if self.late is None else self.late.T.tocsr()

    def _at_risk(self, rest: Array, own: Array, late: Array | None) -> Array:
        """From the last time of each stratum back to its first, and late arrivals by stretches: nothing is ever taken off a sum,
        so that a few of small hazard are not lost behind one of large hazard who has left."""
        change = rest + own if late is None else rest
        for begin, end in pairwise(self.edges):
            change[begin:end] = np.cumsum(change[begin:end][::-1], axis=0)[::-1]
        return change if late is None else change + over_stretches(late, len(self.times))


def levels(strata: ArrayLike | None, rows: int) -> tuple[NDArray, Indices]:
    """The names of the strata, and which of them each row is in; without strata all are in one."""
    if strata is None:
        return np.zeros(1), np.zeros(rows, np.intp)
    return np.unique(np.asarray(strata), return_inverse=True)


def risk_sets(rows: FollowUp, design: Array, ties: str, *, names: NDArray, level: Indices, count: Array) -> RiskSets:
    """Rows whose weight is that of all their people (`count` of them in each), sorted into the event times of their stratum."""
    dead = rows.event > 0
    values = np.unique(np.concatenate([rows.start, rows.stop]))
    span = len(values)
    keys = np.unique(level[dead] * span + np.searchsorted(values, rows.stop[dead]))
    first = np.searchsorted(keys, level * span + np.searchsorted(values, rows.start), side="right")
    last = np.searchsorted(keys, level * span + np.searchsorted(values, rows.stop), side="right")
    edges = np.searchsorted(keys, np.arange(len(names) + 1) * span)
    end = last[dead] - 1
    deaths, weight = summed(end, count[dead], len(keys)), summed(end, rows.weight[dead], len(keys))
    return RiskSets(
        design, rows, count, tuple(names.tolist()), level, first, last, values[keys % span], edges, deaths, *_slots(deaths, weight, ties),
        _matrix(end, np.flatnonzero(dead), np.ones(len(end)), (len(keys), len(rows))), *_stays(first, last, dead, edges[level], len(keys)),
    )  # fmt: skip


def _slots(deaths: Array, weight: Array, ties: str) -> tuple[Indices, Array, Array]:
    if ties == "breslow":
        return np.arange(len(deaths)), np.zeros(len(deaths)), weight
    many = deaths.astype(np.intp)
    place = np.repeat(np.arange(len(many)), many)
    before = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    return place, before / deaths[place], (weight / deaths)[place]


def _stays(
    first: Indices, last: Indices, dead: NDArray[np.bool_], floor: Indices, size: int
) -> tuple[sparse.csr_matrix, sparse.csr_matrix | None]:
    """Rows that were there from the start, at the last time they are at risk (without events, unless some came late); and who came late."""
    inside, early = last > first, first == floor
    late = np.flatnonzero(inside & ~early)
    kept = np.flatnonzero(inside & early & (~dead | bool(len(late))))
    others = _matrix(last[kept] - 1, kept, np.ones(len(kept)), (size, len(first)))
    if not len(late):
        return others, None
    place, row = stretches(first[late], last[late], size)
    return others, _matrix(place, late[row], np.ones(len(row)), (2 * width(size), len(first)))


def _matrix(place: Indices, row: Indices, values: Array, shape: tuple[int, int]) -> sparse.csr_matrix:
    found = sparse.coo_matrix((values, (place, row)), shape=shape).tocsr()
    found.sort_indices()
    return found


def _weighted(matrix: sparse.csr_matrix, values: Array) -> sparse.csr_matrix:
    return sparse.csr_matrix((matrix.data * values[matrix.indices], matrix.indices, matrix.indptr), shape=matrix.shape)


def gram(design: Array, weight: Array) -> Array:
    """X'·diag(weight)·X, a block of rows at a time."""
    found, room = np.zeros((design.shape[1],) * 2), np.empty((BLOCK, design.shape[1]))
    for begin in range(0, len(design), BLOCK):
        block = design[begin : begin + BLOCK]
        scaled = np.multiply(block, weight[begin : begin + BLOCK, None], out=room[: len(block)])
        found += scaled.T @ block
    return (found + found.T) / 2
