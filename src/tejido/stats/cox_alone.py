"""Which columns of a Cox model rest on one cluster alone: nobody else tells how much they vary from one cluster to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from tejido.stats.clusters import DETERMINED, SHARED
from tejido.stats.design import Array
from tejido.stats.survival_times import Indices

if TYPE_CHECKING:
    from tejido.stats.cox import CoxFit


def resting_on_one(fit: CoxFit) -> NDArray[np.bool_]:
    """(p,) does the coefficient rest, in part, on one cluster: is there a sum of columns, this one among them, that without the cluster
    is the same for all at risk together?

    The rule of CR2 in `clusters`, whose constant is here one for each stratum. A cluster can only decide a direction if its own share of
    the variation is one or more; those are three for each column at most, and only they are looked at.
    """
    sets, member = fit.at.sets, fit.member
    if member is None:
        return np.zeros(len(fit.coefficients), dtype=bool)
    there = (sets.last > sets.first) & (sets.rows.weight > 0)
    level, own = sets.level[there], member[there]
    x = _centred(sets.design[there], level)
    root = linalg.cholesky(x.T @ x, lower=True)
    z = linalg.solve_triangular(root, x.T, lower=True).T
    columns = linalg.solve_triangular(root, np.eye(len(root)), lower=True)  # the coefficients as sums of the columns of z
    lost = np.zeros(len(root))
    for cluster in np.flatnonzero(_shares(z, level, own) > 1 - SHARED):
        rest = own != cluster
        left = _centred(z[rest], level[rest])
        values, vectors = np.linalg.eigh(left.T @ left)
        decided = vectors[:, values < DETERMINED]
        lost = np.maximum(lost, np.square(decided.T @ columns).sum(axis=0))
    return np.asarray(lost > SHARED * np.square(columns).sum(axis=0))


def _centred(x: Array, level: Indices) -> Array:
    """Less the mean of each stratum."""
    size = np.maximum(np.bincount(level), 1)
    return np.column_stack([column - (np.bincount(level, weights=column) / size)[level] for column in x.T])


def _shares(z: Array, level: Indices, own: Indices) -> Array:
    """By cluster, how much of the variation within strata would be gone without it, over all directions of z, which have one each."""
    pairs, place = np.unique(level * (own.max() + 1) + own, return_inverse=True)
    stratum, cluster = np.divmod(pairs, own.max() + 1)
    others = np.bincount(level)[stratum] - np.bincount(place)
    moved = sum(np.square(np.bincount(place, weights=column)) for column in z.T) / np.maximum(others, 1)
    inside = np.bincount(place, weights=np.square(z).sum(axis=1))
    return np.asarray(np.bincount(cluster, weights=inside + np.where(others > 0, moved, 0.0)))
