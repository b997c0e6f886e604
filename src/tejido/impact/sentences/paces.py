"""How long people go without the event, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import digits_for, written
from tejido.impact.sentences.comparisons import outcome_in_context, wanted
from tejido.impact.sentences.labels import groups, unit_label
from tejido.impact.spec import Estimate, Plan

Row = Mapping[str, Any]


def waiting_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """How much longer or shorter one group goes without the event; where the event is wished for, shorter is better."""
    size, digits = row["estimate"], digits_for(row["estimate"], row["low"], row["high"])
    values = groups(plan, estimate, row) | {
        "outcome": outcome_in_context(row, plan, estimate),
        "size": f"{written(abs(size), digits)} {unit_label(plan, estimate)}".strip(),
        "low": written(row["low"], digits),
        "high": written(row["high"], digits),
    }
    if row["low"] <= 0 <= row["high"]:
        return (
            _(
                "%(outcome)s: todavía no sabemos si en %(compared)s pasa más o menos tiempo sin que ocurra que en %(reference)s"
                " (los datos admiten desde %(low)s hasta %(high)s)."
            )
            % values
        )
    text = (
        _(
            "%(outcome)s: en %(compared)s pasan de media %(size)s más sin que ocurra que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s)."
        )
        if size > 0
        else _(
            "%(outcome)s: en %(compared)s pasan de media %(size)s menos sin que ocurra que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s)."
        )
    )
    return f"{text % values} {wanted(estimate, size < 0)}".strip()
