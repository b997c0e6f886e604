"""Few with an outcome, or few without it, on one side of a comparison: no figure of a model that rests on them may leave.

The counts stand in no table of most methods, but a difference of shares with its error is of one pair of counts and no other, and so is
the error of a ratio of hazards. So they go into the same ledger as every table, and one of them that must be hidden hides its estimate.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.pictures import BEHIND, Pair
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.tables import CountTable, ProtectedTable

OUTCOME = "outcome"
COLUMNS = ("no", "yes")


def outcomes_behind(document: Mapping[str, Any]) -> list[Pair]:
    """People without and with each outcome that a model rests on, by side: distinct persons, of the same kind as a printed outcome table."""
    found: list[Pair] = []
    for model in document.get("models", []):
        for column, sides in model.get("behind", {}).items():
            name = f"{column} behind {model['name']}"
            counts = tuple((int(side["no"]), int(side["yes"])) for side in sides)
            table = CountTable(
                name, tuple(str(side["group"]) for side in sides), COLUMNS, counts, population=f"{OUTCOME} None", totals="rows"
            )
            found.append((table, {"name": name, "kind": OUTCOME, "estimate": str(model["name"]), "is_behind": True}))
    return found


def exposed(printed: Mapping[str, ProtectedTable], asked: Sequence[Pair]) -> tuple[set[str], set[str]]:
    """Estimates whose outcome table has a hidden cell, which a fitted model could give back, and those of whose counts behind one is hidden.

    A table left out because it nearly repeats another is hidden as a whole.
    """
    fitted: set[str] = set()
    behind: set[str] = set()
    for table, given in asked:
        if given.get("estimate") is None or given.get("kind") in BEHIND:
            continue
        found = printed.get(table.name)
        if found is None and given.get("kind") != OUTCOME:
            continue
        if found is None or any(cell.value is None for row in found.cells for cell in row):
            (behind if given.get("is_behind") else fitted).add(str(given["estimate"]))
    return fitted, behind


def few_events(document: Mapping[str, Any], rules: Rules) -> set[str]:
    """Estimates that rest on fewer events than the threshold."""
    return {
        str(model["name"])
        for model in document.get("models", [])
        if model.get("events") is not None and rules.is_too_few(int(model["events"]))
    }
