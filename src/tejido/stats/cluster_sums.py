"""What clusters contribute to a model: of each its score and its information. All cluster inference follows from these sums alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.families import Family
from tejido.stats.triangle import Source, occupied, triangle


@dataclass(frozen=True)
class ClusterSums:
    """G clusters of a model with p coefficients, in the orthonormal columns Z = X R⁻¹ where the whole information is I.

    `coefficients` (p,) · `factor` R (p, p), upper, R'R the information of the model · of each cluster its `scores` (G, p), `information`
    (G, p, p), `shared` (G, p) the information between the columns and what is the same for the whole cluster, `persons` (G,) and `labels`
    (G,), the numbers of the clusters that have anybody · `own` and `common`: variances of a working model in which persons of a cluster
    have a part in common (for a linear model those of Moulton 1986, J. Econometrics 32:385; else 1, and that of the clusters' constants).
    """

    coefficients: Array
    factor: Array
    scores: Array
    information: Array
    shared: Array
    persons: Array
    labels: NDArray[np.intp]
    own: float
    common: float

    def __len__(self) -> int:
        return len(self.persons)

    @property
    def contrasts(self) -> Array:
        """Column j is coefficient j in the orthonormal columns: b = R⁻¹(Z'y), so b[j] = contrasts[:, j]'Z'y."""
        return np.asarray(linalg.solve_triangular(self.factor.T, np.eye(len(self.factor)), lower=True))


def add_by_cluster(so_far: Array, values: Array, cluster: NDArray[np.intp]) -> Array:
    """Sums of the rows of `values` (K, …) by cluster, added to those of earlier chunks: in their place, where
    no cluster has a higher number than theirs."""
    found = _grown(so_far, int(cluster.max(initial=-1)) + 1)
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    if len(order):
        found[cluster[order][starts]] += np.add.reduceat(values[order], starts, axis=0)
    return found


def _grown(sums: Array, groups: int) -> Array:
    missing = groups - len(sums)
    return np.concatenate([sums, np.zeros((missing, *sums.shape[1:]))]) if missing > 0 else sums


def finite_factor(clusters: int, n: float, size: int) -> float:
    """G/(G−1)·(n−1)/(n−p), with n persons: the factor of Stata and of R's sandwich (vcovCL, HC1)."""
    return clusters / (clusters - 1) * (n - 1) / (n - size)


def linear_cluster_sums(source: Source, *, constant: bool = True) -> ClusterSums:
    """Least squares on cells that name their cluster, kept as sums by cluster (two readings of the cells)."""
    found = triangle(source, constant=constant)

    def parts(line: Array, n: Array, total: Array) -> tuple[Array, Array]:
        return total - n * line, np.ones_like(n)

    return _summed(source, found.coefficients, found.factor, parts, found.residual)


def glm_cluster_sums(source: Source, family: Family, coefficients: Array) -> ClusterSums:
    """A generalised linear model at these coefficients, the maximum or a restricted one, kept as sums by cluster (two readings)."""

    def parts(line: Array, n: Array, total: Array) -> tuple[Array, Array]:
        mean, weight, fisher = family.parts(line)
        return (total - n * mean) * weight, fisher

    factor = np.zeros((0, len(coefficients)))
    for cells in occupied(source):
        _, weight = parts(_line(cells, coefficients), cells.n, cells.total)
        rows = np.sqrt(cells.n * weight)[:, None] * cells.design
        factor = np.asarray(np.linalg.qr(np.vstack([factor, rows]), mode="r"))
    return _summed(source, coefficients, factor, parts, None)


Parts = Callable[[Array, Array, Array], tuple[Array, Array]]  # of linear predictor, n and total: a cell's residual and a person's weight


def _summed(source: Source, coefficients: Array, factor: Array, parts: Parts, residual: float | None) -> ClusterSums:
    size = len(coefficients)
    sums, information, lone = np.zeros((0, 2 * size + 3)), np.zeros((0, size, size)), 0.0
    for cells in occupied(source):
        if cells.cluster is None:
            raise ValueError("Every cell has to name its cluster.")
        z = np.asarray(linalg.solve_triangular(factor.T, cells.design.T, lower=True).T)
        rest, weight = parts(_line(cells, coefficients), cells.n, cells.total)
        heavy = cells.n * weight
        sums = add_by_cluster(sums, np.column_stack([z * rest[:, None], z * heavy[:, None], rest, heavy, cells.n]), cells.cluster)
        information = _add_information(information, z * np.sqrt(heavy)[:, None], cells.cluster, len(sums))
        lone += float((cells.n * weight**2).sum())
    inhabited = np.flatnonzero(sums[:, -1] > 0)
    found = sums[inhabited]
    rest, heavy, persons = found[:, -3:].T
    own, common = _working_model(rest, heavy, lone, residual)
    return ClusterSums(
        coefficients, factor, found[:, :size], information[inhabited], found[:, size : 2 * size], persons, inhabited, own, common
    )


def _working_model(rest: Array, heavy: Array, lone: float, residual: float | None) -> tuple[float, float]:
    """Own and common variance from residuals and weights summed by cluster: products of different persons' residuals have the common one."""
    total = float(heavy.sum())
    pairs = float(np.square(heavy).sum()) - lone
    alike = float(np.square(rest).sum()) - (total if residual is None else residual)
    common = max(alike / pairs, 0.0) if pairs > 0 else 0.0
    return (1.0 if residual is None else max(residual / total - common, 0.0)), common


def _line(cells: Cells, coefficients: Array) -> Array:
    line = cells.design @ coefficients
    return np.asarray(line if cells.offset is None else line + cells.offset)


def _add_information(so_far: Array, root: Array, cluster: NDArray[np.intp], groups: int) -> Array:
    found = _grown(so_far, groups)
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    for group, rows in zip(cluster[order][starts], np.split(root[order], starts[1:]), strict=True):
        found[group] += rows.T @ rows
    return found
