"""Figures that put organisations together, in a document that names only some of them.

A target, limits of chance or a centre that rest on all are a sum from which a reader takes what the named ones show: what is left over
is that of the few who are too small to be named. With every digit even a search over whole numbers finds it. So what stands beside
named organisations is computed again from these alone, and then says nothing that they do not say themselves. A pooled effect is the
answer of a plan and stays as it is: so that it is not taken apart into the named and the rest, those who go unnamed in it are several.
Wherever those left over are few people, one more organisation goes unnamed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tejido.impact.disclosure.rules import Rules
from tejido.stats.design import Array
from tejido.stats.funnel import Funnel, funnel_of_means, funnel_of_proportions
from tejido.stats.shrinkage import Shrunken, empirical_bayes, shrunken_proportions
from tejido.stats.unfit import Unfit

Row = Mapping[str, Any]

POOLED = "meta_analysis"
#: Method and role of the row that says how many people are behind all organisations together.
WHOLES = ((POOLED, "exposure"), ("shrinkage", "centre"))


def unnamed_with_others(document: Mapping[str, Any], unsafe: set[int], rules: Rules) -> set[int]:
    """Organisations that go unnamed, the smallest first, so that all unnamed ones of a question together are enough people: those whom a
    reader counts by taking the people of the named ones from all."""
    found: set[int] = set()
    rows = document.get("estimates", [])
    for name, whole in _people(document).items():
        named = sorted(_named(rows, name, unsafe), key=lambda position: int(rows[position]["n"]))
        left = whole - sum(int(rows[position]["n"]) for position in named)
        pooled = next((row["organisations"] for row in rows if row.get("name") == name and row.get("method") == POOLED), 0)
        while named and (rules.is_small(left) or 0 < pooled - len(named) < rules.least_organisations):
            left += int(rows[named[0]]["n"])
            found.add(named.pop(0))
    return found


def _people(document: Mapping[str, Any]) -> dict[str, int]:
    """All people behind each question that puts organisations side by side: estimate → persons."""
    found = {
        str(row["name"]): int(row["n"])
        for row in document.get("estimates", [])
        if (row.get("method"), row.get("role")) in WHOLES and row.get("n") is not None
    }
    return found | {
        str(model["name"]): int(model["people"])
        for model in document.get("models", [])
        if model.get("method") == "funnel" and "people" in model
    }


def of_named_alone(document: Mapping[str, Any], rows: list[Row], unsafe: set[int]) -> tuple[list[Row], list[dict[str, Any]], set[int]]:
    """Rows and models with funnels and drawn figures of the named organisations alone, and the rows for which that cannot be done."""
    models: list[dict[str, Any]] = [dict(model) for model in document.get("models", [])]
    rows, undone = list(rows), set()
    for model in models:
        name, method = str(model["name"]), model.get("method")
        own = [position for position, row in enumerate(rows) if row.get("name") == name]
        named = _named(rows, name, unsafe)
        if method not in ("funnel", "shrinkage") or not named or len(named) == _organisations(model, [rows[i] for i in own]):
            continue
        try:
            redo = _funnel if method == "funnel" else _shrunken
            for position, changed in redo(document, model, rows, own, named).items():
                rows[position] = {**rows[position], **changed}
            model["of_named"] = True
        except (Unfit, KeyError):
            undone |= set(own)
            model.pop("target", None)
    return rows, models, undone


def _named(rows: Sequence[Row], name: str, unsafe: set[int]) -> list[int]:
    return [
        position
        for position, row in enumerate(rows)
        if row.get("name") == name and row.get("role") == "organisation" and position not in unsafe and row.get("estimate") is not None
    ]


def _organisations(model: Mapping[str, Any], rows: Sequence[Row]) -> int | None:
    """How many organisations the figures of all rest on."""
    centre: int | None = next((row["organisations"] for row in rows if row.get("organisations") is not None), None)
    return model.get("organisations", centre)


Changes = dict[int, dict[str, Any]]


def _funnel(document: Mapping[str, Any], model: dict[str, Any], rows: Sequence[Row], own: list[int], named: list[int]) -> Changes:
    values, sizes = ([float(rows[position][key]) for position in named] for key in ("estimate", "n"))
    target = _asked_target(document, str(model["name"]))
    if rows[named[0]].get("scale") == "proportion":
        fit: Funnel = funnel_of_proportions([round(share * n) for share, n in zip(values, sizes, strict=True)], sizes, target=target)
    else:
        fit = funnel_of_means(values, [float(model["spread"])] * len(named), sizes, target=target)
    model["target"] = fit.target
    ends = (0.0, 1.0) if rows[named[0]].get("scale") == "proportion" else (-np.inf, np.inf)
    limits = [_widened(fit, found, ends) for found in (fit.limits_95, fit.limits_998)]
    return {
        position: {
            "limit_95": limits[0][j].tolist(),
            "limit_998": limits[1][j].tolist(),
            "position": _position(values[j], limits[0][j], limits[1][j]),
            "overdispersion": fit.overdispersion if fit.widened or fit.overdispersion > 1 else None,
        }
        for j, position in enumerate(named)
    }


def _widened(fit: Funnel, limits: Array, ends: tuple[float, float]) -> Array:
    """As wide as the named organisations differ, tested or not: whether all together differ enough would be told by those unnamed, and
    nobody should be set apart in public because they are not counted."""
    wider = 1.0 if fit.widened else max(1.0, fit.overdispersion) ** 0.5
    return np.clip(fit.target + wider * (limits - fit.target), *ends)


def _position(value: float, near: Array, far: Array) -> str:
    """In the words of the funnel."""
    side = "above" if value > near[1] else "below" if value < near[0] else ""
    return f"{side}_{'95' if far[0] <= value <= far[1] else '998'}" if side else "inside"


def _asked_target(document: Mapping[str, Any], name: str) -> float | None:
    asked = next(one for one in document["plan"]["estimates"] if one["name"] == name)
    found: float | None = asked.get("options", {}).get("target")
    return found


def _shrunken(document: Mapping[str, Any], model: dict[str, Any], rows: Sequence[Row], own: list[int], named: list[int]) -> Changes:
    values, sizes = ([float(rows[position][key]) for position in named] for key in ("own", "n"))
    if rows[named[0]].get("scale") == "proportion":
        fit: Shrunken = shrunken_proportions([round(share * n) for share, n in zip(values, sizes, strict=True)], sizes)
    else:
        fit = empirical_bayes(values, [float(rows[position]["own_error"]) for position in named])
    parts = {"estimate": fit.estimates, "se": fit.standard_errors, "low": fit.low, "high": fit.high, "shrinkage": fit.shrinkage}
    found: Changes = {position: {key: float(part[j]) for key, part in parts.items()} for j, position in enumerate(named)}
    whole = {"estimate": fit.centre, "n": int(sum(sizes)), "organisations": len(named)}
    return found | {position: whole for position in own if rows[position].get("role") == "centre"}
