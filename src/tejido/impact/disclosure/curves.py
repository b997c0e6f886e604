"""Kaplan–Meier steps that may be printed: each stands for at least the threshold of events."""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.rules import Rules

Step = Mapping[str, Any]

#: What a published step may say. Events and people censored in between are left out: they would undo the merging.
SHOWN = ("time", "at", "estimate", "survival", "low", "high", "at_risk")


def steps_of(curve: Mapping[str, Any]) -> list[Step]:
    """A curve's steps, whether it holds a list of them or one list for each of their parts."""
    if "steps" in curve:
        return list(curve["steps"])
    parts = {"times": "time", "survival": "survival", "low": "low", "high": "high", "at_risk": "at_risk", "events": "events"}
    lists = {name: curve[part] for part, name in parts.items() if part in curve}
    return [dict(zip(lists, values, strict=True)) for values in zip(*lists.values(), strict=True)]


def events_between(before: float, after: float, at_risk: int) -> int:
    """At least so many events lie behind a fall of the curve, if so many people were still at risk at its end."""
    return int((before - after) / before * at_risk + 1e-9) if before > 0 else 0


def merge_steps(steps: Sequence[Step], rules: Rules) -> list[dict[str, Any]]:
    """Merge successive steps until each holds enough events; the last ones, never enough together, are not drawn.

    A step keeps the value of the curve at its end. Its number at risk is shown only where it and its difference to the
    one shown before are not small.
    """
    merged: list[dict[str, Any]] = []
    waiting = 0
    last_at_risk: int | None = None
    for step in steps:
        waiting += int(step["events"])
        if rules.is_too_few(waiting):
            continue
        waiting = 0
        shown = {key: step[key] for key in SHOWN if key in step}
        if "at_risk" in shown:
            shown["at_risk"] = masked_at_risk(shown["at_risk"], last_at_risk, rules)
            last_at_risk = shown["at_risk"] if shown["at_risk"] is not None else last_at_risk
        merged.append(shown)
    return merged


def masked_at_risk(at_risk: Any, shown_before: int | None, rules: Rules) -> int | None:
    """The number at risk, unless it or the people who left since the last one shown are few."""
    if at_risk is None or rules.is_too_few(int(at_risk)):
        return None
    if shown_before is not None and rules.is_small(shown_before - int(at_risk)):
        return None
    return int(at_risk)


def too_fine(rows: Sequence[Step], rules: Rules) -> set[int]:
    """Of survival rows of one group in order of time: those that follow the last shown one by too few events."""
    hidden: set[int] = set()
    before, waiting = 1.0, 0
    for position, row in enumerate(rows):
        after = row.get("estimate")
        if after is None:
            continue
        waiting += int(row["events"]) if row.get("events") is not None else events_between(before, after, int(row.get("at_risk") or 0))
        before = after
        if waiting == 0 and after == 1.0:
            continue
        if rules.is_too_few(waiting):
            hidden.add(position)
        else:
            waiting = 0
    return hidden
