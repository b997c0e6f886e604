"""Every number that would be printed, and the sums that tie the numbers together.

Tables, attrition and proportions all become one ledger, because a reader attacks the whole publication at once:
a cell hidden in one table is worth nothing when another table prints the same number.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Key = Hashable


@dataclass
class Ledger:
    """Cells with whole values, and sums `total = part + part + …` that any reader knows to hold.

    `known` cells are public whatever we do (an impossible combination, an arm size that an estimate states);
    `unprinted` ones appear nowhere but can be worked out, such as the difference of two published populations.
    `floors` hold what a reader knows to be the least possible value of a hidden cell.
    """

    values: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    floors: list[int] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    unprinted: set[int] = field(default_factory=set)
    sensitive: dict[int, str] = field(default_factory=dict)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    index: dict[Key, int] = field(default_factory=dict)
    names: list[Key] = field(default_factory=list)

    def cell(self, key: Key, value: int, *, weight: float = 1.0, floor: int = 0, printed: bool = True, link: Key = None) -> int:
        """The cell of this key, made on first mention; cells with the same `link` and value are one and the same number."""
        if key in self.index:
            return self.index[key]
        shared = ("link", link, value)
        if link is not None and shared in self.index:
            self.index[key] = self.index[shared]
            return self.index[key]
        position = len(self.values)
        self.values.append(value)
        self.weights.append(weight)
        self.floors.append(min(floor, value))
        self.names.append(key)
        self.index[key] = position
        if link is not None:
            self.index[shared] = position
        if not printed:
            self.unprinted.add(position)
        return position

    def total(self, whole: int, parts: Iterable[int]) -> None:
        """Write down that the parts add up to the whole; a sum of one part or of itself says nothing."""
        parts = tuple(parts)
        if parts == (whole,):
            return
        if self.values[whole] != sum(self.values[part] for part in parts):
            raise ValueError(f"{self.names[whole]!r} is not the sum of its parts")
        self.sums.append((whole, parts))

    def mark(self, cell: int, rule: str) -> None:
        """This cell would reveal a person by itself, by this rule (the first rule found is kept)."""
        if cell not in self.known:
            self.sensitive.setdefault(cell, rule)

    def array(self) -> NDArray[np.int64]:
        return np.array(self.values, dtype=np.int64)

    def matrix(self) -> csr_matrix:
        """One row for each sum: its parts count +1, its whole −1, so that `matrix @ values == 0`."""
        rows: list[int] = []
        columns: list[int] = []
        entries: list[int] = []
        for row, (whole, parts) in enumerate(self.sums):
            for position, sign in [(whole, -1), *((part, 1) for part in parts)]:
                rows.append(row)
                columns.append(position)
                entries.append(sign)
        return csr_matrix((entries, (rows, columns)), shape=(len(self.sums), len(self.values)), dtype=np.int64)
