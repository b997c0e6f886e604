"""How a difference between two groups changes with what the exposure is multiplied with: with time, with age, with yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.lags import own_lines
from tejido.impact.numbers import digits_for, written
from tejido.impact.sentences.comparisons import outcome_in_context
from tejido.impact.sentences.labels import contracted, groups, language, unit_label
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]


def change_of_difference(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Of a product with a number or a yes or no as they are; a curve and a category have no one change to tell."""
    other = _crossed(str(row["term"]), plan, estimate) if row["role"] == "covariate" and row["scale"] == "difference" else ""
    if not other or row["low"] is None:
        return ""
    size, low, high = row["estimate"], row["low"], row["high"]
    digits = digits_for(size, low, high)
    values = groups(plan, estimate, row) | {
        "outcome": outcome_in_context(row, plan, estimate),
        "size": f"{written(size, digits)} {unit_label(plan, estimate)}".strip(),
        "low": written(low, digits),
        "high": written(high, digits),
        "other": localised(plan.label_of(other), language()),
    }
    return contracted(_words(number=plan.kind_of(other) == "number", unknown=low <= 0 <= high) % values)


def _words(*, number: bool, unknown: bool) -> str:
    if unknown:
        return _(
            "%(outcome)s: todavía no sabemos si la diferencia de %(compared)s con %(reference)s cambia con «%(other)s» "
            "(la estimación es %(size)s, y los datos admiten desde %(low)s hasta %(high)s)."
        )
    if number:
        return _(
            "%(outcome)s: la diferencia de %(compared)s con %(reference)s cambia en %(size)s por cada unidad de «%(other)s» "
            "(intervalo del 95 %%: de %(low)s a %(high)s)."
        )
    return _("%(outcome)s: la diferencia de %(compared)s con %(reference)s cambia en %(size)s con «%(other)s» (intervalo del 95 %%: de %(low)s a %(high)s).")


def _crossed(term: str, plan: Plan, estimate: Estimate) -> str:
    """What the exposure is multiplied with in this line, nothing where it is no such product."""
    exposure, derived = estimate.exposure, plan.derived(term)
    if exposure is None or plan.kind_of(exposure.column) == "number":
        return ""
    if derived is not None:  # a derived product multiplies the levels as they are, 0 and 1
        others = [name for name in derived.columns if name != exposure.column]
        of_two = derived.operation == "product" and exposure.reference == "0" and (len(derived.columns), len(others)) == (2, 1)
        return others[0] if of_two else ""
    first, _colon, other = term.partition(":")
    return other if first == exposure.column and _as_it_is(other, plan, estimate) else ""


def _as_it_is(name: str, plan: Plan, estimate: Estimate) -> bool:
    own = own_lines(estimate).get(name)
    return plan.kind_of(name) in ("number", "yes_no") and (own is None or (own.coding == "linear" and not own.lag))
