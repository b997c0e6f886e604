"""Two groups to be compared, in cells: people with the same covariates in the same group share one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.cluster_sums import add_by_cluster
from tejido.stats.design import Array
from tejido.stats.finite import finite, require_positive, two_groups
from tejido.stats.unfit import Unfit

FEWEST_CLUSTERS = 10


@dataclass(frozen=True)
class Comparison:
    """K cells. covariates (K, p), the constant first · exposed (K,) 0 or 1 · n (K,) persons · total (K,) sum of the outcome ·
    squares (K,) sum of its squares · cluster (K,) whole numbers from 0, where people belong to organisations."""

    covariates: Array
    exposed: Array
    n: Array
    total: Array
    squares: Array
    cluster: NDArray[np.intp] | None = None

    @property
    def persons(self) -> float:
        return float(self.n.sum())

    def uptake(self) -> Cells:
        """The same people with the exposure as the outcome."""
        taken = self.n * self.exposed
        return Cells(self.covariates, self.n, taken, taken)

    def arm(self, exposed: bool) -> Cells:
        """The outcome in one group."""
        here = self.exposed == float(exposed)
        return Cells(self.covariates[here], self.n[here], self.total[here], self.squares[here])


def comparison_from_rows(
    covariates: ArrayLike, exposed: ArrayLike, outcome: ArrayLike, *, weights: ArrayLike | None = None, cluster: ArrayLike | None = None
) -> Comparison:
    """Rows as cells: covariates (n, p) with the constant first, exposed (n,) 0 or 1, outcome (n,), weights (n,) as numbers of equal rows.

    Refuses (`Unfit`) what `finite` refuses, an exposure that is not 0 or 1 (`not_yes_no`), a single group (`one_group`), a weight that is not above zero (`not_positive`).
    """
    design, taken, seen = finite(covariates, exposed, outcome)
    two_groups(taken)
    many = None if weights is None else finite(seen, weights)[1]
    if many is not None:
        require_positive(many)
    groups = None if cluster is None else np.unique(np.asarray(cluster), return_inverse=True)[1].ravel()
    cells = cells_from_rows(np.column_stack([design, taken]), seen, weights=many, cluster=groups)
    assert cells.squares is not None
    return Comparison(cells.design[:, :-1], cells.design[:, -1], cells.n, cells.total, cells.squares, cells.cluster)


def spread_of_sums(compared: Comparison | Cells, fixed: Array, slope: Array) -> Array:
    """Σψψ' over people (or over organisations, where cells name them) of ψ = fixed + slope·outcome: (K, m) each, to (m, m).

    The middle of every sandwich (Stefanski & Boos 2002, Am. Stat. 56:29): from the number, sum and sum of squares of each cell it is the
    same as from the people. With G organisations ψ is summed within each, the factor G/(G − 1) is applied, and fewer than ten are
    refused (`few_clusters`), since such an error is far too small then.
    """
    assert compared.squares is not None
    n, total = compared.n[:, None], compared.total[:, None]
    if compared.cluster is None:
        # about the mean of each cell, so that nothing large is subtracted from nothing much larger
        mean = np.divide(total, n, out=np.zeros_like(total), where=n > 0)
        centre = fixed + slope * mean
        within = np.maximum(compared.squares[:, None] - total * mean, 0.0)
        return np.asarray(centre.T @ (n * centre) + slope.T @ (within * slope))
    groups = int(compared.cluster.max()) + 1
    if groups < FEWEST_CLUSTERS:
        raise Unfit("few_clusters")
    sums = add_by_cluster(np.zeros((groups, fixed.shape[1])), n * fixed + total * slope, compared.cluster)
    return np.asarray(sums.T @ sums * groups / (groups - 1))


def freedom(compared: Comparison | Cells) -> float:
    """Degrees of freedom of an interval: organisations less one, or without end."""
    return np.inf if compared.cluster is None else float(compared.cluster.max())
