"""A course over time where nobody is compared: how much the outcome rises or falls for each unit of what the plan asks about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.derive import base_columns
from tejido.impact.numbers import digits_for, written
from tejido.impact.sentences.labels import language, outcome_label, unit_label
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]


def course_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Of the only covariate, or of one along which each person has a course of their own; a curve, a square or a product has no one figure to tell."""
    if not _is_course(row, plan, estimate):
        return ""
    size, low, high = row["estimate"], row["low"], row["high"]
    digits, unknown = digits_for(size, low, high), low <= 0 <= high
    values = {
        "outcome": outcome_label(plan, estimate),
        "exposure": localised(plan.label_of(row["term"]), language()),
        "size": f"{written(size if unknown else abs(size), digits)} {unit_label(plan, estimate)}".strip(),
        "low": written(low, digits),
        "high": written(high, digits),
    }
    if unknown:
        text = _(
            "%(outcome)s: todavía no lo sabemos. Por cada unidad de «%(exposure)s» la estimación es %(size)s, y los datos admiten desde %(low)s hasta %(high)s."
        )
    elif size > 0:
        text = _("%(outcome)s: %(size)s más por cada unidad de «%(exposure)s» (intervalo del 95 %%: de %(low)s a %(high)s).")
    else:
        text = _("%(outcome)s: %(size)s menos por cada unidad de «%(exposure)s» (intervalo del 95 %%: de %(low)s a %(high)s).")
    return text % values


def _is_course(row: Row, plan: Plan, estimate: Estimate) -> bool:
    if estimate.exposure is not None or estimate.method != "mixed_model" or row["role"] != "covariate" or row["low"] is None:
        return False
    others = base_columns([name for term in estimate.terms if term.name != row["term"] for name in term.columns], plan)
    straight = any(term.name == row["term"] and term.coding == "linear" for term in estimate.terms) and row["term"] not in others
    return straight and plan.kind_of(row["term"]) == "number" and (row["term"] in estimate.random or len(estimate.terms) == 1)
