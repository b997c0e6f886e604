"""How often and how long: rates and waiting times in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import digits_for, written
from tejido.impact.sentences.comparisons import outcome_in_context, wanted
from tejido.impact.sentences.labels import groups, language, unit_label
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]


def waiting_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """How much longer or shorter one group goes without the event; where the event is wished for, shorter is better."""
    size, digits = row["estimate"], digits_for(row["estimate"])
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


def rate_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """A ratio of rates: how often in the same time."""
    values = groups(plan, estimate, row) | {"outcome": outcome_in_context(row, plan, estimate)}
    values |= {"ratio": written(row["ratio"], 2), "low": written(row["ratio_low"], 2), "high": written(row["ratio_high"], 2)}
    if plan.kind_of(row["term"]) == "number":
        values["exposure"] = localised(plan.label_of(row["term"]), language())
        return (
            _(
                "%(outcome)s: por cada unidad de «%(exposure)s», %(ratio)s veces las que había (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
            )
            % values
        )
    if row["low"] <= 0 <= row["high"]:
        text = _(
            "%(outcome)s: todavía no sabemos si ocurre más a menudo en %(compared)s que en %(reference)s"
            " (razón %(ratio)s; los datos admiten desde %(low)s hasta %(high)s; 1 es igual)."
        )
        return text % values
    text = _(
        "%(outcome)s: en el mismo tiempo ocurre %(ratio)s veces en %(compared)s por cada vez en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
    )
    return f"{text % values} {wanted(estimate, row['estimate'] > 0)}".strip()
