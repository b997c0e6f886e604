"""The discrete life table: of those there at the beginning of each period, how many had the event in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.canonical import SIDE
from tejido.impact.methods.people_tables import people_table
from tejido.impact.methods.periods import last_periods
from tejido.impact.methods.times import times_of
from tejido.impact.question import Arm, Found, Question
from tejido.impact.rows import row
from tejido.stats.life_table import LifeTable, life_table

MOST_PERIODS = 120


def life_tables(question: Question) -> Found:
    """Hazard and survival of each period by group, with the table of persons behind them."""
    times = times_of(question)
    width = float(question.options["period"])
    last = last_periods(times.time, width, MOST_PERIODS)
    found = Found(model={"events": int(times.event.sum()), "period": width})
    for arm in question.arms or (Arm("all", 0),):
        mine = question.values(SIDE) == arm.side if question.arms else np.ones(len(last), dtype=bool)
        table = life_table(last[mine], times.event[mine])
        for j in range(len(table.periods)):
            found.rows += _period_rows(question, arm, table, j, width)
        found.tables.append(_table(question, arm, table))
        found.model[f"median {arm.level}"] = table.median
    return found


def _period_rows(question: Question, arm: Arm, table: LifeTable, j: int, width: float) -> list[dict[str, Any]]:
    more: dict[str, Any] = {
        "group": arm.level,
        "at": float(table.periods[j] * width),
        "at_risk": int(table.at_risk[j]),
        "n": int(table.at_risk[0]),
    }
    return [
        row(question, "hazard", scale="hazard", role="group", estimate=table.hazard[j], se=table.hazard_error[j], **more),
        row(question, "survival", scale="period_survival", role="group", estimate=table.survival[j], se=table.survival_error[j], **more),
    ]


def _table(question: Question, arm: Arm, table: LifeTable) -> dict[str, Any]:
    """Each person once: with the event in a period, or last seen in it."""
    rows = [f"{period:g}" for period in table.periods]
    counts = [[int(events), int(lost)] for events, lost in zip(table.events, table.censored, strict=True)]
    name = f"{question.estimate.name}.periods.{arm.level}"
    return people_table(name, rows, ["event", "censored"], counts, estimate=question.estimate.name, kind="life_table", group=arm.level)
