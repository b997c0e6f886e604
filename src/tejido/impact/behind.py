"""How many people had the outcome and how many had not, on each side: what a fitted model rests on and could give back.

A difference of shares with its error, or a ratio of hazards with its error, is of one pair of counts and no other. So every answer keeps
them beside its model, whether or not its method prints them, and a release judges it by the smallest.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.catalogue import CATALOGUE
from tejido.impact.derive import levels_of
from tejido.impact.question import Arm, Found, Question
from tejido.stats.design import Array

#: Methods whose figures are not fitted but speak of everybody compared all the same.
POOLED = ("meta_analysis",)
#: Methods with a table of their own, by period, in which every event is counted already.
COUNTED = ("life_table",)
#: Options that name further columns which are compared like the outcome.
COMPARED = ("controls", "mediator")
EVERYBODY = "all"


def with_counts(question: Question, found: Found) -> Found:
    """The same answer, whose model knows the counts behind it."""
    behind = counts_behind(question)
    found.model |= {"behind": behind} if behind else {}
    return found


def counts_behind(question: Question) -> dict[str, list[dict[str, Any]]]:
    """For each column of two values or of events that is compared: people without and with it, of each side, or of all together."""
    method = CATALOGUE[question.estimate.method]
    if not question.exposure or method.name in COUNTED or not (method.fits or method.name in POOLED):
        return {}
    found = {name: question.values(name) for name in _compared(question)} | _events(question)
    return {name: _by_side(question, values) for name, values in found.items()}


def _compared(question: Question) -> list[str]:
    """Columns of two values: a number that is only ever this or that counts people as a yes or no does."""
    named = [question.options.get(option) or () for option in COMPARED]
    names = [name for one in named for name in ([one] if isinstance(one, str) else one)]
    if question.estimate.outcome.shape in ("number", "yes_no"):
        names.insert(0, question.estimate.outcome.column)
    return [name for name in names if len(np.unique(_known(question.values(name)))) <= 2]


def _known(values: Array) -> Array:
    return values[np.isfinite(values)]


def _events(question: Question) -> dict[str, Array]:
    outcome = question.estimate.outcome
    if outcome.shape == "competing":
        return {outcome.exit: np.asarray(levels_of(question.table[outcome.exit]) == outcome.cause, dtype=float)}
    return {outcome.event: question.values(outcome.event)} if outcome.shape in ("time_to_event", "start_stop", "periods") else {}


def _by_side(question: Question, values: Array) -> list[dict[str, Any]]:
    """People, not rows: whoever had the event in any of their rows had it."""
    found, seen = [], np.isfinite(values)
    yes = values == np.max(values[seen], initial=1.0)
    for arm in question.arms or (Arm(EVERYBODY, 0),):
        mine = seen & (question.values(SIDE) == arm.side) if question.arms else seen
        people, had = (question.persons_of_table.number(chosen) for chosen in (mine, mine & yes))
        found.append({"group": arm.level, "no": people - had, "yes": had})
    return found
