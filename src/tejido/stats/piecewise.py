"""The piecewise exponential model: follow-up cut at fixed times, a constant rate in each piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.stats.cells import Cells
from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Pieces:
    """One row per spell and piece that it enters: `spell` (m,), `piece` (m,) from 0, `time` (m,) spent in it, `event` (m,) at its end."""

    spell: NDArray[np.intp]
    piece: NDArray[np.intp]
    time: Array
    event: Array
    cuts: tuple[float, ...]

    def cells(self, design: Array | None = None) -> Cells:
        """Cells for `poisson_rates(…, constant=False)`: a column per piece, then the columns of `design` (m, p) by row of the pieces; n is
        time at risk and total are events, so equal rows share a cell."""
        pieces = (self.piece[:, None] == np.arange(len(self.cuts) + 1)).astype(float)
        whole = pieces if design is None else np.column_stack([pieces, design])
        distinct, place = np.unique(whole, axis=0, return_inverse=True)
        place = np.ravel(place)
        time, events = (np.bincount(place, weights=values).astype(float) for values in (self.time, self.event))
        return Cells(distinct, time, events)


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
