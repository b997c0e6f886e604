"""A flat file, CSV or XLSX, as rows with their numbers, and of each the cells in the columns that a plan asks for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path

from django.utils.translation import gettext as _

from tejido.core.ingest import Unreadable, csv_rows, guess_encoding, guess_separator, kind_of, sheet_names, sheet_rows
from tejido.impact.decimals import SheetNumber
from tejido.impact.spec import Plan
from tejido.impact.spec.problems import nearest
from tejido.impact.written import WrittenColumn

NAMED = 10  # rows in a message
MOST_COLUMNS = 1_000
MOST_ROWS = 10_000_000
CHUNK = 2_000


class FlatFileError(Exception):
    """The file cannot be used with this plan. `problems` says what to mend, in the reader's language."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_cells(path: Path, plan: Plan) -> tuple[Sequence[int], dict[str, WrittenColumn]]:
    """The number in the file of each row that is not empty, and its cells in the columns that the plan asks for."""
    if not path.is_file():
        raise FlatFileError([_("No se encuentra el archivo «%(name)s».") % {"name": path.name}])
    try:
        return _in_sheet(path, plan) if kind_of(path, path.name) == "xlsx" else _cells(_separated(path), plan)
    except Unreadable as unreadable:
        raise FlatFileError([str(unreadable)]) from None


def _cells(table: Iterator[list[str]], plan: Plan) -> tuple[Sequence[int], dict[str, WrittenColumn]]:
    above, header = next(((number, row) for number, row in enumerate(table, start=1) if any(map(str.strip, row))), (0, []))
    first = next(table, None)
    if first is None:
        raise FlatFileError([_("El archivo no tiene datos: se esperaba una fila de títulos y una fila por persona.")])
    width = len(header)
    if width > MOST_COLUMNS:
        raise FlatFileError([_("El archivo tiene demasiadas columnas (%(n)s).") % {"n": width}])
    places = _places([_title(cell) for cell in header], plan)
    found = {name: WrittenColumn() for name in places}
    numbers, long = array("i"), []
    rows = enumerate(chain([first], table), start=above + 1)
    while piece := list(islice(rows, CHUNK)):
        filled = [(number, row) for number, row in piece if any(map(str.strip, row))]
        long += [str(number) for number, row in filled if len(row) > width and any(map(str.strip, row[width:]))]
        numbers.extend(number for number, _row in filled)
        columns = list(zip_longest(*(row for _number, row in filled), fillvalue=""))
        for name, place in places.items():
            found[name].extend(columns[place] if place < len(columns) else [""] * len(filled))
    if long:
        raise FlatFileError([_("Hay más celdas que títulos en las filas %(rows)s. Revise el separador.") % {"rows": few(long)}])
    return numbers, found


def _separated(path: Path) -> Iterator[list[str]]:
    encoding = guess_encoding(path)
    return csv_rows(path, encoding, guess_separator(path, encoding), most_rows=MOST_ROWS)


def usual_mark(path: Path) -> str:
    """Where commas part the cells, a point is that of decimals; a comma in quotation marks is not told by this (decimals.py)."""
    return "." if kind_of(path, path.name) != "xlsx" and guess_separator(path, guess_encoding(path)) == "," else ""


def _in_sheet(path: Path, plan: Plan) -> tuple[Sequence[int], dict[str, WrittenColumn]]:
    """What the first sheet holds; where that is not what the plan asks for, people are told which one was read."""
    first, *others = sheet_names(path)
    try:
        return _cells(_sheet(path, first), plan)
    except FlatFileError as error:
        told = _("Se leyó la primera hoja, «%(sheet)s», y no las demás (%(others)s). Ponga los datos en la primera.")
        names = {"sheet": first, "others": ", ".join(f"«{name}»" for name in others[:NAMED])}
        raise FlatFileError([*error.problems, *([told % names] if others else [])]) from None


def _sheet(path: Path, name: str) -> Iterator[list[str]]:
    for cells in sheet_rows(path, name, most_columns=MOST_COLUMNS + 1):
        row = ["" if cell is None else _cell_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        yield row


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return SheetNumber(repr(cell)) if isinstance(cell, float) else str(cell)


def _places(header: list[str], plan: Plan) -> dict[str, int]:
    """Where each wanted column lies, or which ones are missing and what stands nearest."""
    named = {column.name: column.file for column in plan.columns} | {"person": plan.person, "wave": plan.wave}
    asked = {name: _title(written) for name, written in named.items() if written}
    problems = [
        _("Falta la columna «%(column)s» en el archivo. %(hint)s") % {"column": title, "hint": nearest(title, header)}
        for title in asked.values()
        if title not in header
    ]
    problems += [
        _("El título «%(column)s» aparece más de una vez en el archivo.") % {"column": title}
        for title in asked.values()
        if header.count(title) > 1
    ]
    if problems:
        raise FlatFileError(problems)
    return {name: header.index(title) for name, title in asked.items()}


def _title(written: str) -> str:
    """On one line and with single spaces, as people read it."""
    return " ".join(written.split())


def few(items: list[str]) -> str:
    return ", ".join(items[:NAMED]) + (" …" if len(items) > NAMED else "")
