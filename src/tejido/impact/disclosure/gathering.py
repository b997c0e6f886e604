"""Everything countable in an answer document, gathered into one ledger with the ties between its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.attrition import WHOLE, add_attrition, arms_large_enough, scopes
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.linking import Grid, add_table, mark_grid
from tejido.impact.disclosure.moves import tie_moves
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.shares import add_shares, count_behind, tie_to_line
from tejido.impact.disclosure.tables import CountTable

Document = Mapping[str, Any]
#: Stages that hold each other: two of them with the same number of people hold the same people.
NESTED = ("enrolled", "with_baseline", "analysed")
Pair = tuple[CountTable, Mapping[str, Any]]


def gather(document: Document, tables: Sequence[Pair], rules: Rules) -> Ledger:
    """Tables, shares and attrition: a number hidden in one of them must not be worked out from another."""
    ledger = Ledger()
    rows = list(document.get("estimates", []))
    attrition = document.get("attrition") or {}
    grids = [(table, given, add_table(ledger, table)) for table, given in tables]
    for table, given, grid in grids:
        if arms_large_enough(attrition, rules):
            ledger.known |= stated_totals(rows, given, grid, ledger, rules)
        mark_grid(ledger, table, grid, rules)
    _tie_waves(ledger, grids)
    tie_moves(ledger, grids, rules)
    add_shares(ledger, rows, rules)
    for table, given, grid in grids:
        for position, row in enumerate(rows):
            if same_people(row, table, given):
                tie_to_line(ledger, position, {column: grid[str(row["group"]), column] for column in table.column_labels}, row.get("category"))
    if attrition:
        add_attrition(ledger, attrition, rules)
        _tie_attrition(ledger, attrition, [grid for _, _, grid in grids])
    return ledger


def _tie_waves(ledger: Ledger, grids: Sequence[tuple[CountTable, Mapping[str, Any], Grid]]) -> None:
    """Whoever was seen, the people of a group are the same at every wave: the totals of an estimate's wave tables are one number."""
    first: dict[tuple[Any, ...], int] = {}
    for _table, given, grid in grids:
        for (row, column), cell in grid.items() if given.get("wave") is not None else ():
            if column is None:
                ledger.total(first.setdefault((given.get("estimate"), row, ledger.values[cell]), cell), [cell])


def stated_totals(rows: Sequence[Mapping[str, Any]], given: Mapping[str, Any], grid: Grid, ledger: Ledger, rules: Rules) -> set[int]:
    """Totals of a table that its own estimate prints as the number of people it rests on; no table can keep them secret."""
    found = set()
    for row in rows:
        if row.get("name") == given.get("estimate") and str(row.get("wave")) == str(given.get("wave")) and row.get("n") is not None:
            cell = grid.get((None if row.get("group") is None else str(row["group"]), None))
            if (
                cell is not None
                and count_behind(row) is None
                and not _rests_on_shares(row, rows)
                and ledger.values[cell] == row["n"]
                and not rules.is_too_few(int(row["n"]))
            ):
                found.add(cell)
    return found


def _rests_on_shares(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
    """A contrast of shares prints a number of people that the ledger can hide together with them."""
    return any(count_behind(one) is not None and all(one.get(key) == row.get(key) for key in ("name", "wave")) for one in rows)


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
            same = [stage for name, stage in stages.items() if name in NESTED and ledger.values[stage] == ledger.values[cell]]
            if column == "lost" and sum(ledger.values[reason] for reason in reasons) == ledger.values[cell]:
                ledger.total(cell, reasons)
            elif column != "lost":
                for stage in same:
                    ledger.total(cell, [stage])
