"""Everything countable in an answer document, gathered into one ledger with the ties between its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.attrition import WHOLE, add_attrition, arms_large_enough, scopes
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.linking import Grid, add_table, mark_grid
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.shares import add_shares, tie_to_line
from tejido.impact.disclosure.tables import CountTable

Document = Mapping[str, Any]
Pair = tuple[CountTable, Mapping[str, Any]]


def gather(document: Document, tables: Sequence[Pair], rules: Rules) -> Ledger:
    """Tables, shares and attrition: a number hidden in one of them must not be worked out from another."""
    ledger = Ledger()
    rows = list(document.get("estimates", []))
    stated = stated_numbers(document, rules)
    grids = [(table, given, add_table(ledger, table)) for table, given in tables]
    for table, _given, grid in grids:
        ledger.known.update(
            cell for place, cell in grid.items() if (None in place or "analysed" in place) and ledger.values[cell] in stated
        )
        mark_grid(ledger, table, grid, rules)
    add_shares(ledger, rows, rules)
    for table, given, grid in grids:
        for position, row in enumerate(rows):
            if same_people(row, table, given):
                tie_to_line(ledger, position, {column: grid[str(row["group"]), column] for column in table.column_labels})
    attrition = document.get("attrition")
    if attrition:
        add_attrition(ledger, attrition, rules)
        _tie_attrition(ledger, attrition, [grid for _, _, grid in grids])
    return ledger


def stated_numbers(document: Document, rules: Rules) -> set[int]:
    """Numbers of people that estimates and attrition print in any case; a table cannot keep them secret."""
    attrition = document.get("attrition") or {}
    if not arms_large_enough(attrition, rules):
        return set()
    stated = {int(row["n"]) for row in document.get("estimates", []) if row.get("n") is not None}
    stated |= {int(stages["analysed"]) for _, stages in scopes(attrition) if stages.get("analysed") is not None}
    return {n for n in stated if not rules.is_too_few(n)}


def same_people(row: Mapping[str, Any], table: CountTable, given: Mapping[str, Any]) -> bool:
    """Whether a row of the estimates speaks of a line of this table: same group, same wave, whichever estimate asked."""
    if row.get("group") is None or str(row["group"]) not in table.row_labels:
        return False
    return str(row.get("wave")) == str(given.get("wave"))


def _tie_attrition(ledger: Ledger, attrition: Mapping[str, Any], grids: Sequence[Grid]) -> None:
    """A table's total that equals a stage of the same arm (or of the whole) is that stage; its people lost are the reasons' sum."""
    arms = {scope for scope, _ in scopes(attrition)}
    for grid in grids:
        for (row, column), cell in list(grid.items()):
            scope = row if row in arms else WHOLE if row in (None, "all") else None
            if scope is None or column not in (None, "analysed", "lost"):
                continue
            stages = {key[2]: stage for key, stage in ledger.index.items() if isinstance(key, tuple) and key[:2] == ("attrition", scope)}
            reasons = [stage for name, stage in stages.items() if isinstance(name, tuple)]
            same = [stage for name, stage in stages.items() if isinstance(name, str) and ledger.values[stage] == ledger.values[cell]]
            if column == "lost" and sum(ledger.values[reason] for reason in reasons) == ledger.values[cell]:
                ledger.total(cell, reasons)
            elif column != "lost":
                for stage in same:
                    ledger.total(cell, [stage])
