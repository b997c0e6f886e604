"""Neighbours that are hidden with a cell which could be worked out: as few and as little missed as possible.

They are those of the smallest change of the whole publication that keeps every sum and moves the cell by the threshold (the idea of
Kelly, Golden and Assad, Networks 22, 1992). Whatever has to change in it is hidden, so that the true and the changed publication
look the same from outside: a proof of safety that stays valid when more is hidden later.

The change is looked for among the cells that are tied to this one by what costs least to hide, and among twice as many where there is
none. That is where the cheapest change of all lies as a rule, and a change is a proof wherever it was found.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_matrix, hstack
from scipy.sparse.csgraph import connected_components, dijkstra

from tejido.impact.disclosure.attack import Attacker
from tejido.impact.disclosure.ledger import Ledger

Whole = NDArray[np.int64]
Move = tuple[float, Whole]

#: Cells among which a change is looked for at first.
NEAREST = 120
#: What a step from one sum to the next adds to the distance of two cells: of those as cheap to hide the nearer ones come first.
STEP = 1.0
#: How far from a whole number a solver's whole numbers may be.
WHOLE = 1e-6


class Shield:
    """The hidden cells so far, and how far each cell is known to be able to move behind them."""

    def __init__(self, ledger: Ledger, hidden: set[int], threshold: int) -> None:
        self.ledger = ledger
        self.hidden = hidden
        self.threshold = threshold
        self.truth = ledger.array()
        self.floors = np.array(ledger.floors, dtype=np.int64)
        self.lowest, self.highest = self.truth.copy(), self.truth.copy()
        self.matrix = ledger.matrix()
        self.movable = np.ones(len(self.truth), dtype=bool)
        self.movable[sorted(ledger.known)] = False
        self.pieces = self._connected_pieces()
        self.cost = np.array(ledger.weights, dtype=float)
        self.cost[sorted(hidden | ledger.unprinted)] = 0.0

    def _connected_pieces(self) -> Whole:
        """A number for each group of cells tied together by sums: only a cell's own group can protect it."""
        links = (self.matrix != 0).astype(np.float64)
        return connected_components(links.T @ links, directed=False)[1]

    def learn(self, attacker: Attacker) -> None:
        """Take over the movements that an attack on fewer hidden cells has already proved possible."""
        self.lowest[attacker.positions] = attacker.lowest
        self.highest[attacker.positions] = attacker.highest

    def cover(self, cell: int) -> None:
        """Hide the cheapest neighbours that let this cell move by the threshold; failing that, its whole group."""
        if self.highest[cell] - self.lowest[cell] >= self.threshold:
            return
        for free in self._neighbourhoods(cell):
            found = self._cheapest_move(cell, free)
            if found is not None:
                self._hide(np.flatnonzero(found))
                np.minimum(self.lowest, self.truth + found, out=self.lowest)
                np.maximum(self.highest, self.truth + found, out=self.highest)
                return
        self._hide(np.flatnonzero((self.pieces == self.pieces[cell]) & self.movable))

    def _hide(self, cells: Whole) -> None:
        self.hidden |= {int(cell) for cell in cells} - self.ledger.unprinted
        self.cost[cells] = 0.0

    def _neighbourhoods(self, cell: int) -> Iterator[Whole]:
        """The cells that may change, in ascending order: the nearest ones, then more and more, then all that are tied to this one."""
        group = np.flatnonzero((self.pieces == self.pieces[cell]) & self.movable)
        size = NEAREST
        if size < len(group):
            nearest = self._by_distance(cell)
            while size < len(nearest):
                yield np.sort(nearest[:size])
                size *= 2
        yield group

    def _by_distance(self, cell: int) -> Whole:
        """The cells tied to this one, nearest first: the distance is what it would cost to hide the cells on the way."""
        rows, columns = self.matrix.nonzero()
        rows, columns = rows[self.movable[columns]] + len(self.truth), columns[self.movable[columns]]
        lengths = np.concatenate([self.cost[columns] + STEP, np.full(len(rows), STEP)])
        ways = np.concatenate([rows, columns]), np.concatenate([columns, rows])
        size = len(self.truth) + self.matrix.shape[0]
        distance = dijkstra(csr_matrix((lengths, ways), shape=(size, size)), indices=cell)[: len(self.truth)]
        return np.argsort(distance, kind="stable")[: np.isfinite(distance).sum()]

    def _cheapest_move(self, cell: int, free: Whole) -> Whole | None:
        """The cheaper of moving the cell up or down by as much as it lacks, as the change of every cell; None where neither can be."""
        up = int(self.lowest[cell] + self.threshold - self.truth[cell])
        down = int(self.highest[cell] - self.threshold - self.truth[cell])
        found = self._move(cell, up, free)
        if (found is None or found[0] > 0) and self.truth[cell] + down >= self.floors[cell]:
            other = self._move(cell, down, free)
            if found is None or (other is not None and other[0] < found[0]):
                found = other
        return None if found is None else found[1]

    def _move(self, cell: int, step: int, free: Whole) -> Move | None:
        """The change of least cost among the free cells that moves the cell by `step` and keeps all sums: (cost, change of every cell)."""
        cost = self.cost[free]
        down = (self.truth - self.floors)[free].astype(float)
        up = np.full(len(free), float(self.threshold * 4))
        least_up, least_down = np.zeros(len(free)), np.zeros(len(free))
        column = int(np.flatnonzero(free == cell)[0])
        up[column] = least_up[column] = max(step, 0)
        down[column] = least_down[column] = max(-step, 0)
        sums = self.matrix[:, free]
        sums = sums[np.flatnonzero(np.diff(sums.indptr))]
        still = LinearConstraint(hstack([sums, -sums]).tocsr(), 0, 0)
        limits = Bounds(np.concatenate([least_up, least_down]), np.concatenate([up, down]))
        found = _cheapest(np.concatenate([cost, cost]), still, limits)
        if found.x is None:
            return None
        rounded = np.rint(found.x).astype(np.int64)
        move = np.zeros(len(self.truth), dtype=np.int64)
        move[free] = rounded[: len(free)] - rounded[len(free) :]
        return None if (self.matrix @ move).any() else (float(found.fun), move)


def _cheapest(cost: NDArray[np.float64], still: LinearConstraint, limits: Bounds) -> OptimizeResult:
    """The cheapest whole numbers. They are mostly found without asking for whole ones, in a fraction of the time.

    Among few cells changes of the same cost are many: there, one that hides more goes by the same search as ever, so that an answer
    published again hides what it hid before.
    """
    found = milp(cost, constraints=still, bounds=limits, options={"presolve": False})
    if found.x is None:
        return found
    is_whole = np.abs(found.x - np.rint(found.x)).max() < WHOLE
    if is_whole and (found.fun < WHOLE or len(cost) >= 2 * NEAREST):
        return found
    return milp(cost, constraints=still, bounds=limits, integrality=np.ones(len(cost)))
