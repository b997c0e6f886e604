"""Hide what reveals a person, and as little else as possible.

After the sensitive cells themselves, each that can still be worked out gets the cheapest set of neighbours hidden with
it: the smallest change of the whole publication that keeps every sum and moves that cell by the threshold (the idea of
Kelly, Golden and Assad, Networks 22, 1992). Whatever has to change in it is hidden, so that the true and the changed
publication look the same from outside: a proof of safety that stays valid when more is hidden later.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, hstack
from scipy.sparse.csgraph import connected_components

from tejido.impact.disclosure.attack import Attacker
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.linking import ledger_of
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.tables import CountTable, Protected, printed_table

Whole = NDArray[np.int64]


def protect(tables: Sequence[CountTable], rules: Rules | None = None) -> Protected:
    """Hide cells until no protected one can be worked out from all tables together."""
    rules = rules or Rules()
    ledger = ledger_of(tables, rules)
    hidden = hide(ledger, rules)
    printed = tuple(printed_table(ledger, hidden, table) for table in tables)
    withheld = tuple(table.name for table in printed if all(cell.value is None for cell in table.every_cell()))
    return Protected(printed, ledger, hidden, rules, withheld)


@dataclass(frozen=True)
class Stated:
    """A ledger by what it says: two that say the same are hidden in the same way."""

    said: tuple[Hashable, ...]
    ledger: Ledger = field(compare=False)


def hide(ledger: Ledger, rules: Rules) -> frozenset[int]:
    """The cells of a ledger that may not be printed. The last answers are remembered: a review asks for the same one several times."""
    marks = (frozenset(ledger.known), frozenset(ledger.unprinted), frozenset(ledger.sensitive))
    said = (tuple(ledger.values), tuple(ledger.weights), tuple(ledger.floors), tuple(ledger.sums), *marks)
    return _hidden(Stated(said, ledger), rules)


@lru_cache(maxsize=16)
def _hidden(stated: Stated, rules: Rules) -> frozenset[int]:
    ledger = stated.ledger
    hidden = set(ledger.sensitive) - ledger.unprinted
    if not rules.complementary or not ledger.sensitive:
        return frozenset(hidden)
    attacker = Attacker(ledger, hidden)
    ranges = {cell: attacker.range_of(cell, rules.threshold) for cell in sorted(ledger.sensitive)}
    exposed = [cell for cell, (low, high) in ranges.items() if high - low < rules.threshold]
    shield = Shield(ledger, hidden, rules.threshold)
    shield.learn(attacker)
    for cell in sorted(exposed, key=lambda cell: (ranges[cell][1] - ranges[cell][0], cell)):
        shield.cover(cell)
    return frozenset(shield.hidden)


class Shield:
    """The hidden cells so far, and how far each cell is known to be able to move behind them."""

    def __init__(self, ledger: Ledger, hidden: set[int], threshold: int) -> None:
        self.ledger = ledger
        self.hidden = hidden
        self.threshold = threshold
        self.truth = ledger.array()
        self.lowest, self.highest = self.truth.copy(), self.truth.copy()
        self.matrix = ledger.matrix()
        self.pieces = self._connected_pieces()

    def _connected_pieces(self) -> Whole:
        """A number for each group of cells tied together by sums: only a cell's own group can protect it."""
        sums, cells = self.matrix.shape
        links = csr_matrix((np.ones(self.matrix.nnz), self.matrix.nonzero()), shape=(sums, cells))
        return connected_components(links.T @ links, directed=False)[1]

    def learn(self, attacker: Attacker) -> None:
        """Take over the movements that an attack on fewer hidden cells has already proved possible."""
        self.lowest[attacker.positions] = attacker.lowest
        self.highest[attacker.positions] = attacker.highest

    def cover(self, cell: int) -> None:
        """Hide the cheapest neighbours that let this cell move by the threshold; failing that, its whole group."""
        if self.highest[cell] - self.lowest[cell] >= self.threshold:
            return
        up = int(self.lowest[cell] + self.threshold - self.truth[cell])
        down = int(self.highest[cell] - self.threshold - self.truth[cell])
        moves = [self._cheapest_move(cell, up)]
        if self.truth[cell] + down >= self.ledger.floors[cell]:
            moves.append(self._cheapest_move(cell, down))
        found = [move for move in moves if move is not None]
        if found:
            _, move = min(found, key=lambda move: move[0])
            self.hidden |= {int(moved) for moved in np.flatnonzero(move)} - self.ledger.unprinted
            np.minimum(self.lowest, self.truth + move, out=self.lowest)
            np.maximum(self.highest, self.truth + move, out=self.highest)
        else:
            group = np.flatnonzero(self.pieces == self.pieces[cell])
            self.hidden |= {int(other) for other in group} - self.ledger.unprinted - self.ledger.known

    def _cheapest_move(self, cell: int, step: int) -> tuple[float, Whole] | None:
        """The change of least cost that moves the cell by `step` and keeps all sums: (cost, change of every cell)."""
        free = np.array([c for c in np.flatnonzero(self.pieces == self.pieces[cell]) if c not in self.ledger.known])
        invisible = self.hidden | self.ledger.unprinted
        cost = np.array([0.0 if c in invisible else self.ledger.weights[c] for c in free])
        down = (self.truth - np.array(self.ledger.floors))[free].astype(float)
        up = np.full(len(free), float(self.threshold * 4))
        least_up, least_down = np.zeros(len(free)), np.zeros(len(free))
        column = int(np.flatnonzero(free == cell)[0])
        up[column] = least_up[column] = max(step, 0)
        down[column] = least_down[column] = max(-step, 0)
        sums = self.matrix[:, free]
        sums = sums[np.flatnonzero(np.diff(sums.indptr))]
        still = LinearConstraint(hstack([sums, -sums]).tocsr(), 0, 0)
        limits = Bounds(np.concatenate([least_up, least_down]), np.concatenate([up, down]))
        found = milp(np.concatenate([cost, cost]), constraints=still, integrality=np.ones(2 * len(free)), bounds=limits)
        if found.x is None:
            return None
        rounded = np.rint(found.x).astype(np.int64)
        move = np.zeros(len(self.truth), dtype=np.int64)
        move[free] = rounded[: len(free)] - rounded[len(free) :]
        if (self.matrix @ move).any():
            return None
        return float(found.fun), move
