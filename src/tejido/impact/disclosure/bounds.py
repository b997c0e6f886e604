"""What a reader works out with a pencil: from each sum the least and the greatest that each of its parts can be, again and again."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

Whole = NDArray[np.int64]

#: Sums that narrow each other by one at a time would go on for long; what is left to narrow is left to the solver.
ROUNDS = 50


def bounds_of(sums: csr_matrix, rest: Whole, low: Whole, high: Whole) -> tuple[Whole, Whole]:
    """The least and the greatest value of each cell, given `sums @ cells == rest` and bounds to begin with; never narrower than the truth allows.

    `sums` holds +1 and −1, one row for each sum; interval propagation, as a solver's presolve does it.
    """
    low, high = low.copy(), high.copy()
    entries = sums.tocoo()
    row, column, plus = entries.row, entries.col, entries.data > 0
    for _ in range(ROUNDS):
        before = low.copy(), high.copy()
        small = np.where(plus, low[column], -high[column])
        large = np.where(plus, high[column], -low[column])
        least, greatest = (np.bincount(row, part, len(rest)).astype(np.int64) for part in (small, large))
        at_most = rest[row] - (least[row] - small)
        at_least = rest[row] - (greatest[row] - large)
        np.minimum.at(high, column, np.where(plus, at_most, -at_least))
        np.maximum.at(low, column, np.where(plus, at_least, -at_most))
        if (low == before[0]).all() and (high == before[1]).all():
            break
    return low, high


def pieces_of(sums: csr_matrix, free: NDArray[np.bool_]) -> Whole:
    """A number for each group of free cells tied together by sums, and −1 for a cell that is not free."""
    pieces = np.full(sums.shape[1], -1, dtype=np.int64)
    ties = (sums[:, np.flatnonzero(free)] != 0).astype(np.float64)
    pieces[free] = connected_components(ties.T @ ties, directed=False)[1]
    return pieces
