"""Ratios in words: of paces, of rates, of odds; which side comes sooner or more often, or that it is not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.numbers import written
from tejido.impact.sentences.comparisons import outcome_in_context, wanted
from tejido.impact.sentences.labels import contracted, groups, language
from tejido.impact.sentences.products import where_it_holds
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]

#: One unit more of a number, by scale: more, less.
BY_UNIT = {
    "log_hazard": (
        gettext_lazy(
            "%(outcome)s: llega antes con cada unidad de más de «%(exposure)s», %(ratio)s veces el ritmo (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        ),
        gettext_lazy(
            "%(outcome)s: llega más tarde con cada unidad de más de «%(exposure)s», %(ratio)s veces el ritmo (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        ),
    ),
    "log_hazard_odds": (
        gettext_lazy(
            "%(outcome)s: en cada periodo es más probable con cada unidad de más de «%(exposure)s» "
            "(razón de ventajas %(ratio)s; intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        ),
        gettext_lazy(
            "%(outcome)s: en cada periodo es menos probable con cada unidad de más de «%(exposure)s» "
            "(razón de ventajas %(ratio)s; intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        ),
    ),
    "log_rate": (
        gettext_lazy(
            "%(outcome)s: ocurre más a menudo con cada unidad de más de «%(exposure)s», %(ratio)s veces (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        ),
        gettext_lazy(
            "%(outcome)s: ocurre menos a menudo con cada unidad de más de «%(exposure)s», %(ratio)s veces "
            "(intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        ),
    ),
}


def hazard_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """A hazard ratio as a pace: how soon one group gets there compared with the other."""
    values = _values(row, plan, estimate)
    if plan.kind_of(row["term"]) == "number":
        return _by_unit(row, plan, estimate, values)
    if row["low"] <= 0 <= row["high"]:
        text = _(
            "%(outcome)s: todavía no sabemos si llega antes en %(compared)s que en %(reference)s (razón %(ratio)s; los datos admiten desde %(low)s hasta %(high)s; 1 es igual)."
        )
        return text % values
    text = (
        _(
            "%(outcome)s: llega antes en %(compared)s, %(ratio)s veces el ritmo de %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        )
        if row["estimate"] > 0
        else _(
            "%(outcome)s: llega más tarde en %(compared)s, %(ratio)s veces el ritmo de %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        )
    )
    return _with_direction(contracted(text % values), row, plan, estimate)


def hazard_odds_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """A ratio of the odds of the event in a period: no pace, and no ratio of chances."""
    values = _values(row, plan, estimate)
    if plan.kind_of(row["term"]) == "number":
        return _by_unit(row, plan, estimate, values)
    if row["low"] <= 0 <= row["high"]:
        text = _(
            "%(outcome)s: todavía no sabemos si en cada periodo es más probable en %(compared)s que en %(reference)s "
            "(razón de ventajas %(ratio)s; los datos admiten desde %(low)s hasta %(high)s; 1 es igual)."
        )
        return text % values
    text = (
        _(
            "%(outcome)s: en cada periodo es más probable en %(compared)s que en %(reference)s "
            "(razón de ventajas %(ratio)s; intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        )
        if row["estimate"] > 0
        else _(
            "%(outcome)s: en cada periodo es menos probable en %(compared)s que en %(reference)s "
            "(razón de ventajas %(ratio)s; intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
        )
    )
    return _with_direction(text % values, row, plan, estimate)


def rate_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """A ratio of rates: how often in the same time."""
    values = _values(row, plan, estimate)
    if plan.kind_of(row["term"]) == "number":
        return _by_unit(row, plan, estimate, values)
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


def _values(row: Row, plan: Plan, estimate: Estimate) -> dict[str, Any]:
    ends = {key: written(row[name], 2) for key, name in (("ratio", "ratio"), ("low", "ratio_low"), ("high", "ratio_high"))}
    return groups(plan, estimate, row) | ends | {"outcome": outcome_in_context(row, plan, estimate)}


def _by_unit(row: Row, plan: Plan, estimate: Estimate, values: dict[str, Any]) -> str:
    """A number as exposure: which way it goes, or that it is not known yet."""
    values["exposure"] = localised(plan.label_of(row["term"]), language())
    if row["low"] <= 0 <= row["high"]:
        text = _(
            "%(outcome)s: todavía no lo sabemos. Con cada unidad de más de «%(exposure)s» la razón es %(ratio)s, "
            "y los datos admiten desde %(low)s hasta %(high)s (1 es igual)."
        )
        return text % values
    more, less = BY_UNIT[row["scale"]]
    return _with_direction(str(more if row["estimate"] > 0 else less) % values, row, plan, estimate)


def _with_direction(text: str, row: Row, plan: Plan, estimate: Estimate) -> str:
    return f"{text} {wanted(estimate, row['estimate'] > 0)} {where_it_holds(plan, estimate)}"


def odds_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Odds for one unit more of a number: the only words there are where no two groups are compared."""
    values = {
        "outcome": outcome_in_context(row, plan, estimate),
        "exposure": localised(plan.label_of(row["term"]), language()),
        "ratio": written(row["ratio"], 2),
        "low": written(row["ratio_low"], 2),
        "high": written(row["ratio_high"], 2),
    }
    if row["low"] <= 0 <= row["high"]:
        text = _(
            "%(outcome)s: todavía no sabemos si cambia con «%(exposure)s» (razón de ventajas %(ratio)s; los datos admiten desde %(low)s hasta %(high)s; 1 es igual)."
        )
        return text % values
    text = _(
        "%(outcome)s: por cada unidad de «%(exposure)s», razón de ventajas %(ratio)s (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual)."
    )
    return text % values
