"""Counting tables before and after protection: distinct persons in cells, with their totals."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.rules import COMPLEMENTARY, Rules

Status = Literal["shown", "primary", "complementary"]
Totals = Literal["both", "rows", "columns", "none"]
Place = tuple[int, int]


class NotAdditive(ValueError):
    """One person stands in two cells of a table, so its totals would count that person twice."""


@dataclass(frozen=True)
class CountTable:
    """Distinct persons by two classifications; totals are worked out here, never handed in.

    `structural_zeros` are combinations that nobody can have and everybody knows it. `population` says who was counted:
    tables of one population share the totals of classifications with the same labels. `part_of` names a larger
    population of which this one is a part, so that the difference of the two is protected as well. `totals` says which
    sums are published (those of the rows, of the columns). In `plain_columns` (nobody lost, nobody missed) a zero says
    nothing of anybody and stays. `contributions` holds, cell by cell, the persons of each
    organisation behind a network figure.
    """

    name: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    structural_zeros: frozenset[Place] = frozenset()
    population: str = ""
    part_of: str = ""
    totals: Totals = "both"
    plain_columns: frozenset[str] = frozenset()
    contributions: tuple[tuple[tuple[int, ...], ...], ...] | None = None

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.row_labels) or any(len(row) != len(self.column_labels) for row in self.counts):
            raise ValueError(f"table {self.name!r}: the counts do not fit the labels")
        if len(set(self.row_labels)) < len(self.row_labels) or len(set(self.column_labels)) < len(self.column_labels):
            raise ValueError(f"table {self.name!r}: two lines have the same label")
        if any(count < 0 for row in self.counts for count in row):
            raise ValueError(f"table {self.name!r}: a number of persons cannot be negative")
        if any(self.counts[i][j] for i, j in self.structural_zeros):
            raise ValueError(f"table {self.name!r}: a structural zero holds persons")

    @classmethod
    def of_persons(
        cls, name: str, rows: Sequence[str], columns: Sequence[str], records: Iterable[tuple[Hashable, str, str]]
    ) -> "CountTable":
        """Count the distinct persons of (person, row, column) records, however many records each person has."""
        places: dict[Hashable, tuple[str, str]] = {}
        for person, row, column in records:
            if places.setdefault(person, (row, column)) != (row, column):
                raise NotAdditive(f"table {name!r}: one person stands in two cells")
        found = list(places.values())
        return cls(name, tuple(rows), tuple(columns), tuple(tuple(found.count((row, column)) for column in columns) for row in rows))


@dataclass(frozen=True)
class ProtectedCell:
    """A number that may be printed, or None; the status is for the reviewer and never leaves the house."""

    value: int | None
    status: Status


@dataclass(frozen=True)
class ProtectedTable:
    """A table as it may be printed. Totals that the table does not publish are empty, or None for the grand total."""

    name: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    cells: tuple[tuple[ProtectedCell, ...], ...]
    row_totals: tuple[ProtectedCell, ...]
    column_totals: tuple[ProtectedCell, ...]
    grand_total: ProtectedCell | None

    def every_cell(self) -> Iterable[ProtectedCell]:
        """Inner cells, then totals."""
        for row in self.cells:
            yield from row
        yield from self.row_totals
        yield from self.column_totals
        if self.grand_total:
            yield self.grand_total


@dataclass(frozen=True)
class Protected:
    """What may be printed, together with the exact ledger behind it, which only the audit and the reviewer may see."""

    tables: tuple[ProtectedTable, ...]
    ledger: Ledger
    hidden: frozenset[int]
    rules: Rules
    withheld: tuple[str, ...] = ()

    def table(self, name: str) -> ProtectedTable:
        return next(table for table in self.tables if table.name == name)

    def rule_of(self, name: str, row: str | None, column: str | None) -> str | None:
        """The rule that hides a cell (None for a total's label), or None when it is shown."""
        cell = self.ledger.index[(name, row, column)]
        return self.ledger.sensitive.get(cell, COMPLEMENTARY) if cell in self.hidden else None


def printed_cell(ledger: Ledger, hidden: frozenset[int], cell: int) -> ProtectedCell:
    if cell not in hidden:
        return ProtectedCell(ledger.values[cell], "shown")
    return ProtectedCell(None, "primary" if cell in ledger.sensitive else "complementary")


def printed_table(ledger: Ledger, hidden: frozenset[int], table: CountTable) -> ProtectedTable:
    """Read one table back from the protected ledger."""

    def at(row: str | None, column: str | None) -> ProtectedCell:
        return printed_cell(ledger, hidden, ledger.index[(table.name, row, column)])

    rows, columns = table.row_labels, table.column_labels
    return ProtectedTable(
        name=table.name,
        row_labels=rows,
        column_labels=columns,
        cells=tuple(tuple(at(row, column) for column in columns) for row in rows),
        row_totals=tuple(at(row, None) for row in rows) if table.totals in {"both", "rows"} else (),
        column_totals=tuple(at(None, column) for column in columns) if table.totals in {"both", "columns"} else (),
        grand_total=at(None, None) if table.totals == "both" else None,
    )
