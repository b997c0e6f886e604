"""From state to state in words: of those who were in each state at the last but one interview, where they went by the last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import written
from tejido.impact.sentences.labels import group_label, outcome_label
from tejido.impact.spec import Estimate, Plan

Row = Mapping[str, Any]
MOST_STATES = 2


def moves_sentences(rows: Sequence[Row], plan: Plan, estimate: Estimate) -> Iterator[str]:
    """Of the last step that has figures: the way that most took out of each state, group beside group."""
    shown = [row for row in rows if row["estimate"] is not None and row.get("low") is not None]
    if not shown:
        return
    mine = [row for row in shown if row["wave"] == shown[-1]["wave"]]
    before, _arrow, after = str(mine[0]["wave"]).partition("→")
    sizes: dict[str, int] = {}
    for row in mine:
        sizes[_from(row)] = max(sizes.get(_from(row), 0), row.get("n") or 0)
    largest = sorted(sizes, key=lambda state: -sizes[state])[:MOST_STATES]
    ways = [_way([row for row in mine if _from(row) == state], plan, estimate) for state in sizes if state in largest]
    values = {"outcome": outcome_label(plan, estimate), "before": before, "after": after, "ways": "; ".join(ways)}
    yield (
        _(
            "%(outcome)s, de la entrevista %(before)s a la %(after)s, de cada 100 personas que estaban en cada situación: %(ways)s. "
            "Entre paréntesis, el intervalo del 95 %%."
        )
        % values
    )


def _way(rows: Sequence[Row], plan: Plan, estimate: Estimate) -> str:
    """Where most of those who left went; where nobody left, that all stayed."""
    origin = _from(rows[0])
    leaving: dict[str, float] = {}
    for row in rows:
        if _to(row) != origin:
            leaving[_to(row)] = leaving.get(_to(row), 0.0) + row["estimate"] * (row.get("n") or 1)
    goal = max(leaving, key=lambda state: leaving[state], default=origin)
    goal = goal if leaving.get(goal) else origin
    told = [_share(row, plan, estimate) for row in rows if _to(row) == goal]
    values = {"origin": origin, "goal": goal, "told": _(" y ").join(told)}
    if goal == origin:
        return _("siguen en «%(origin)s» %(told)s") % values
    return _("de «%(origin)s» a «%(goal)s» pasan %(told)s") % values


def _share(row: Row, plan: Plan, estimate: Estimate) -> str:
    values = {key: written(100 * row[name], 1) for key, name in (("size", "estimate"), ("low", "low"), ("high", "high"))}
    if row["group"] in (None, "all"):
        return _("%(size)s (de %(low)s a %(high)s)") % values
    return _("%(size)s en %(group)s (de %(low)s a %(high)s)") % (values | {"group": group_label(plan, estimate, str(row["group"]))})


def _from(row: Row) -> str:
    return str(row["category"]).partition("→")[0]


def _to(row: Row) -> str:
    return str(row["category"]).partition("→")[2]
