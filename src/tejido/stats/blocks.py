"""Cells read a block at a time, in columns that lose no digits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.stats.cells import Cells
from tejido.stats.design import Array

Chunks = Callable[[], Iterable[Cells]]
BLOCK = 2048  # cells weighed at a time: the weighted copy of them stays in the processor's cache


@dataclass(frozen=True)
class Frame:
    """Columns as they are reckoned with, (x − shift) / width: no digits are lost to a calendar year or to a column in thousandths."""

    shift: Array
    width: Array

    @property
    def outward(self) -> Array:
        """The matrix that turns coefficients of reckoned columns into those of the columns given."""
        matrix = np.diag(1 / self.width)
        matrix[0] -= self.shift / self.width
        return matrix

    @property
    def inward(self) -> Array:
        matrix = np.diag(self.width)
        matrix[0] += self.shift
        return matrix


@dataclass(frozen=True)
class Block:
    """Some cells with people in them, columns from the frame's middle but not yet divided by its width."""

    design: Array
    n: Array
    total: Array
    offset: Array | None
    cluster: NDArray[np.intp] | None

    def line(self, slopes: Array) -> Array:
        along = self.design @ slopes
        return along if self.offset is None else along + self.offset


def blocks(chunks: Chunks, shift: Array | None = None) -> Iterator[Block]:
    """Cells a block at a time; those without people or person-time carry nothing and are left out."""
    for cells in chunks():
        for first in range(0, len(cells), BLOCK):
            part = slice(first, min(first + BLOCK, len(cells)))
            kept = np.flatnonzero(cells.n[part] > 0) + first
            if len(kept):
                yield _block(cells, part if len(kept) == part.stop - first else kept, shift)


def _block(cells: Cells, part: slice | NDArray[np.intp], shift: Array | None) -> Block:
    return Block(
        widened(cells.design[part], shift),
        cells.n[part],
        cells.total[part],
        None if cells.offset is None else cells.offset[part],
        None if cells.cluster is None else cells.cluster[part],
    )


def widened(design: Array, shift: Array | None) -> Array:
    return np.asarray(design, dtype=float) if shift is None or not shift.any() else design - shift
