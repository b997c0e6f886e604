"""Persons and the periods in which they were at risk, with time as columns of a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.methods.times import times_of
from tejido.impact.question import Question
from tejido.impact.refusals import Refused
from tejido.stats.design import Array
from tejido.stats.person_period import person_periods
from tejido.stats.splines import natural_spline

MOST_PERIODS = 240


@dataclass(frozen=True)
class Risk:
    """One row per period at risk: `row` of the table it comes from, number of the `period`, and the `event` (0, or the number of its cause)."""

    row: NDArray[np.intp]
    period: Array
    event: Array
    causes: tuple[str, ...]
    width: float


def at_risk(question: Question) -> Risk:
    """The periods of each row: as they come, or cut to the width that the plan asks for."""
    outcome, width = question.estimate.outcome, float(question.options["period"])
    if outcome.shape == "periods":
        period = question.values(outcome.period)
        _refuse_repeated(question)
        return Risk(np.arange(len(period)), period, question.values(outcome.event), (), 1.0)
    times = times_of(question)
    entry = np.zeros(len(times.time)) if times.entry is None else np.floor(times.entry / width + 1e-9)
    last = last_periods(times.time, width)
    rows = person_periods(entry, np.maximum(last, entry + 1), (times.event > 0).astype(float))
    risk = Risk(rows.spell, rows.period, rows.event * times.event[rows.spell], times.causes, width)
    return risk if times.entry is None else _once_each(risk, question.persons, times.entry)


def _once_each(risk: Risk, persons: NDArray[np.intp], start: Array) -> Risk:
    """Each person once in each period, however many stretches lie in it: as the person was at the first of them, with the event of any.

    What begins in the middle of a period speaks from the next: to get there, the person had to come so far without the event.
    """
    person = persons[risk.row]
    order = np.lexsort((start[risk.row], risk.period, person))
    begins = np.flatnonzero(np.r_[True, (np.diff(person[order]) != 0) | (np.diff(risk.period[order]) != 0)])
    event = np.maximum.reduceat(risk.event[order], begins)
    kept = order[begins]
    back = np.argsort(kept)
    return Risk(risk.row[kept][back], risk.period[kept][back], event[back], risk.causes, risk.width)


def last_periods(time: Array, width: float, most: int = MOST_PERIODS) -> Array:
    """The number of the period in which each stretch ends, from 1; more than `most`, or one for everybody, is a width in another unit."""
    last = np.ceil(time / width - 1e-9)
    if last.max() > most:
        raise Refused("many_periods", n=int(last.max()), most=most)
    if last.max() <= 1:
        raise Refused("one_period", longest=f"{time.max():g}", width=f"{width:g}")
    return np.asarray(last)


def several_each(question: Question, rows: NDArray[np.intp], event: Array) -> bool:
    """Has somebody more than one event? With one at the most the likelihood is a product over periods and rows are as good as independent."""
    return bool(np.bincount(question.persons[rows], weights=event > 0).max() > 1)


def _refuse_repeated(question: Question) -> None:
    """One row per person (or stretch of the person's life) and period."""
    outcome = question.estimate.outcome
    if question.table.duplicated([*question.plan.unit_of_rows, outcome.period]).any():
        raise Refused("repeated_period", column=outcome.period)


def time_columns(question: Question, period: Array) -> tuple[Array, list[str], Any]:
    """The baseline in time: a column per period but the first, a natural spline, a line, or nothing; and how to build it anew."""
    coding = question.options["time"]
    if coding == "none":
        return np.zeros((len(period), 0)), [], lambda at: np.zeros((len(at), 0))
    if coding == "linear":
        return period[:, None], ["period"], lambda at: at[:, None]
    if coding == "spline":
        basis = natural_spline(period, int(question.options["df"]))
        return basis.columns(period), [f"period[s{j + 1}]" for j in range(basis.size)], basis.columns
    levels = np.unique(period)[1:]
    names = [f"period[{level:g}]" for level in levels]
    return _dummies(period, levels), names, lambda at: _dummies(at, levels)


def _dummies(period: Array, levels: Array) -> Array:
    return (period[:, None] == levels).astype(float)
