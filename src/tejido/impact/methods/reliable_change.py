"""Who changed by more than the questionnaire's own error, person by person, in four groups."""

from __future__ import annotations

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.methods.people_tables import people_table
from tejido.impact.question import Arm, Found, Question
from tejido.impact.refusals import Refused
from tejido.impact.rows import row
from tejido.stats.proportion import Proportion
from tejido.stats.reliable_change import GROUPS, reliable_change
from tejido.ui.charts.change import hexagons


def reliable_changes(question: Question) -> Found:
    """Shares recovered, improved, unchanged and deteriorated of each group, with Wilson intervals and the table behind them."""
    outcome, options = question.estimate.outcome, question.options
    if outcome.direction == "neutral":
        raise Refused("no_direction")
    found, counts = Found(), []
    arms = question.arms or (Arm("all", 0),)
    for arm in arms:
        mine = question.values(SIDE) == arm.side if question.arms else np.ones(len(question.table), dtype=bool)
        change = reliable_change(
            question.values(outcome.before)[mine], question.values(outcome.after)[mine], standard_deviation=options["sd"],
            reliability=options["reliability"], cutoff=options["cut_off"], mid=outcome.mid,
            higher_is_better=outcome.direction == "higher_is_better",
        )  # fmt: skip
        for name in GROUPS:
            found.rows.append(_share(question, arm, name, change.shares[name]))
        if change.beyond_mid is not None:
            found.rows.append(_share(question, arm, "beyond_mid", change.beyond_mid) | {"mid": outcome.mid})
        counts.append([change.shares[name].count for name in GROUPS])
        found.model |= {"reliable": change.reliable, "cut_off": change.cutoff}
    size = float(found.model["reliable"])  # a field is as wide as a change that counts
    cells = hexagons(zip(question.values(outcome.before), question.values(outcome.after), strict=True), size)
    found.model["fields"] = {"size": size, "cells": [[one.before, one.after, one.n] for one in cells]}
    name = f"{question.estimate.name}.change"
    found.tables.append(
        people_table(name, [arm.level for arm in arms], list(GROUPS), counts, estimate=question.estimate.name, kind="change")
    )
    return found


def _share(question: Question, arm: Arm, term: str, share: Proportion) -> dict[str, object]:
    return row(
        question, term, scale="proportion", role="group", estimate=share.estimate, se=share.standard_error, low=share.low, high=share.high,
        n=share.n, count=share.count, group=arm.level, category=term,
    )  # fmt: skip
