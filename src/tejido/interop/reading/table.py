"""A file read as rows of text, one after the other, in constant memory."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tejido.core.ingest import Unreadable, csv_rows, sheet_rows
from tejido.core.spreadsheet import meant

MOST_COLUMNS = 200


class Row(NamedTuple):
    number: int  # as the spreadsheet shows it: the first line of the file is 1
    cells: list[str]


@dataclass(frozen=True)
class Reading:
    """How a file is to be read. All of it is guessed, shown, and can be changed."""

    sort: str
    encoding: str = "utf-8"
    separator: str = ","
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    decimal: str = "."
    date_order: str = "dmy"
    dates_are_sure: bool = True  # False when nothing in the file tells day from month
    header: tuple[str, ...] = ()
    rows: int = 0
    kinds: tuple[str, ...] = ()  # of each column: date, number, yes_no, text, empty

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Reading":
        known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items() if name in cls.__dataclass_fields__}
        return cls(**known)

    def but(self, **changes: Any) -> "Reading":
        return replace(self, **changes)


def read_lines(path: Path, reading: Reading) -> Iterator[list[str]]:
    """Every line of the file as a list of texts, header and titles included."""
    return _lines_of_xlsx(path, reading) if reading.sort == "xlsx" else csv_rows(path, reading.encoding, reading.separator)


def read_rows(path: Path, reading: Reading) -> Iterator[Row]:
    """The rows under the header; blank ones are passed over."""
    width = len(reading.header)
    for number, cells in enumerate(islice(read_lines(path, reading), reading.header_row, None), reading.header_row + 1):
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if any(cells):
            if width > len(cells) and reading.sort == "xlsx":  # sheets keep no empty cells at the end of a row
                cells += [""] * (width - len(cells))
            yield Row(number, cells)


def read_header(path: Path, reading: Reading) -> tuple[str, ...]:
    """Names of the columns; refused when two have the same name or there are too many to be a register."""
    names = next(islice(read_lines(path, reading), reading.header_row - 1, None), [])
    while names and not names[-1].strip():
        names.pop()
    if not names:
        raise Unreadable(_("La fila %(row)d no tiene encabezados. Diga en qué fila están los nombres de las columnas.") % {"row": reading.header_row})
    if len(names) > MOST_COLUMNS:
        raise Unreadable(
            _("La hoja tiene %(columns)d columnas y el máximo es 200. Elija otra hoja, o copie en una nueva solo las columnas que quiere traer.")
            % {"columns": len(names)}
        )
    header = tuple(" ".join(meant(name).split()) or _("Columna %(letter)s") % {"letter": letter_of(at)} for at, name in enumerate(names))
    places: dict[str, int] = {}
    for at, name in enumerate(header):
        if name.casefold() in places:
            raise Unreadable(
                _("Dos columnas se llaman «%(name)s» (la %(first)s y la %(second)s). Cambie el nombre de una en el archivo y vuelva a subirlo.")
                % {"name": name, "first": letter_of(places[name.casefold()]), "second": letter_of(at)}
            )
        places[name.casefold()] = at
    return header


def letter_of(at: int) -> str:
    """The spreadsheet's letter of a column, counted from 0: A … Z, AA …"""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _lines_of_xlsx(path: Path, reading: Reading) -> Iterator[list[str]]:
    for cells in sheet_rows(path, reading.sheet, most_columns=MOST_COLUMNS + 1):
        line = [_as_text(cell, reading.decimal) for cell in cells]
        while line and not line[-1]:
            line.pop()
        yield line


def _as_text(cell: Any, decimal: str) -> str:
    """A cell of a spreadsheet as a CSV would hold it: dates year first, numbers with the decimal sign of the reading."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell).replace(".", decimal)
    return str(cell)
