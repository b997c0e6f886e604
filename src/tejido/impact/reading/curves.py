"""Survival curves by group, drawn as steps with their band, and the numbers at risk beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from tejido.impact.numbers import written
from tejido.impact.reading.words import estimate_label, estimate_of, plan_of_document, side_label, time_unit_of
from tejido.impact.spec import Plan
from tejido.ui.charts import Wave, curve


@dataclass(frozen=True)
class Curves:
    """`rows`: (moment, cells of each group), a cell being (of a hundred, at risk)."""

    name: str
    title: str
    svg: SafeString
    groups: tuple[str, ...]
    unit: str
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def curves_of(document: Mapping[str, Any], plan: Plan | None = None) -> list[Curves]:
    """One picture for each estimate that has curves."""
    plan = plan or plan_of_document(document)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in curves_in(document):
        if one["steps"]:
            found.setdefault(str(one["name"]), []).append(one)
    return [_curves(name, curves, document, plan) for name, curves in found.items()]


def curves_in(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The curves of a protected document, or of an exact one, in one shape: name, group, steps."""
    if "curves" in document:
        return [dict(one) | {"name": one.get("name") or one.get("estimate")} for one in document["curves"]]
    found = []
    for model in document.get("models", []):
        for one in model.get("curves", []):
            drawn = "incidence" if "incidence" in one else "survival"
            parts = zip(one["times"], one[drawn], one["low"], one["high"], strict=True)
            steps = [{"time": t, drawn: s, "low": low, "high": high} for t, s, low, high in parts]
            found.append({"name": model["name"], "group": one["group"], "steps": steps})
    return found


def _curves(name: str, curves: list[Mapping[str, Any]], document: Mapping[str, Any], plan: Plan) -> Curves:
    estimate = estimate_of(plan, name)
    start = 0.0 if any("incidence" in step for one in curves for step in one["steps"]) else 1.0
    waves = [[Wave(0.0, start, start, start), *(_wave(step) for step in one["steps"])] for one in curves]
    groups = [one.get("group") for one in curves]
    return Curves(
        name=name,
        title=estimate_label(estimate),
        svg=curve(waves),
        groups=tuple(side_label(plan, estimate, group) for group in groups),
        unit=time_unit_of(plan, estimate),
        rows=tuple(_table(name, groups, document)),
    )


def _wave(step: Mapping[str, Any]) -> Wave:
    value = float(step["incidence"] if "incidence" in step else step["survival"])
    low, high = (value if step.get(key) is None else float(step[key]) for key in ("low", "high"))
    return Wave(float(step["time"]), value, low, high)


def _table(name: str, groups: list[Any], document: Mapping[str, Any]) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """The moments asked for: how many of a hundred are still waiting, and how many people that rests on."""
    rows: dict[float, dict[Any, tuple[str, str]]] = {}
    for row in document["estimates"]:
        if row["name"] == name and row.get("scale") in ("survival", "cumulative_incidence") and row.get("at") is not None:
            share = "▒" if row["estimate"] is None else written(100 * row["estimate"], 0)
            at_risk = "▒" if row.get("at_risk") is None else written(row["at_risk"], 0)
            rows.setdefault(float(row["at"]), {})[row["group"]] = (share, at_risk)
    return [(f"{at:g}", tuple(cells.get(group, ("▒", "▒")) for group in groups)) for at, cells in sorted(rows.items())]
