"""Survival in an answer document: the rows at the asked moments and the drawn curves are protected together."""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.curves import at_risk_masks, merge_steps, printed_moments, steps_of
from tejido.impact.disclosure.rules import Rules

Row = Mapping[str, Any]
Key = tuple[str, str]
Curves = dict[Key, list[dict[str, Any]]]
#: Figures of a group at a moment, all read off one curve of events: they are printed at the same moments or not at all.
READ_OFF = ("survival", "cumulative_hazard", "cumulative_incidence")


def curves_in(document: Mapping[str, Any]) -> Curves:
    """The exact curve of each estimate and group."""
    return {
        (str(model["name"]), str(curve["group"])): steps_of(curve)
        for model in document.get("models", [])
        for curve in model.get("curves", [])
    }


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
    for key, positions in _by_group(rows).items():
        printed = (
            printed_moments(curves.get(key, []), sorted({rows[position]["at"] for position in positions}), rules) if key in curves else []
        )
        unsafe |= {position for position in positions if rows[position]["at"] not in printed}
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
    groups = _by_group(rows)
    found = []
    for (name, group), steps in curves.items():
        positions = groups.get((name, group), [])
        printed = sorted({rows[position]["at"] for position in positions if position not in unsafe})
        if not all(rules.is_too_few(int(rows[position].get("n") or 0)) for position in positions) or not positions:
            found.append({"estimate": name, "group": group, "steps": merge_steps(steps, rules, printed)})
    return found
