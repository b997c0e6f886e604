"""From tables to one ledger: totals, numbers that two tables share, and differences that nobody printed."""

from collections.abc import Iterator, Sequence

from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.rules import DIFFERENCE, FULL, SMALL, ZERO, Rules
from tejido.impact.disclosure.tables import CountTable

Grid = dict[tuple[str | None, str | None], int]

#: How much more a reader loses with a total than with a cell of the same size.
TOTAL_WEIGHT = 4.0
GRAND_TOTAL_WEIGHT = 16.0


def ledger_of(tables: Sequence[CountTable], rules: Rules) -> Ledger:
    """All tables of a publication in one ledger, with every cell marked that would reveal a person by itself."""
    ledger = Ledger()
    grids = [(table, add_table(ledger, table)) for table in tables]
    for table, grid in grids:
        mark_grid(ledger, table, grid, rules)
        mark_contributions(ledger, table, grid, rules)
    for table, grid in grids:
        for larger, larger_grid in grids:
            if table.part_of and larger.population == table.part_of and same_labels(larger, table):
                mark_grid(ledger, table, add_difference(ledger, table, grid, larger_grid), rules, rule=DIFFERENCE)
    return ledger


def same_labels(one: CountTable, other: CountTable) -> bool:
    return (one.row_labels, one.column_labels, one.totals) == (other.row_labels, other.column_labels, other.totals)


def add_table(ledger: Ledger, table: CountTable) -> Grid:
    """Enter the cells and the published totals of one table; None stands for 'all' in a place of the grid."""
    grid: Grid = {}
    for place, value, weight in entries(table):
        row, column = place
        link = shared_meaning(table, row, column)
        grid[place] = ledger.cell((table.name, row, column), value, weight=weight * (1 + value), link=link)
    for i, j in table.structural_zeros:
        ledger.known.add(grid[table.row_labels[i], table.column_labels[j]])
    for (row, column), whole in grid.items():
        if column is None and row is not None:
            ledger.total(whole, (grid[row, label] for label in table.column_labels))
        elif row is None and column is not None:
            ledger.total(whole, (grid[label, column] for label in table.row_labels))
        elif row is None:
            ledger.total(whole, (grid[label, None] for label in table.row_labels))
            ledger.total(whole, (grid[None, label] for label in table.column_labels))
    return grid


def entries(table: CountTable) -> Iterator[tuple[tuple[str | None, str | None], int, float]]:
    """Every number that the table prints: its place, its value and how much its loss would weigh."""
    for i, row in enumerate(table.row_labels):
        for j, column in enumerate(table.column_labels):
            yield (row, column), table.counts[i][j], 1.0
    if table.totals in {"both", "rows"}:
        for i, row in enumerate(table.row_labels):
            yield (row, None), sum(table.counts[i]), TOTAL_WEIGHT
    if table.totals in {"both", "columns"}:
        for j, column in enumerate(table.column_labels):
            yield (None, column), sum(counts[j] for counts in table.counts), TOTAL_WEIGHT
    if table.totals == "both":
        yield (None, None), sum(sum(counts) for counts in table.counts), GRAND_TOTAL_WEIGHT


def shared_meaning(table: CountTable, row: str | None, column: str | None) -> tuple[object, ...]:
    """What a number says, whichever table prints it: two numbers that say the same of the same people are one.

    Linking is safe even where two equal numbers only look alike: it gives the attacker of our audit more, not less.
    """
    said = []
    for labels, label in ((table.row_labels, row), (table.column_labels, column)):
        if label is not None and len(labels) > 1:
            said.append((labels, label))
    return (table.population, table.part_of, tuple(sorted(said)))


def mark_grid(ledger: Ledger, table: CountTable, grid: Grid, rules: Rules, rule: str | None = None) -> None:
    """Mark small, zero and full cells of a table, or of the difference of two tables (then by that one `rule`)."""
    possible = {place: cell for place, cell in grid.items() if cell not in ledger.known and not only_structural(table, place)}
    if not any(ledger.values[cell] for cell in possible.values()):
        return
    for (_row, column), cell in possible.items():
        value = ledger.values[cell]
        if rules.is_small(value):
            ledger.mark(cell, rule or SMALL)
        elif value == 0 and rules.hide_zero and column not in table.plain_columns:
            ledger.mark(cell, rule or ZERO)
    if rules.hide_full:
        for cell in full_cells(ledger, table, possible):
            ledger.mark(cell, rule or FULL)


def only_structural(table: CountTable, place: tuple[str | None, str | None]) -> bool:
    """A total over combinations that nobody can have is as well known as they are."""
    rows = range(len(table.row_labels)) if place[0] is None else [table.row_labels.index(place[0])]
    columns = range(len(table.column_labels)) if place[1] is None else [table.column_labels.index(place[1])]
    return all((i, j) in table.structural_zeros for i in rows for j in columns)


def full_cells(ledger: Ledger, table: CountTable, possible: Grid) -> Iterator[int]:
    """Cells that hold everybody of their row or column although somebody could have been elsewhere."""
    lines: list[list[tuple[str | None, str | None]]] = [
        [(row, column) for column in table.column_labels] for row in (*table.row_labels, None)
    ]
    lines += [[(row, column) for row in table.row_labels] for column in (*table.column_labels, None)]
    for line in lines:
        cells = [possible[place] for place in line if place in possible and place[1] not in table.plain_columns]
        filled = [cell for cell in cells if ledger.values[cell]]
        if len(cells) > 1 and len(filled) == 1:
            yield filled[0]


def mark_contributions(ledger: Ledger, table: CountTable, grid: Grid, rules: Rules) -> None:
    """Mark network figures that speak of one or two member organisations."""
    if table.contributions is None:
        return
    for i, j in ((i, j) for i in range(len(table.row_labels)) for j in range(len(table.column_labels))):
        by_organisation = table.contributions[i][j]
        if sum(by_organisation) != table.counts[i][j]:
            raise ValueError(f"table {table.name!r}: the organisations' persons do not add up to the cell")
        problem = rules.network_problem(by_organisation)
        if problem:
            ledger.mark(grid[table.row_labels[i], table.column_labels[j]], problem)


def add_difference(ledger: Ledger, table: CountTable, grid: Grid, larger: Grid) -> Grid:
    """What a reader gets by taking one table from the other: never printed, and to be protected all the same."""
    rest: Grid = {}
    for place, cell in grid.items():
        left = ledger.values[larger[place]] - ledger.values[cell]
        if left < 0:
            raise ValueError(f"table {table.name!r} counts persons that its larger population {table.part_of!r} does not hold")
        rest[place] = ledger.cell((table.name, "rest of", table.part_of, *place), left, printed=False)
        ledger.total(larger[place], (cell, rest[place]))
    return rest
