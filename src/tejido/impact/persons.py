"""Who stands behind the rows of a table: one person each, or, where equal rows were folded into one, all of whom it tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from tejido.stats.design import Array

PERSON, ROW = "person", "folded row"  # no column of a plan has a space in its name
FAR = 64  # codes up to so many times the rows stand for themselves; larger ones are numbered anew


@dataclass(frozen=True)
class Persons:
    """What was said of whom: `person` (m,) whole numbers from 0, and the `row` (m,) of the table in which it stands.

    `row` is None where a row tells of one person. `rows` is the length of the table, `most` a number above that of every person.
    """

    person: NDArray[np.signedinteger]
    rows: int
    most: int
    row: NDArray[np.signedinteger] | None = None

    def having(self, rows: Any = None) -> NDArray[np.bool_]:
        """Which persons stand in any of these rows (a mask of them; in any at all where it is None)."""
        found = np.zeros(self.most, dtype=bool)
        found[self.person if rows is None else self.person[self._told(np.asarray(rows, dtype=bool))]] = True
        return found

    def number(self, rows: Any = None) -> int:
        """How many persons stand in any of these rows, each counted once."""
        return int(self.having(rows).sum())

    def sums(self, values: Array) -> Array:
        """For each person the sum of a number of their rows."""
        return np.asarray(np.bincount(self.person, weights=self._told(values), minlength=self.most), dtype=float)

    def beginning(self, order: Array) -> Array:
        """(rows,) how many persons have this row as the first of theirs, by a number that grows from their first to their last."""
        first, told = np.full(self.most, np.inf), self._told(order)
        np.minimum.at(first, self.person, told)
        begins = np.flatnonzero(told == first[self.person])
        return np.bincount(begins if self.row is None else self.row[begins], minlength=self.rows).astype(float)

    def differ(self, values: Array) -> bool:
        """Has anybody two values in this column?"""
        low, high = np.full(self.most, np.inf), np.full(self.most, -np.inf)
        told = self._told(values)
        np.minimum.at(low, self.person, told)
        np.maximum.at(high, self.person, told)
        return bool((high > low).any())

    def among(self, persons: NDArray[np.bool_]) -> Persons:
        """Only what was said of these."""
        kept = persons[self.person]
        row = np.flatnonzero(kept) if self.row is None else self.row[kept]
        return Persons(self.person[kept], self.rows, self.most, row)

    @property
    def times(self) -> Array:
        """(rows,) of how many facts each row tells."""
        return np.ones(self.rows) if self.row is None else np.bincount(self.row, minlength=self.rows).astype(float)

    @property
    def once_each(self) -> bool:
        """Is each person in one row only?"""
        return len(self.person) == self.number()

    def _told(self, values: NDArray[Any]) -> NDArray[Any]:
        return values if self.row is None else values[self.row]


@dataclass(frozen=True)
class Told:
    """The facts of a folded table: of `person` (m,) what stands in its row number `row` (m,)."""

    person: NDArray[np.intc]
    row: NDArray[np.intc]


def persons_of(frame: pd.DataFrame, told: Told | None = None) -> Persons:
    """The persons of a table, or of part of it; `told` where it is folded, and its column `folded row` says which of its rows are left."""
    import pandas as pd

    if told is None:
        person = frame[PERSON].to_numpy()
        if person.dtype.kind not in "iu" or (len(person) and (person.min() < 0 or person.max() > FAR * len(person))):
            person = pd.factorize(frame[PERSON], use_na_sentinel=False)[0]
        return Persons(person, len(frame), int(person.max()) + 1 if len(person) else 0)
    now = np.full(int(told.row.max()) + 1 if len(told.row) else 0, -1, dtype=np.intc)
    now[frame[ROW].to_numpy()] = np.arange(len(frame))
    row = now[told.row]
    kept = row >= 0
    return Persons(told.person[kept], len(frame), int(told.person.max()) + 1 if len(told.person) else 0, row[kept])
