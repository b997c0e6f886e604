"""What a good outcome costs in words: by whether the programme does better or worse, and is dearer or cheaper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from tejido.impact.numbers import digits_for, written
from tejido.impact.sentences.labels import groups, language, outcome_label
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]

#: Where the interval of the gain holds nothing: where more is better, and where fewer is.
UNKNOWN = (
    gettext_lazy(
        "%(outcome)s: no se sabe cuánto cuesta cada resultado de más en %(compared)s que en %(reference)s, porque la ganancia puede ser nula."
    ),
    gettext_lazy(
        "%(outcome)s: no se sabe cuánto cuesta cada resultado de menos en %(compared)s que en %(reference)s, porque la ganancia puede ser nula."
    ),
)
#: Better and dearer: the price of one more, or of one fewer.
PRICES = (
    gettext_lazy(
        "%(outcome)s: cada resultado de más en %(compared)s que en %(reference)s cuesta %(cost)s %(unit)s (intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
    gettext_lazy(
        "%(outcome)s: cada resultado de menos en %(compared)s que en %(reference)s cuesta %(cost)s %(unit)s (intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
)
#: Worse and cheaper: what is saved for each outcome lost.
SAVINGS = (
    gettext_lazy(
        "%(outcome)s: peor y más barato en %(compared)s que en %(reference)s: se ahorran %(cost)s %(unit)s por cada resultado que se pierde "
        "(intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
    gettext_lazy(
        "%(outcome)s: peor y más barato en %(compared)s que en %(reference)s: se ahorran %(cost)s %(unit)s por cada resultado de más, que aquí no se desea "
        "(intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
)
#: Where one side is better in both, there is nothing to weigh: no price is told.
NO_PRICE = {
    "cheaper_better": gettext_lazy(
        "%(outcome)s: mejor y más barato en %(compared)s que en %(reference)s; no hay un precio que pagar por cada resultado."
    ),
    "dearer_worse": gettext_lazy(
        "%(outcome)s: peor y más caro en %(compared)s que en %(reference)s; con ese gasto no se gana ningún resultado."
    ),
}
#: The gain is clear and the sign of the cost is not.
UNSURE = {
    "better": gettext_lazy(
        "%(outcome)s: mejor en %(compared)s que en %(reference)s; todavía no sabemos si también más barato o más caro "
        "(por cada resultado, los datos admiten desde %(low)s hasta %(high)s %(unit)s)."
    ),
    "worse": gettext_lazy(
        "%(outcome)s: peor en %(compared)s que en %(reference)s; todavía no sabemos si además más caro o más barato "
        "(por cada resultado que se pierde, el ahorro iría desde %(low)s hasta %(high)s %(unit)s)."
    ),
}


def cost_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Cost per additional outcome, always against what would have happened anyway; a price only where something is bought with it."""
    fewer = estimate.outcome.direction == "lower_is_better"
    quadrant = row.get("position") or "dearer_better"
    digits = digits_for(row["estimate"], row["low"], row["high"])
    values = groups(plan, estimate, row) | {
        "outcome": outcome_label(plan, estimate),
        "cost": written(row["estimate"], digits),
        "unit": cost_unit(plan, estimate),
    }
    if row["low"] is None:
        return str(UNKNOWN[fewer]) % values
    values |= {key: written(row[key], digits) for key in ("low", "high")}
    if row["low"] <= 0 <= row["high"]:
        text = UNSURE[quadrant.partition("_")[2]]
    elif quadrant in NO_PRICE:
        text = NO_PRICE[quadrant]
    else:
        text = SAVINGS[fewer] if quadrant == "cheaper_worse" else PRICES[fewer]
    return str(text) % values


def cost_unit(plan: Plan, estimate: Estimate) -> str:
    """The money that costs are counted in."""
    column = plan.column(str(estimate.options.get("cost", "")))
    return localised(column.unit, language()) if column else ""
