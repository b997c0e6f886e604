"""Spells taken apart into the periods at risk, and what was known of each person before each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit

Places = NDArray[np.intp]


@dataclass(frozen=True)
class PersonPeriods:
    """One row per spell and period at risk, in the order of the spells: `spell` (m,) its position in what was given (take covariates
    that do not change by it), `period` (m,) on the clock of entry and exit, `elapsed` (m,) 1, 2, … since entry, `event` (m,) 1 in the
    last period of a spell that ended with it."""

    spell: Places
    period: Array
    elapsed: Array
    event: Array

    def __len__(self) -> int:
        return len(self.spell)

    def where(self, kept: NDArray[np.bool_]) -> PersonPeriods:
        """Only some of the rows, such as those before which something was known."""
        return PersonPeriods(self.spell[kept], self.period[kept], self.elapsed[kept], self.event[kept])


def person_periods(entry: Array, exit_: Array, event: Array) -> PersonPeriods:
    """Periods entry + 1, …, exit of each spell (Singer & Willett 2003, ch. 10; Allison 1982, Sociol. Methodol. 13:61).

    `entry` (n,) the period after which the spell was at risk (0: from the first), `exit_` (n,) the last period it was seen, both whole;
    `event` (n,) 1 where it ended then with the event. Refuses spells that last no period (`zero_time`) or less (`negative_time`), times
    that are not whole, and events other than 0 and 1.
    """
    require_finite(entry, exit_, event)
    if (entry != np.round(entry)).any() or (exit_ != np.round(exit_)).any():
        raise Unfit("not_whole")
    lasting = exit_ - entry
    if (lasting < 0).any():
        raise Unfit("negative_time")
    if (lasting == 0).any():
        raise Unfit("zero_time")
    if not np.isin(event, (0, 1)).all():
        raise Unfit("not_yes_no")
    times = lasting.astype(np.intp)
    spell = np.repeat(np.arange(len(entry)), times)
    elapsed = np.arange(1.0, len(spell) + 1) - np.repeat(np.cumsum(times) - times, times)
    last = elapsed == lasting[spell]
    return PersonPeriods(spell, entry[spell] + elapsed, elapsed, np.where(last, event[spell], 0.0))


def spell_numbers(person: Places, entry: Array, exit_: Array) -> Array:
    """1 for a person's first spell, 2 for the next, … (n,); refuses spells of one person that overlap."""
    order = np.lexsort((entry, person))
    same = person[order][1:] == person[order][:-1]
    if (same & (entry[order][1:] < exit_[order][:-1])).any():
        raise Unfit("overlapping_spells")
    place = np.arange(len(person))
    first = np.maximum.accumulate(np.concatenate([[0], np.where(same, 0, place[1:])]))
    found = np.zeros(len(person))
    found[order] = place - first + 1
    return found


def known_before(rows: PersonPeriods, spell: Places, period: Array, value: Array, *, lag: int = 1) -> Array:
    """For each person-period t the last `value` recorded at t − lag or earlier (m,); not a number where nothing was known by then.

    `spell`, `period` and `value` are a history in any order, at most one value per spell and period. What happened in the period itself
    is never used: counted as exposure it would credit the service with time that had to be survived to be exposed (immortal time:
    Suissa 2008, Am. J. Epidemiol. 167:492) or take the consequence for the cause. A lag below 1 is therefore refused.
    """
    _require_lag(lag)
    require_finite(period, value)
    order = np.lexsort((period, spell))
    spell, period, value = spell[order], period[order], value[order]
    if ((np.diff(spell) == 0) & (np.diff(period) == 0)).any():
        raise ValueError("a history has at most one value per spell and period")
    # Both clocks as ranks of one list, so that (spell, time) is one whole number whatever the times are.
    times, rank = np.unique(np.concatenate([period, rows.period - lag]), return_inverse=True)
    width = len(times)
    recorded, asked = spell * width + rank[: len(period)], rows.spell * width + rank[len(period) :]
    place = np.searchsorted(recorded, asked, side="right") - 1
    known = (place >= 0) & (spell[place] == rows.spell) if len(spell) else np.zeros(len(rows), dtype=bool)
    return np.where(known, value[place], np.nan) if len(spell) else np.full(len(rows), np.nan)


def exposed_since(rows: PersonPeriods, start: Array, *, lag: int = 1) -> Array:
    """1 in the periods at least `lag` after the one in which the spell's exposure began, else 0 (m,); `start` (n,) is not a number for
    spells never exposed. A spell is unexposed until then, however long it lasts afterwards: no immortal time."""
    _require_lag(lag)
    if np.isinf(start).any():
        raise Unfit("infinite")
    return (rows.period - lag >= start[rows.spell]).astype(float)


def _require_lag(lag: int) -> None:
    if lag < 1:
        raise Unfit("immortal_time")
