"""The piecewise exponential model: follow-up cut at fixed times, a constant rate in each piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.stats.cells import Cells
from tejido.stats.design import Array, require_finite
from tejido.stats.distinct import distinct_rows
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Pieces:
    """One row per spell and piece that it enters: `spell` (m,), `piece` (m,) from 0, `time` (m,) spent in it, `event` (m,) at its end."""

    spell: NDArray[np.intp]
    piece: NDArray[np.intp]
    time: Array
    event: Array
    cuts: tuple[float, ...]

    def design(self, of: Array, at: NDArray[np.intp] | slice = slice(None)) -> Array:
        """The rows `at`: a column for each piece, then those that the spells have in `of` (n, p)."""
        return np.column_stack([(self.piece[at][:, None] == np.arange(len(self.cuts) + 1)).astype(float), of[self.spell[at]]])

    def cells(self, of: Array) -> Cells:
        """Cells for `poisson_rates(…, constant=False)` on the columns of `design`: n is time at risk and total are events, so that equal
        rows share a cell, whoever they belong to."""
        alike, _ = distinct_rows(of)
        place, first = distinct_rows(np.column_stack([alike[self.spell], self.piece]))
        time, events = (np.bincount(place, weights=values, minlength=len(first)).astype(float) for values in (self.time, self.event))
        return Cells(self.design(of, first), time, events)


def pieces(start: Array, stop: Array, event: Array, cuts: Sequence[float]) -> Pieces:
    """Follow-up (start, stop] of each spell, cut at `cuts` (increasing): Holford 1980 (Biometrics 36:299), Laird & Olivier 1981 (J. Am.
    Stat. Assoc. 76:231). The likelihood is that of Poisson counts with the time at risk, and a spell may enter late (start > 0).

    The event belongs to the piece that ends at or after it: pieces are (…, c₁], (c₁, c₂], …, as survival::survSplit cuts them.
    Refuses start < 0 or stop < start (`negative_time`), stop = start (`zero_time`), events other than 0 and 1, cuts out of order (`knots`).
    """
    require_finite(start, stop, event)
    edges = np.asarray(cuts, dtype=float)
    if not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
        raise Unfit("knots")
    if (start < 0).any() or (stop < start).any():
        raise Unfit("negative_time")
    if (stop == start).any():
        raise Unfit("zero_time")
    if not np.isin(event, (0, 1)).all():
        raise Unfit("not_yes_no")
    first = np.searchsorted(edges, start, side="right")
    last = np.searchsorted(edges, stop)
    times = last - first + 1
    spell = np.repeat(np.arange(len(start)), times)
    piece = np.arange(len(spell)) - np.repeat(np.cumsum(times) - times, times) + first[spell]
    low, high = np.append(-np.inf, edges)[piece], np.append(edges, np.inf)[piece]
    time = np.minimum(stop[spell], high) - np.maximum(start[spell], low)
    return Pieces(spell, piece, time, np.where(piece == last[spell], event[spell], 0.0), tuple(edges.tolist()))
