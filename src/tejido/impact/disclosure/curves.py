"""Survival curves that may be printed: between two printed values lie at least the threshold of events.

The output checkers' rule for survival tables: a step of fewer events shows when single persons reached theirs.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.rules import Rules

Step = Mapping[str, Any]
Row = Mapping[str, Any]

#: What a printed step says. Events, and people at risk between the asked moments, would undo the merging.
SHOWN = ("time", "survival", "incidence", "low", "high")


def steps_of(curve: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A curve's steps; it holds one list for each of their parts."""
    parts = {"time": curve["times"], **{part: curve[part] for part in (*SHOWN[1:], "events") if part in curve}}
    return [{name: values[i] for name, values in parts.items()} for i in range(len(curve["times"]))]


def printed_moments(steps: Sequence[Step], moments: Sequence[float], rules: Rules) -> list[float]:
    """Of the moments asked for, those with no event yet, or with enough events since the one printed before."""
    printed: list[float] = []
    before = -math.inf
    for asked in sorted(moments):
        events = sum(int(step["events"]) for step in steps if before < step["time"] <= asked)
        if not rules.is_too_few(events):
            before = asked
            printed.append(asked)
        elif events == 0 and before == -math.inf:
            printed.append(asked)
    return printed


def merge_steps(steps: Sequence[Step], rules: Rules, printed: Sequence[float] = ()) -> list[dict[str, Any]]:
    """Steps of at least the threshold of events each, none of them too near to a printed moment.

    Each keeps the value of the curve at its end; the last events, never enough together, are not drawn.
    """
    merged: list[dict[str, Any]] = []
    edges = [-math.inf, *printed, math.inf]
    for start, end in itertools.pairwise(edges):
        inside = [step for step in steps if start < step["time"] <= end]
        left = sum(int(step["events"]) for step in inside)
        waiting = 0
        for step in inside:
            waiting, left = waiting + int(step["events"]), left - int(step["events"])
            if not rules.is_too_few(waiting) and (left == 0 or end == math.inf or not rules.is_too_few(left)):
                merged.append({key: step[key] for key in SHOWN if key in step})
                waiting = 0
    return merged


def at_risk_masks(rows: Sequence[Row], rules: Rules) -> Iterator[int | None]:
    """For one group's rows in order of time: the number at risk, unless it or the fall since the last one shown is small."""
    shown = next((int(row["n"]) for row in rows if row.get("n") is not None), None)
    for row in rows:
        at_risk = int(row.get("at_risk") or 0)
        few = rules.is_too_few(at_risk) or (shown is not None and rules.is_small(shown - at_risk))
        shown = shown if few else at_risk
        yield None if few else at_risk
