"""Change of single persons, and what a good outcome costs, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.numbers import digits_for, written
from tejido.impact.sentences.labels import group_label, groups, language, outcome_label
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]

CHANGES = {
    "recovered": gettext_lazy("%(outcome)s: se recuperan %(share)s de cada 100 en %(group)s (intervalo del 95 %%: de %(low)s a %(high)s)."),
    "improved": gettext_lazy(
        "%(outcome)s: mejoran, sin llegar a recuperarse, %(share)s de cada 100 en %(group)s (intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
    "unchanged": gettext_lazy(
        "%(outcome)s: no cambian más que el error del cuestionario %(share)s de cada 100 en %(group)s (intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
    "deteriorated": gettext_lazy("%(outcome)s: empeoran %(share)s de cada 100 en %(group)s (intervalo del 95 %%: de %(low)s a %(high)s)."),
    "beyond_mid": gettext_lazy(
        "%(outcome)s: ganan al menos lo que se nota %(share)s de cada 100 en %(group)s (intervalo del 95 %%: de %(low)s a %(high)s)."
    ),
}

#: The same, where several stand in one sentence.
CHANGE_WORDS = {
    "recovered": gettext_lazy("se recuperan"),
    "improved": gettext_lazy("mejoran sin llegar a recuperarse"),
    "unchanged": gettext_lazy("no cambian más que el error del cuestionario"),
    "deteriorated": gettext_lazy("empeoran"),
    "beyond_mid": gettext_lazy("ganan al menos lo que se nota"),
}


def change_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """How many of a hundred changed by more than the instrument's error. Those who got worse are always told."""
    group = row["group"]
    values = {
        "outcome": outcome_label(plan, estimate),
        "group": _("todas las personas") if group == "all" else group_label(plan, estimate, group),
        **{key: written(row[name] * 100, 1) for key, name in (("share", "estimate"), ("low", "low"), ("high", "high"))},
    }
    return str(CHANGES[row["term"]]) % values


def cost_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Cost per additional outcome, always against what would have happened anyway."""
    values = groups(plan, estimate, row) | {
        "outcome": outcome_label(plan, estimate),
        "cost": written(row["estimate"], digits_for(row["estimate"])),
        "unit": cost_unit(plan, estimate),
    }
    if row["low"] is None:
        return (
            _(
                "%(outcome)s: no se sabe cuánto cuesta cada resultado de más en %(compared)s que en %(reference)s, porque la ganancia puede ser nula."
            )
            % values
        )
    values |= {key: written(row[key], digits_for(row["estimate"])) for key in ("low", "high")}
    return (
        _(
            "%(outcome)s: cada resultado de más en %(compared)s que en %(reference)s cuesta %(cost)s %(unit)s (intervalo del 95 %%: de %(low)s a %(high)s)."
        )
        % values
    ).replace("  ", " ")


def cost_unit(plan: Plan, estimate: Estimate) -> str:
    """The money that costs are counted in."""
    column = plan.column(str(estimate.options.get("cost", "")))
    return localised(column.unit, language()) if column else ""
