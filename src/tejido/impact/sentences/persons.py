"""Change of single persons in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.numbers import written
from tejido.impact.sentences.labels import group_label, outcome_label
from tejido.impact.spec import Estimate, Plan

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
