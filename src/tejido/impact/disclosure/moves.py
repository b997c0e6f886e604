"""Tables that speak of the same people twice: a whole beside its groups, and where people were beside where they went.

Nobody printed the differences, but any reader takes them: everybody less one group is the other group, and those in a state less
those seen in it again are the few who were lost. So the differences are cells of the ledger too.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from tejido.impact.disclosure.attrition import remainder
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.linking import Grid
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.tables import CountTable

Entered = tuple[CountTable, Mapping[str, Any], Grid]
EVERYBODY = "all"
#: Kinds whose columns are states of one question, so that tables with the same ones are about the same thing.
OF_STATES = ("states", "transition")


def tie_moves(ledger: Ledger, entered: Sequence[Entered], rules: Rules) -> None:
    """Write down how the tables of groups, states and moves of one document depend on each other."""
    for _table, given, grid in entered:
        if given.get("group") == EVERYBODY:
            _tie_whole(ledger, grid, _grids_of_groups(entered, given), str(given["name"]), rules, exact=given.get("kind") not in OF_STATES)
        elif _table.row_labels == (EVERYBODY,):
            _tie_rows(ledger, _table, given, grid, entered, rules)
    for _table, given, grid in entered:
        if given.get("kind") == "transition":
            _tie_states(ledger, given, grid, entered, rules)


def _grids_of_groups(entered: Sequence[Entered], whole: Mapping[str, Any]) -> list[list[Grid]]:
    """For each estimate that asks the same by groups: the tables of its groups."""
    found: dict[str, list[Grid]] = {}
    for _table, given, grid in entered:
        same = all(given.get(key) == whole.get(key) for key in ("kind", "wave", "columns"))
        if same and given.get("group") not in (None, EVERYBODY):
            found.setdefault(str(given.get("estimate")), []).append(grid)
    return list(found.values())


def _tie_whole(ledger: Ledger, grid: Grid, asked: Sequence[Sequence[Grid]], name: str, rules: Rules, *, exact: bool) -> None:
    for number, groups in enumerate(asked):
        parts = {place: [group[place] for group in groups if place in group] for place in grid}
        left = {place: ledger.values[grid[place]] - sum(ledger.values[part] for part in parts[place]) for place in grid}
        if min(left.values(), default=0) < 0 or (exact and any(left.values())):
            continue
        for place, cell in grid.items():
            remainder(ledger, cell, parts[place], ("no group", name, number, place), rules)


def _tie_rows(ledger: Ledger, table: CountTable, whole: Mapping[str, Any], grid: Grid, entered: Sequence[Entered], rules: Rules) -> None:
    """The same where the groups are the lines of one table."""
    for other, given, groups in entered:
        same = other.column_labels == table.column_labels and all(given.get(key) == whole.get(key) for key in ("kind", "wave"))
        if not same or EVERYBODY in other.row_labels or other.name == table.name:
            continue
        parts = {column: [groups[row, column] for row in other.row_labels] for column in table.column_labels}
        left = [ledger.values[grid[EVERYBODY, column]] - sum(ledger.values[part] for part in own) for column, own in parts.items()]
        if min(left) < 0 or (whole.get("kind") not in OF_STATES and any(left)):
            continue
        for column, own in parts.items():
            remainder(ledger, grid[EVERYBODY, column], own, ("no group", table.name, other.name, column), rules)


def _tie_states(ledger: Ledger, moved: Mapping[str, Any], moves: Grid, entered: Sequence[Entered], rules: Rules) -> None:
    """Who was in a state before and who is in one after: those who moved, and those seen only once."""
    waves = str(moved.get("wave")).split("→")
    for (_table, given, grid), when in product(entered, (0, 1)):
        if given.get("kind") != "states" or given.get("estimate") != moved.get("estimate") or given.get("wave") != waves[when]:
            continue
        for state in given["columns"]:
            seen = grid.get((str(moved["group"]), state))
            again = moves.get((state, None) if when == 0 else (None, state))
            if seen is not None and again is not None:
                remainder(ledger, seen, [again], ("seen once", str(moved["name"]), when, state), rules)
