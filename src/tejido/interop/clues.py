"""In which rows that wait for a correction does a person stand? By their register code in its column, or their contact or full name in any."""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

from tejido.interop.models import Import, ImportRow
from tejido.network.models import Organisation

CODE = "person.register_code"


def rows_that_name(register_code: str, clues: Collection[str], organisation: Organisation) -> list[ImportRow]:
    rows = ImportRow.objects.filter(organisation=organisation).select_related("brought").order_by("pk")
    return [row for row in rows.iterator() if names(row, register_code, clues)]


def names(row: ImportRow, register_code: str, clues: Collection[str]) -> bool:
    """A code counts in its own column only: «7» elsewhere is a number. Name and surname may stand in two cells side by side."""
    cells = {column: str(cell).strip().casefold() for column, cell in row.cells.items()}
    code = register_code.strip().casefold()
    if code and code in {cells.get(column) for column in columns_of_code(row.brought)}:
        return True
    beside = {f"{one} {other}" for one, other in pairwise(cells.values())} | {f"{other} {one}" for one, other in pairwise(cells.values())}
    return not beside.union(cells.values()).isdisjoint(clues)


def columns_of_code(brought: Import) -> Iterator[str]:
    columns: dict[str, Any] = brought.mapping.get("columns", {})
    for column, told in columns.items():
        if CODE in (told, told.get("to") if isinstance(told, dict) else None):
            yield column


def files_of(organisation: Organisation) -> list[Import]:
    """Imports whose uploaded file is still on the disk."""
    return list(Import.objects.filter(organisation=organisation).exclude(file=""))
