"""A reader with a solver: what can be worked out about the hidden cells from everything that is published."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from tejido.impact.disclosure.ledger import Ledger

Whole = NDArray[np.int64]


class Attacker:
    """Knows the shown cells, the sums and the least possible values; looks for the range of every hidden cell.

    Each solution found is a complete publication that a reader cannot tell from the true one. Two of them that differ
    by the threshold in a cell prove that cell safe, so most cells need no solver call of their own.
    """

    def __init__(self, ledger: Ledger, hidden: Iterable[int]) -> None:
        self.truth = ledger.array()
        self.positions = np.array(sorted((set(hidden) | ledger.unprinted) - ledger.known), dtype=np.int64)
        self.column = {int(position): column for column, position in enumerate(self.positions)}
        everything = ledger.matrix()
        self.sums = everything[:, self.positions]
        touched = np.flatnonzero(np.diff(self.sums.indptr)) if len(self.positions) else np.array([], dtype=np.int64)
        self.sums = self.sums[touched]
        seen = self.truth.copy()
        seen[self.positions] = 0
        self.rest = -(everything @ seen)[touched]
        self.floors = np.array(ledger.floors, dtype=np.int64)[self.positions]
        self.lowest = self.truth[self.positions].copy()
        self.highest = self.lowest.copy()

    def width(self, cell: int) -> int:
        """How far apart two publications found so far are in this cell."""
        column = self.column[cell]
        return int(self.highest[column] - self.lowest[column])

    def range_of(self, cell: int, threshold: int) -> tuple[int, int]:
        """The cell's possible values: the whole range when it is narrower than the threshold, else enough of it to be safe."""
        column = self.column[cell]
        for sign in (-1, 1):
            if self.width(cell) >= threshold:
                break
            self._push(column, sign, self._roof(threshold))
        return int(self.lowest[column]), int(self.highest[column])

    def _roof(self, threshold: int) -> int:
        """A bound that keeps the search finite and is too high to make any cell look narrower than the threshold."""
        return int(self.truth.max(initial=0)) + 2 * threshold

    def _push(self, column: int, sign: int, roof: int) -> None:
        """Drive one cell up or down as far as everything published allows, and remember the publication found."""
        goal = np.zeros(len(self.positions))
        goal[column] = -sign
        constraints = [LinearConstraint(self.sums, self.rest, self.rest)] if self.sums.shape[0] else []
        found = milp(goal, constraints=constraints, integrality=np.ones(len(goal)), bounds=Bounds(self.floors, roof))
        if found.x is not None:
            self.remember(np.rint(found.x).astype(np.int64))

    def remember(self, solution: Whole) -> None:
        """Keep a publication, but only if it really satisfies every sum: rounding by the solver proves nothing."""
        if (solution < self.floors).any() or (self.sums @ solution != self.rest).any():
            return
        np.minimum(self.lowest, solution, out=self.lowest)
        np.maximum(self.highest, solution, out=self.highest)
