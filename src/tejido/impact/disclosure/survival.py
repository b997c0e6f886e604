"""Survival in an answer document: the rows at the asked moments and the drawn curves are protected together."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.curves import at_risk_masks, merge_steps, printed_moments, steps_of
from tejido.impact.disclosure.rules import Rules

Row = Mapping[str, Any]
#: Estimate, group and, where several ways out are drawn, which of them.
Key = tuple[str, str, str]
Curves = dict[Key, list[dict[str, Any]]]
#: Figures of a group at a moment, all read off one curve of events: they are printed at the same moments or not at all.
READ_OFF = ("survival", "cumulative_hazard", "cumulative_incidence")


def curves_in(document: Mapping[str, Any], rules: Rules) -> Curves:
    """The exact curve of each estimate, group and way out; of several ways out only the one asked about, unless all can be drawn."""
    found: Curves = {}
    for model in document.get("models", []):
        curves = list(model.get("curves", []))
        asked = [curve for curve in curves if curve.get("cause") == curves[0].get("cause")]
        for curve in curves if doors_of_many(curves, rules) else asked:
            key = str(model["name"]), str(curve["group"]), str(curve.get("cause") or "")
            found[key] = [step for step in steps_of(curve) if not few_left(curve.get("n"), _without(step), rules)]
    return found


def _without(step: Mapping[str, Any]) -> float:
    """The share that has not had the event, on a step of either kind of curve."""
    return float(step["survival"]) if "survival" in step else 1.0 - float(step["incidence"])


def few_left(n: Any, share: float, rules: Rules) -> bool:
    """Fewer people without the event than the threshold, were nobody lost on the way: a reader who knows that nobody was counts them."""
    return n is not None and rules.is_too_few(round(int(n) * share))


def _reaches_few(row: Row, rules: Rules) -> bool:
    if row.get("estimate") is None:
        return False
    value = float(row["estimate"])
    return few_left(row.get("n"), {"survival": value, "cumulative_incidence": 1 - value}.get(row["scale"], math.exp(-value)), rules)


def doors_of_many(curves: Sequence[Mapping[str, Any]], rules: Rules) -> bool:
    """Did enough people of each group leave by every door, and enough by none? Where all curves but one are drawn to their end, what they
    leave of the whole group is the number of the last; so either all of them are of enough people or one alone is drawn."""
    for group in dict.fromkeys(str(curve["group"]) for curve in curves):
        own = [curve for curve in curves if str(curve["group"]) == group]
        left = [sum(int(n) for n in curve["events"]) for curve in own]
        if len(own) > 1 and any(rules.is_too_few(n) for n in (*left, int(own[0]["n"]) - sum(left))):
            return False
    return True


def _asked(curves: Curves) -> dict[tuple[str, str], Key]:
    """The curve that the rows of each estimate and group are read off: the first."""
    found: dict[tuple[str, str], Key] = {}
    for key in curves:
        found.setdefault(key[:2], key)
    return found


def _by_group(rows: Sequence[Row]) -> dict[tuple[str, str], list[int]]:
    """Positions of the rows read off each curve, in order of time."""
    found: dict[tuple[str, str], list[int]] = {}
    for position, row in enumerate(rows):
        if row.get("scale") in READ_OFF and row.get("at") is not None:
            found.setdefault((str(row["name"]), str(row["group"])), []).append(position)
    return {key: sorted(positions, key=lambda position: rows[position]["at"]) for key, positions in found.items()}


def unsafe_moments(rows: Sequence[Row], curves: Curves, rules: Rules) -> set[int]:
    """Rows that follow the last printed one by too few events; without its curve no row can be judged, so none is printed."""
    unsafe: set[int] = set()
    asked = _asked(curves)
    for key, positions in _by_group(rows).items():
        printed = (
            printed_moments(curves[asked[key]], sorted({rows[position]["at"] for position in positions}), rules) if key in asked else []
        )
        unsafe |= {position for position in positions if rows[position]["at"] not in printed or _reaches_few(rows[position], rules)}
    return unsafe


def at_risk_shown(rows: Sequence[Row], unsafe: set[int], rules: Rules) -> dict[int, int | None]:
    """The number at risk that each printed survival row may state."""
    shown: dict[int, int | None] = {}
    for positions in _by_group(rows).values():
        printed = [position for position in positions if position not in unsafe]
        moments = list(dict.fromkeys(rows[position]["at"] for position in printed))
        first = [next(rows[position] for position in printed if rows[position]["at"] == moment) for moment in moments]
        masks = dict(zip(moments, at_risk_masks(first, rules), strict=True))
        shown.update({position: masks[rows[position]["at"]] for position in printed})
    return shown


def curves_out(rows: Sequence[Row], curves: Curves, unsafe: set[int], rules: Rules) -> list[dict[str, Any]]:
    """The merged curves, with the printed moments as fixed points."""
    groups, asked = _by_group(rows), _asked(curves)
    found = []
    for (name, group, cause), steps in curves.items():
        positions = groups.get((name, group), []) if asked[name, group] == (name, group, cause) else []
        printed = sorted({rows[position]["at"] for position in positions if position not in unsafe})
        if not all(rules.is_too_few(int(rows[position].get("n") or 0)) for position in positions) or not positions:
            found.append({"estimate": name, "group": group, **({"cause": cause} if cause else {}), "steps": merge_steps(steps, rules, printed)})
    return found
