"""Which rows of a matrix are equal: the first step from rows to cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tejido.stats.design import Array

ROOM = 1 << 62


def distinct_rows(rows: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of n rows: (n,) which of the k different ones each is, in the order of their values, and (k,) where each is first found.

    Column after column is written as a digit of one whole number, which is made small again whenever it would not fit; so a million rows
    of some tens of columns are told apart in a second or two, where a sort of the rows themselves takes a minute.
    """
    which, size = np.zeros(len(rows), dtype=np.int64), 1
    for column in rows.T:
        codes, levels = _codes(column)
        if size * levels >= ROOM:
            found, which = np.unique(which, return_inverse=True)
            size = len(found)
        which, size = which * levels + codes, size * levels
    _, first, which = np.unique(which, return_index=True, return_inverse=True)
    return np.ravel(which).astype(np.intp), first


def _codes(column: Array) -> tuple[NDArray[np.int64], int]:
    """The place of each value among those of the column, and how many there are."""
    if ((column == 0) | (column == 1)).all():
        return column.astype(np.int64), 2
    values, codes = np.unique(column, return_inverse=True)
    return np.ravel(codes).astype(np.int64), len(values)
