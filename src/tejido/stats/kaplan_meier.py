"""The share still waiting at each moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tejido.stats.design import Array
from tejido.stats.influence import influence_of_rows
from tejido.stats.log_rank import LogRank, log_rank
from tejido.stats.survival_limits import survival_limits
from tejido.stats.survival_times import SAME_TIME, FollowUp, counted, event_times, follow_up

__all__ = ["LogRank", "SurvivalCurve", "at_risk_at", "kaplan_meier", "log_rank"]


@dataclass(frozen=True)
class SurvivalCurve:
    """A step at each event time: the share without the event, its error and interval, and how many were at risk.

    `standard_error`, `low` and `high` are not a number where nobody is left (a share of 0 has no error of Greenwood).
    `last` is the longest time that anybody was followed; `n` the people (with `robust`, the rows).
    """

    times: Array
    survival: Array
    standard_error: Array
    low: Array
    high: Array
    at_risk: Array
    events: Array
    n: int
    last: float

    def at(self, moment: float) -> int:
        """Position of the step in force at a moment; −1 before the first event."""
        return int(np.searchsorted(self.times, moment, side="right")) - 1

    def quantile(self, share: float = 0.5) -> tuple[float, float, float]:
        """The time by which this share has had the event, with low and high; not a number where the curve does not go that far.

        Where the curve lies exactly at the level, the middle of that step (as R's survfit). The limits are where the
        limits of the curve cross the level (Brookmeyer & Crowley 1982, Biometrics 38:29).
        """
        low, middle, high = (_crossing(self.times, curve, 1 - share) for curve in (self.low, self.survival, self.high))
        return middle, low, high

    @property
    def median(self) -> tuple[float, float, float]:
        return self.quantile(0.5)


def _crossing(times: Array, curve: Array, level: float) -> float:
    inside = np.flatnonzero(curve < level + SAME_TIME)  # a level that is reached within rounding is reached
    if not len(inside):
        return float("nan")
    first = inside[0]
    below = np.flatnonzero(curve < level - SAME_TIME)
    if abs(curve[first] - level) < SAME_TIME and len(below):
        return float((times[first] + times[below[0]]) / 2)
    return float(times[first])


def kaplan_meier(
    time: ArrayLike,
    event: ArrayLike,
    level: float = 0.95,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    interval: str = "log-log",
    robust: bool = False,
) -> SurvivalCurve:
    """The product-limit estimate (Kaplan & Meier 1958, J. Am. Stat. Assoc. 53:457): S(t) = Π (1 − dₖ/nₖ) over event times up to t.

    time, event (n,) · `entry` (n,): late arrivals are at risk after it only · `weights` (n,): people that a row stands for.
    Error of Greenwood 1926, S·√Σ dₖ/(nₖ(nₖ−dₖ)); with `robust`, the infinitesimal jackknife with weights of any size (such as
    inverse probabilities). Own code: lifelines has no log interval, no robust error and takes late arrivals only without counts.
    """
    rows = follow_up(time, event, entry=entry, weights=weights, whole=not robust)
    at = event_times(rows)
    events = counted(rows, at)
    left = _left(at.at_risk, events)
    survival: Array = np.asarray(np.cumprod(left / at.at_risk), dtype=float)
    error = _robust_errors(rows) if robust else _greenwood(survival, at.at_risk, events, left)
    error = np.where(survival > 0, error, np.nan).astype(float)
    low, high = survival_limits(survival, error, level, interval)
    people = len(rows) if robust else int(rows.weight.sum())
    return SurvivalCurve(at.times, survival, error, low, high, at.at_risk, events, people, float(rows.stop.max()))


def _left(at_risk: Array, events: Array) -> Array:
    """Those whom the event left; what rounding leaves of nobody is nobody."""
    left = at_risk - events
    return np.where(left > SAME_TIME * at_risk, left, 0.0)


def _greenwood(survival: Array, at_risk: Array, events: Array, left: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(survival * np.sqrt(np.cumsum(events / (at_risk * left))))


def _robust_errors(rows: FollowUp) -> Array:
    return np.sqrt(influence_of_rows(rows, 1, rows.weight**2)[:, 0])


def at_risk_at(time: ArrayLike, moments: Sequence[float], *, entry: ArrayLike | None = None, weights: ArrayLike | None = None) -> list[int]:
    """People arrived, and neither gone nor reached by the event, just before each moment."""
    until = np.asarray(time)
    since = np.full(len(until), -np.inf) if entry is None else np.asarray(entry)
    people = np.ones(len(until)) if weights is None else np.asarray(weights)
    return [int(people[(until >= moment) & (since < moment)].sum()) for moment in moments]
