"""The hazard gathered until each moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.survival_times import counted, event_times, follow_up, summed


@dataclass(frozen=True)
class CumulativeHazard:
    """A step at each event time; `low` and `high` on the logarithmic scale, H·exp(±z·error/H)."""

    times: Array
    hazard: Array
    standard_error: Array
    low: Array
    high: Array
    at_risk: Array
    events: Array
    n: int

    def at(self, moment: float) -> int:
        """Position of the step in force at a moment; −1 before the first event."""
        return int(np.searchsorted(self.times, moment, side="right")) - 1


def nelson_aalen(
    time: ArrayLike,
    event: ArrayLike,
    level: float = 0.95,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    ties: str = "together",
) -> CumulativeHazard:
    """H(t) = Σ dₖ/nₖ with variance Σ dₖ/nₖ² (Nelson 1972, Technometrics 14:945; Aalen 1978, Ann. Stat. 6:701).

    With `ties="in_turn"` the d events of one time are taken one after the other, Σ 1/(n−l) and Σ 1/(n−l)² for l < d (Fleming &
    Harrington 1984, Commun. Stat. 13:2469). time, event (n,) · `entry` (n,): late arrivals · `weights` (n,): people a row stands for.
    Own code: lifelines has another variance and no counts of people with late arrivals.
    """
    if ties not in ("together", "in_turn"):
        raise ValueError("ties must be together or in_turn")
    rows = follow_up(time, event, entry=entry, weights=weights, whole=True)
    at = event_times(rows)
    events = counted(rows, at)
    step, square = events / at.at_risk, events / at.at_risk**2
    if ties == "in_turn":
        step, square = _in_turn(at.at_risk, events)
    hazard, error = np.cumsum(step), np.sqrt(np.cumsum(square))
    factor = np.exp(stats.norm.ppf(0.5 + level / 2) * error / hazard)
    return CumulativeHazard(at.times, hazard, error, hazard / factor, hazard * factor, at.at_risk, events, int(rows.weight.sum()))


def _in_turn(at_risk: Array, events: Array) -> tuple[Array, Array]:
    many = events.astype(np.intp)
    place = np.repeat(np.arange(len(many)), many)
    before = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    left = at_risk[place] - before
    return summed(place, 1 / left, len(many)), summed(place, 1 / left**2, len(many))
