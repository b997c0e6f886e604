"""Competing exits: the share that has left by each door at each moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tejido.stats.design import Array
from tejido.stats.influence import influence_of_rows
from tejido.stats.survival_limits import survival_limits
from tejido.stats.survival_times import counted, event_times, follow_up
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class CumulativeIncidence:
    """A step at each time with an exit of any cause; columns are the causes 1, 2, … `survival` is the share that has not left."""

    times: Array
    incidence: Array
    standard_error: Array
    low: Array
    high: Array
    survival: Array
    at_risk: Array
    events: Array
    n: int

    @property
    def causes(self) -> int:
        return self.incidence.shape[1]

    def at(self, moment: float) -> int:
        """Position of the step in force at a moment; −1 before the first exit."""
        return int(np.searchsorted(self.times, moment, side="right")) - 1


def aalen_johansen(
    time: ArrayLike,
    cause: ArrayLike,
    level: float = 0.95,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    interval: str = "log-log",
    robust: bool = False,
) -> CumulativeIncidence:
    """Fⱼ(t) = Σ S(tₖ−)·dⱼₖ/nₖ over times up to t (Aalen & Johansen 1978, Scand. J. Stat. 5:141), J causes and one first state.

    time (n,), cause (n,): 0 still there, 1…J the door taken · `entry` (n,): late arrivals · `weights` (n,): people a row stands for, or
    with `robust` weights of any size. Errors by the infinitesimal jackknife, those of R's survfit for several states (for one cause and
    no late arrivals they are Greenwood's). One row for each stay: rows of one person that follow on each other are joined before.
    All who left by another door stay counted, so Fⱼ is what is seen, not what would be if the other doors were shut.
    Own code: lifelines estimates one cause at a time, moves tied times at random and has no late arrivals there.
    """
    rows = follow_up(time, cause, entry=entry, weights=weights, causes=True, whole=not robust)
    if not rows.event.any():
        raise Unfit("no_events")
    at, causes = event_times(rows), int(rows.event.max())
    events = np.column_stack([counted(rows, at, j) for j in range(1, causes + 1)])
    after = np.cumprod(1 - events.sum(axis=1) / at.at_risk)
    before = np.concatenate([[1.0], after[:-1]])
    incidence = np.cumsum(before[:, None] * events / at.at_risk[:, None], axis=0)
    error = np.sqrt(influence_of_rows(rows, causes, rows.weight**2 if robust else rows.weight))
    low, high = survival_limits(incidence, error, level, interval)
    people = len(rows) if robust else int(rows.weight.sum())
    return CumulativeIncidence(at.times, incidence, error, low, high, after, at.at_risk, events, people)
