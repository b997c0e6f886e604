"""A reader with a solver: what can be worked out about the hidden cells from everything that is published."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from tejido.impact.disclosure.bounds import bounds_of, pieces_of
from tejido.impact.disclosure.ledger import Ledger

Whole = NDArray[np.int64]

#: One publication looked for with many cells in mind takes as long as this many looked for with one.
FEW = 10
#: A publication that moves nearly as many cells as any could is as good, and found much sooner.
NEARLY = {"mip_rel_gap": 0.1}


class Attacker:
    """Knows the shown cells, the sums and the least possible values; looks for the range of every hidden cell.

    Each solution found is a complete publication that a reader cannot tell from the true one. Two of them that differ
    by the threshold in a cell prove that cell safe, so most cells need no solver call of their own.
    """

    def __init__(self, ledger: Ledger, hidden: Iterable[int]) -> None:
        truth = ledger.array()
        self.positions = np.array(sorted((set(hidden) | ledger.unprinted) - ledger.known), dtype=np.int64)
        self.column = {int(position): column for column, position in enumerate(self.positions)}
        everything = ledger.matrix()
        self.sums = everything[:, self.positions]
        touched = np.flatnonzero(np.diff(self.sums.indptr)) if len(self.positions) else np.array([], dtype=np.int64)
        self.sums = self.sums[touched]
        seen = truth.copy()
        seen[self.positions] = 0
        self.rest = -(everything @ seen)[touched]
        self.floors = np.array(ledger.floors, dtype=np.int64)[self.positions]
        self.truth = truth[self.positions]
        self.most = int(truth.max(initial=0))
        self.lowest, self.highest = self.truth.copy(), self.truth.copy()

    def ranges(self, cells: Iterable[int], threshold: int) -> dict[int, tuple[int, int]]:
        """The possible values of each cell: the whole range when it is narrower than the threshold, else enough of it to be safe."""
        cells = list(cells)
        columns = np.array([self.column[cell] for cell in cells], dtype=np.int64)
        self._reckon(threshold)
        self._search_together(columns, threshold)
        for column in columns:
            for sign in (-1, 1):
                if self._is_open(column, threshold) and (self.lowest > self.least if sign < 0 else self.highest < self.greatest)[column]:
                    self._push(column, sign)
        return {cell: (int(self.lowest[column]), int(self.highest[column])) for cell, column in zip(cells, columns, strict=True)}

    def _reckon(self, threshold: int) -> None:
        """What follows by hand from one sum after the other; and the groups of cells that depend on each other for the rest.

        The roof keeps the search finite and is too high to make any cell look narrower than the threshold.
        """
        roof = np.full(len(self.positions), self.most + 2 * threshold, dtype=np.int64)
        self.least, self.greatest = bounds_of(self.sums, self.rest, self.floors, roof)
        self.pieces = pieces_of(self.sums, self.least < self.greatest)

    def _is_open(self, columns: Whole, threshold: int) -> NDArray[np.bool_]:
        """Not yet known to be safe, and not yet known to its ends."""
        low, high = self.lowest[columns], self.highest[columns]
        open_: NDArray[np.bool_] = (high - low < threshold) & ((low > self.least[columns]) | (high < self.greatest[columns]))
        return open_

    def _search_together(self, columns: Whole, threshold: int) -> None:
        """Publications that move as many cells as they can at once, each up or down as the dice fall, while that finds enough of them."""
        dice = np.random.default_rng(0)
        left = columns[self._is_open(columns, threshold)]
        while len(left) > FEW:
            goal = np.zeros(len(self.positions))
            goal[left] = dice.choice([-1.0, 1.0], len(left))
            low = np.maximum(self.least, self.truth - threshold)
            high = np.minimum(self.greatest, self.truth + threshold)
            self._find(np.flatnonzero(self.pieces >= 0), goal, low, high, NEARLY)
            before, left = left, left[self._is_open(left, threshold)]
            if len(before) - len(left) < FEW:
                break

    def _push(self, column: int, sign: int) -> None:
        """Drive one cell up or down as far as everything published allows."""
        goal = np.zeros(len(self.positions))
        goal[column] = -sign
        self._find(np.flatnonzero(self.pieces == self.pieces[column]), goal, self.least, self.greatest, {})

    def _find(self, free: Whole, goal: NDArray[np.float64], low: Whole, high: Whole, options: dict[str, float]) -> None:
        """Look for a publication that differs from the true one in these cells only, and remember it and its mirror image."""
        sums: csr_matrix = self.sums[:, free]
        touched = np.flatnonzero(np.diff(sums.indptr))
        still = self.rest[touched] - (self.sums[touched] @ self.truth - sums[touched] @ self.truth[free])
        constraints = [LinearConstraint(sums[touched], still, still)] if len(touched) else []
        found = milp(
            goal[free], constraints=constraints, integrality=np.ones(len(free)), bounds=Bounds(low[free], high[free]), options=options
        )
        if found.x is not None:
            move = np.zeros(len(self.positions), dtype=np.int64)
            move[free] = np.rint(found.x).astype(np.int64) - self.truth[free]
            self._remember(self.truth + move)
            self._remember(self.truth - move)

    def _remember(self, solution: Whole) -> None:
        """Keep a publication, but only if it really satisfies every sum: rounding by the solver proves nothing."""
        if (solution < self.floors).any() or (self.sums @ solution != self.rest).any():
            return
        np.minimum(self.lowest, solution, out=self.lowest)
        np.maximum(self.highest, solution, out=self.highest)
