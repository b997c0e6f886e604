"""The discrete life table: of those still there at the beginning of each period, how many had the event in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class LifeTable:
    """One row per period, from the first in which anybody was at risk to the last.

    `censored` left without the event during or after the period (fewer, even below zero, where people come in late) · `hazard` events /
    at risk, error √(h(1 − h)/n) · `survival` Π(1 − h), error by Greenwood 1926, S·√Σ h/((1 − h)n), not a number once nobody is left ·
    `median` period by which half had the event, straight between the two ends of that period; none where it was not reached.
    """

    periods: Array
    at_risk: Array
    events: Array
    censored: Array
    hazard: Array
    hazard_error: Array
    survival: Array
    survival_error: Array
    median: float | None


def life_table(last_period: Array, event: Array, weights: Array | None = None) -> LifeTable:
    """Singer & Willett 2003, Applied Longitudinal Data Analysis, ch. 10. `last_period` (n,) whole, from 1: the one in which the person
    had the event (event 1) or was seen for the last time (event 0); a person counts in every period up to that one."""
    require_finite(last_period, event, *([] if weights is None else [weights]))
    if (last_period != np.round(last_period)).any():
        raise Unfit("not_whole")
    if (last_period < 1).any():
        raise Unfit("negative_time" if (last_period < 0).any() else "zero_time")
    if not np.isin(event, (0, 1)).all():
        raise Unfit("not_yes_no")
    if not len(last_period):
        raise Unfit("too_few")
    weight = np.ones(len(event)) if weights is None else weights
    place = last_period.astype(np.intp) - 1
    leaving = np.bincount(place, weights=weight)
    at_risk = leaving[::-1].cumsum()[::-1]
    return _table(np.arange(1.0, len(leaving) + 1), at_risk, np.bincount(place, weights=weight * event))


def life_table_of_cells(period: Array, n: Array, events: Array) -> LifeTable:
    """The same from cells of person-periods: `period`, persons at risk in it and events, as many cells per period as there are."""
    require_finite(period, n, events)
    if not len(period):
        raise Unfit("too_few")
    periods, place = np.unique(period, return_inverse=True)
    at_risk, happened = np.bincount(place, weights=n), np.bincount(place, weights=events)
    if (n < 0).any() or (events < 0).any() or (at_risk == 0).any() or (happened > at_risk * (1 + 1e-9)).any():
        raise Unfit("impossible_counts")
    return _table(periods, at_risk, happened)


def _table(periods: Array, at_risk: NDArray[Any], events: NDArray[Any]) -> LifeTable:
    hazard: Array = events / at_risk
    survival: Array = np.asarray(np.cumprod(1 - hazard))
    with np.errstate(divide="ignore", invalid="ignore"):
        lost = np.cumsum(hazard / ((1 - hazard) * at_risk))
        error: Array = survival * np.sqrt(lost)
    censored = at_risk - events - np.append(at_risk[1:], 0.0)
    spread: Array = np.sqrt(hazard * (1 - hazard) / at_risk)
    return LifeTable(periods, at_risk, events, censored, hazard, spread, survival, error, median_period(periods, survival))


def median_period(periods: Array, survival: Array) -> float | None:
    """Where the survival curve, drawn straight from the end of one period to the end of the next, crosses one half (Miller 1981)."""
    below = np.flatnonzero(survival <= 0.5)
    if not len(below):
        return None
    j = int(below[0])
    before, since = (survival[j - 1], periods[j - 1]) if j else (1.0, periods[0] - 1)
    return float(since + (before - 0.5) / (before - survival[j]) * (periods[j] - since))
