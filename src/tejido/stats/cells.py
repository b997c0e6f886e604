"""Cells: the distinct rows of a design, each once, with what was observed in it. Models on cells and on rows are the same model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.stats.design import Array
from tejido.stats.distinct import distinct_rows


@dataclass(frozen=True)
class Cells:
    """K cells of p columns.

    design (K, p), the constant first where the model has one (whole numbers of any size will do: they are widened block by block) ·
    n (K,) persons or person-periods, or the sum of their weights · total (K,) sum of the outcome, weighted alike ·
    squares (K,) sum of its squares, where the spread within a cell matters · offset (K,) on the scale of the linear predictor, such as
    the logarithm of the time at risk · cluster (K,) whole numbers from 0: a cell belongs to one organisation.
    """

    design: Array
    n: Array
    total: Array
    squares: Array | None = None
    offset: Array | None = None
    cluster: NDArray[np.intp] | None = None

    def __post_init__(self) -> None:
        if self.design.ndim != 2:
            raise ValueError("a design has rows and columns")
        besides = (self.n, self.total, self.squares, self.offset, self.cluster)
        if any(a is not None and a.shape != (len(self.design),) for a in besides):
            raise ValueError("every cell has one number of each kind")
        if self.cluster is not None and (self.cluster < 0).any():
            raise ValueError("clusters are numbered from 0")

    def __len__(self) -> int:
        return len(self.n)


def chunks_of(source: Cells | Sequence[Cells] | Callable[[], Iterable[Cells]]) -> Callable[[], Iterable[Cells]]:
    """The chunks of a source, as often as they are asked for."""
    if isinstance(source, Cells):
        return lambda: (source,)
    return source if callable(source) else lambda: source


def cells_from_rows(
    design: Array,
    outcome: Array,
    *,
    weights: Array | None = None,
    offset: Array | None = None,
    cluster: NDArray[np.intp] | None = None,
    compress: bool = True,
) -> Cells:
    """Rows as cells: equal rows (of the same cluster and offset) share one, unless `compress` is off."""
    weight = np.ones(len(outcome)) if weights is None else np.asarray(weights, dtype=float)
    if not compress:
        return Cells(design, weight, weight * outcome, weight * outcome**2, offset, cluster)
    place, first = distinct_rows(np.column_stack([design, *(extra for extra in (offset, cluster) if extra is not None)]))

    def summed(values: Array) -> Array:
        return np.asarray(np.bincount(place, weights=values))

    return Cells(
        np.ascontiguousarray(design[first]),
        summed(weight),
        summed(weight * outcome),
        summed(weight * outcome**2),
        None if offset is None else offset[first],
        None if cluster is None else cluster[first],
    )
