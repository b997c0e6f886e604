"""Persons and the periods in which they were at risk, equal ones together, with time as columns of a design."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tejido.impact.methods.times import Times, times_of
from tejido.impact.question import Question
from tejido.impact.refusals import Refused
from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.distinct import distinct_rows
from tejido.stats.person_period import person_periods
from tejido.stats.splines import natural_spline
from tejido.stats.unfit import Unfit

MOST_PERIODS = 240
CHUNK = 1 << 16
MOST_AT_ONCE = 1 << 22  # groups × periods that are counted side by side
Places = NDArray[np.intp]
Units = Places | None


@dataclass(frozen=True)
class Risk:
    """The periods at risk of people whom the model cannot tell apart, each such period once (K of them).

    `row` of the table of one of these people · number of the `period` · `n` at risk in it · `events` (K, causes) by each door ·
    `unit` to whom they belong, where rows of one organisation or person may be alike · `width` of a period.
    """

    row: Places
    period: Array
    n: Array
    events: Array
    unit: Units
    causes: tuple[str, ...]
    width: float


@dataclass(frozen=True)
class TimeColumns:
    """The baseline in time as columns of a design: their names, and the columns of any periods."""

    names: list[str]
    of: Callable[[Array], Array]


@dataclass(frozen=True)
class PeriodCells:
    """The cells of a model of periods, as often as they are asked for: all at once where they are few, else one piece after another.

    Their total is the events by one `door`.
    """

    design: Array
    risk: Risk
    time: TimeColumns
    door: int = 0

    def __call__(self) -> Iterable[Cells]:
        if len(self.risk.row) <= MOST_AT_ONCE // self.design.shape[1]:
            return (self.whole,)
        return (self._piece(slice(start, start + CHUNK)) for start in range(0, len(self.risk.row), CHUNK))

    @cached_property
    def whole(self) -> Cells:
        return self._piece(slice(None))

    def _piece(self, at: slice) -> Cells:
        risk = self.risk
        design = np.column_stack([self.design[risk.row[at]], self.time.of(risk.period[at])])
        return Cells(design, risk.n[at], np.ascontiguousarray(risk.events[at, self.door]), cluster=None if risk.unit is None else risk.unit[at])


def at_risk(question: Question, design: Array, units: Units) -> Risk:
    """The periods of each row, as they come or cut to the width that the plan asks for; rows of equal `design` and unit together."""
    outcome, width = question.estimate.outcome, float(question.options["period"])
    alike = Alike.of(design, units)
    if outcome.shape == "periods":
        _refuse_repeated(question)
        period, event = question.values(outcome.period), question.values(outcome.event)
        return alike.risk(np.arange(len(period)), period, event, (), 1.0, question.times)
    times = times_of(question)
    last = last_periods(times.time, width)
    if times.entry is None:
        return alike.lasting(last, times, width)
    entry = np.floor(times.entry / width + 1e-9)
    rows = person_periods(entry, np.maximum(last, entry + 1), (times.event > 0).astype(float))
    kept, event = _once_each(rows.spell, rows.period, rows.event * times.event[rows.spell], question.persons, times.entry)
    return alike.risk(rows.spell[kept], rows.period[kept], event, times.causes, width)


@dataclass(frozen=True)
class Alike:
    """Rows of a table that a model cannot tell apart: `which` (n,) of the groups each is in, the `first` row and the unit of each group."""

    which: Places
    first: Places
    unit: Units

    @classmethod
    def of(cls, design: Array, units: Units) -> Alike:
        which, first = distinct_rows(design if units is None else np.column_stack([design, units]))
        return cls(which, first, None if units is None else units[first])

    def risk(self, row: Places, period: Array, event: Array, causes: tuple[str, ...], width: float, times: Array | None = None) -> Risk:
        """From one line for each row and period: `event` 0, or the number of its door."""
        place, first = distinct_rows(np.column_stack([self.which[row], period]))
        weight = np.ones(len(row)) if times is None else times
        doors = [np.bincount(place, weights=weight * (event == j + 1), minlength=len(first)) for j in range(max(len(causes), 1))]
        n = np.bincount(place, weights=weight, minlength=len(first)).astype(float)
        return self._risk(self.which[row[first]], period[first], n, np.column_stack(doors), causes, width)

    def lasting(self, last: Array, times: Times, width: float) -> Risk:
        """Where everybody is there from the first period to their `last` (n,), those at risk are those who lasted as long: no line for each
        person and period is ever made."""
        periods, doors = int(last.max()), max(len(times.causes), 1)
        order = np.argsort(self.which, kind="stable")
        ends = np.searchsorted(self.which[order], np.arange(len(self.first) + 1))
        step = max(MOST_AT_ONCE // periods, 1)
        groups: list[Places] = []
        counts: list[Array] = []  # period, at risk, and by each door
        for start in range(0, len(self.first), step):
            mine = order[ends[start] : ends[min(start + step, len(self.first))]]
            place = (self.which[mine] - start) * periods + last[mine].astype(np.intp) - 1
            size = min(step, len(self.first) - start) * periods
            left = np.bincount(place, minlength=size).reshape(-1, periods)
            n = np.cumsum(left[:, ::-1], axis=1)[:, ::-1].ravel()
            by_door = [np.bincount(place[times.event[mine] == j + 1], minlength=size) for j in range(doors)]
            there = np.flatnonzero(n)
            group, period = np.divmod(there, periods)
            groups.append(group + start)
            counts.append(np.column_stack([period + 1.0, n[there], *(one[there] for one in by_door)]))
        period, n, *events = np.concatenate(counts).T
        return self._risk(np.concatenate(groups), period, n, np.column_stack(events), times.causes, width)

    def _risk(self, group: Places, period: Array, n: Array, events: Array, causes: tuple[str, ...], width: float) -> Risk:
        unit = None if self.unit is None else self.unit[group]
        return Risk(self.first[group], np.asarray(period, dtype=float), n, events, unit, causes, width)


def _once_each(row: Places, period: Array, event: Array, persons: Places, start: Array) -> tuple[Places, Array]:
    """Each person once in each period, however many stretches lie in it: as the person was at the first of them, with the event of any.

    What begins in the middle of a period speaks from the next: to get there, the person had to come so far without the event. Gives the
    lines that are kept, and the event of each.
    """
    person = persons[row]
    order = np.lexsort((start[row], period, person))
    begins = np.flatnonzero(np.r_[True, (np.diff(person[order]) != 0) | (np.diff(period[order]) != 0)])
    return order[begins], np.maximum.reduceat(event[order], begins)


def last_periods(time: Array, width: float, most: int = MOST_PERIODS) -> Array:
    """The number of the period in which each stretch ends, from 1; more than `most`, or one for everybody, is a width in another unit."""
    last = np.ceil(time / width - 1e-9)
    if last.max() > most:
        raise Refused("many_periods", n=int(last.max()), most=most)
    if last.max() <= 1:
        raise Refused("one_period", longest=f"{time.max():g}", width=f"{width:g}")
    return np.asarray(last)


def several_each(question: Question, event: Array) -> bool:
    """Has somebody more than one event (n,)? With one at the most the likelihood is a product over periods and rows are as good as independent."""
    return bool(question.persons_of_table.sums((event > 0).astype(float)).max() > 1)


def _refuse_repeated(question: Question) -> None:
    """One row per person (or stretch of the person's life) and period; periods that the engine made are so by themselves."""
    outcome = question.estimate.outcome
    if question.told is None and question.table.duplicated([*question.plan.unit_of_rows, outcome.period]).any():
        raise Refused("repeated_period", column=outcome.period)


def time_columns(question: Question, risk: Risk) -> TimeColumns:
    """The baseline in time: a column per period but the first, a natural spline, a line, or nothing."""
    coding = question.options["time"]
    if coding == "none":
        return TimeColumns([], lambda at: np.zeros((len(at), 0)))
    if coding == "linear":
        return TimeColumns(["period"], lambda at: at[:, None])
    if coding == "spline":
        try:
            basis = natural_spline(risk.period, int(question.options["df"]), risk.n)
        except Unfit as unfit:
            raise Refused("few_periods", df=int(question.options["df"])) from unfit
        return TimeColumns([f"period[s{j + 1}]" for j in range(basis.size)], basis.columns)
    levels = np.unique(risk.period)[1:]
    return TimeColumns([f"period[{level:g}]" for level in levels], lambda at: (at[:, None] == levels).astype(float))
