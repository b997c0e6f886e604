"""Who was followed from when until when, and how it ended: what every survival estimate reads, checked once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit

SAME_TIME = 1e-9  # relative: what is left of a subtraction of dates is no difference in time
MOST_CAUSES = 100  # more are no causes but some other number
Indices = NDArray[np.intp]
Estimate = TypeVar("Estimate")


@dataclass(frozen=True)
class FollowUp:
    """Rows (start, stop]: at risk after `start` up to and including `stop`, where `event` says how it ended (0: nothing yet).

    Who leaves and who has the event at the same time: the event is first, so those who leave then were still at risk.
    """

    start: Array
    stop: Array
    event: Indices
    weight: Array

    def __len__(self) -> int:
        return len(self.stop)


@dataclass(frozen=True)
class EventTimes:
    """The K distinct times with an event; `at_risk` (K,) just before each, `first` and `last` (n,): a row is at risk at [first, last)."""

    times: Array
    at_risk: Array
    first: Indices
    last: Indices


def follow_up(
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    causes: bool = False,
    whole: bool = False,
) -> FollowUp:
    """Times as rows that can be counted. `causes`: events are numbered 1, 2, …; `whole`: weights are numbers of people.

    Times equal within 1e-9 of themselves are one time. Refuses (`Unfit`) no row (`too_few`), `infinite` values, an end before its start
    or a start before zero (`negative_time`), an end at its start (`zero_time`), an event that is not 0 or 1 (`not_yes_no`) or not a
    cause (`not_a_cause`), and weights below zero (`negative_weight`) or not whole (`not_whole`).
    """
    stop, happened = np.array(time, dtype=float), np.asarray(event, dtype=float)
    start = np.zeros(len(stop)) if entry is None else np.array(entry, dtype=float)
    weight = np.ones(len(stop)) if weights is None else np.asarray(weights, dtype=float)
    if {a.shape for a in (stop, happened, start, weight)} != {(len(stop),)}:
        raise ValueError("times, events, entries and weights must have one value for each row")
    require_finite(stop, happened, start, weight)
    _require_events(happened, causes)
    _require_weights(weight, whole)
    start, stop = _as_one_time(start, stop)
    if (start < 0).any() or (stop < start).any():
        raise Unfit("negative_time")
    if (stop == start).any():
        raise Unfit("zero_time")
    return FollowUp(start, stop, np.where(weight > 0, happened, 0).astype(np.intp), weight)


def _require_events(happened: Array, causes: bool) -> None:
    if causes and ((happened < 0) | (happened > MOST_CAUSES) | (happened != np.floor(happened))).any():
        raise Unfit("not_a_cause")
    if not causes and not np.isin(happened, (0, 1)).all():
        raise Unfit("not_yes_no")


def _require_weights(weight: Array, whole: bool) -> None:
    if (weight < 0).any():
        raise Unfit("negative_weight")
    if whole and (weight != np.floor(weight)).any():
        raise Unfit("not_whole")
    if not weight.sum() > 0:
        raise Unfit("too_few")


def _as_one_time(start: Array, stop: Array) -> tuple[Array, Array]:
    """Each run of times closer than the tolerance takes the value of its first."""
    values = np.unique(np.concatenate([start, stop]))
    new = np.concatenate([[True], np.diff(values) > SAME_TIME * values[1:]])
    if new.all():
        return start, stop
    merged = values[new][np.cumsum(new) - 1]
    return merged[np.searchsorted(values, start)], merged[np.searchsorted(values, stop)]


def event_times(rows: FollowUp) -> EventTimes:
    """The times at which something happened and the weight at risk at each."""
    times = np.unique(rows.stop[rows.event > 0])
    first, last = np.searchsorted(times, rows.start, side="right"), np.searchsorted(times, rows.stop, side="right")
    return EventTimes(times, still_there(first, last, rows.weight, len(times)), first, last)


def summed(place: Indices, values: Array, count: int) -> Array:
    """Sum of the values at each of `count` places."""
    return np.asarray(np.bincount(place, weights=values, minlength=count), dtype=float)


def still_there(first: Indices, last: Indices, weight: Array, count: int) -> Array:
    """Sum of the weights of the rows with first ≤ k < last, for each k; from the last k down, so that the few who stay longest are exact."""
    inside = last > first
    leaving = summed(last[inside] - 1, weight[inside], count)
    late = inside & (first > 0)
    entering = summed(first[late] - 1, weight[late], count)
    return np.asarray(np.cumsum((leaving - entering)[::-1])[::-1])


def counted(rows: FollowUp, at: EventTimes, cause: int | None = None) -> Array:
    """The weight of the events (of one cause) at each event time."""
    chosen = rows.event > 0 if cause is None else rows.event == cause
    return summed(at.last[chosen] - 1, rows.weight[chosen], len(at.times))


def each_group(
    estimate: Callable[..., Estimate],
    group: ArrayLike,
    time: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    **options: Any,
) -> dict[Any, Estimate]:
    """The same estimate for each level of a group, in the order of the levels."""
    level, (time, event) = np.asarray(group), (np.asarray(time), np.asarray(event))
    more = {"entry": entry, "weights": weights}
    rows = {key: np.asarray(values) for key, values in more.items() if values is not None}
    found = {}
    for one in np.unique(level):
        inside = level == one
        found[one.item()] = estimate(time[inside], event[inside], **{key: values[inside] for key, values in rows.items()}, **options)
    return found
