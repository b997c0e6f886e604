"""How many events an answer rests on, where that may be said; and moments that are no single person's."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.rules import Rules

Row = Mapping[str, Any]
PERIOD = "period"


def events_told(rows: Sequence[Row], unsafe: set[int], rules: Rules, *, is_alone: bool) -> set[int]:
    """Rows that may state their events. `is_alone`: no curve is drawn and no count is hidden in the same document.

    Beside a curve the events of all would say how many came after its last step, and beside a hidden cell of a table what is in it.
    Two numbers of events that differ by few, those of two horizons or of two answers, would speak of the few between; and all events
    but few of the people of a group, or of the whole, speak of those without one. Then no number of events leaves.
    """
    stated = [position for position, row in enumerate(rows) if row.get("events") is not None]
    if not is_alone or unsafe & set(stated):
        return set()
    numbers = sorted({int(rows[position]["events"]) for position in stated})
    near = any(rules.is_small(later - earlier) for earlier, later in itertools.pairwise(numbers))
    return set() if near or any(_few(rows[position], rules) for position in stated) else set(stated)


def _few(row: Row, rules: Rules) -> bool:
    """Few events, or few people without one; events that people can have several times leave nobody without one."""
    events, n = int(row["events"]), row.get("n")
    return rules.is_too_few(events) or n is None or (events <= int(n) and rules.is_too_few(int(n) - events))


def round_moments(row: Row) -> dict[str, Any]:
    """A ratio by period: where the halves of the events meet, and where the last person's time ends, to two figures."""
    if row.get("role") != PERIOD or row.get("until") is None:
        return {}
    start, end = (_two_figures(float(row[key])) for key in ("from", "until"))
    return {"from": start, "until": end, "term": f"{str(row['term']).partition('[')[0]}[{start:g}–{end:g}]"}


def _two_figures(value: float) -> float:
    return round(value, 1 - math.floor(math.log10(abs(value)))) if value else 0.0
