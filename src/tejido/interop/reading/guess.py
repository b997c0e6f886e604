"""How is this file to be read? Everything told here is a guess that the user sees and may change."""

import re
from collections import Counter
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from tejido.core.ingest import EMPTY, NO, Unreadable, guess_encoding, guess_separator, kind_of, sheet_names
from tejido.interop.reading.table import Reading, read_header, read_lines, read_rows
from tejido.interop.reading.values import YES

_DATE = re.compile(r"(\d{1,4})([./\-])(\d{1,2})\2(\d{1,4})\.?(?:[T ].*)?")
_POINT = re.compile(r"[+-]?\d+\.\d+")
_COMMA = re.compile(r"[+-]?\d+,\d+")
_NUMBER = re.compile(r"[+-]?[\d.,\u00a0\u202f ]*\d(?:e[+-]?\d+)?", re.IGNORECASE)
LOOKED_AT = 2000  # rows that tell numbers and kinds; dates are looked at in all of them


def guess_reading(path: Path, name: str = "", **told: object) -> Reading:
    """Look through the whole file once. What the user has `told` (sheet, encoding, separator, header_row …) is not guessed again.

    `name`: what the file was called by who brings it; it must agree with what the file is.
    """
    sort = kind_of(path, name)
    given = {name: value for name, value in told.items() if value not in (None, "")}
    reading = Reading(sort=sort)
    if sort == "xlsx":
        names = sheet_names(path)
        reading = reading.but(sheets=tuple(names), sheet=str(given.get("sheet") or names[0]))
    else:
        encoding = str(given.get("encoding") or guess_encoding(path))
        reading = reading.but(encoding=encoding, separator=str(given.get("separator") or guess_separator(path, encoding)))
    reading = reading.but(header_row=int(str(given.get("header_row") or _header_row(path, reading))))
    reading = reading.but(header=read_header(path, reading))
    seen = _Seen(len(reading.header))
    for row in read_rows(path, reading):
        seen.look(row.cells)
    if not seen.rows:
        raise Unreadable(_("El archivo tiene encabezados pero ninguna fila. Compruebe que eligió la hoja correcta y que se guardó con sus datos."))
    order, sure = seen.date_order()
    reading = reading.but(rows=seen.rows, kinds=seen.kinds(), decimal="." if sort == "xlsx" else seen.decimal(), date_order=order, dates_are_sure=sure)
    return reading.but(**{name: given[name] for name in ("decimal", "date_order") if name in given})


def _header_row(path: Path, reading: Reading) -> int:
    """The first line about as wide as the widest of the first twenty: titles above a table fill one or two cells."""
    widths = [sum(bool(cell.strip()) for cell in line) for line in islice(read_lines(path, reading), 20)]
    if not widths or not max(widths):
        raise Unreadable(_("El archivo está vacío. Compruebe que se guardó y vuelva a elegirlo."))
    return next(at for at, width in enumerate(widths, 1) if width >= max(1, 0.6 * max(widths)))


class _Seen:
    """What the columns hold, counted while the rows pass by."""

    def __init__(self, width: int) -> None:
        self.rows = 0
        self.kinds_seen: list[Counter[str]] = [Counter() for _ in range(width)]
        self.points = self.commas = 0
        self.orders = {"dmy": 0, "mdy": 0, "ymd": 0, "either": 0}

    def look(self, cells: list[str]) -> None:
        self.rows += 1
        if self.rows <= LOOKED_AT:
            for cell, seen in zip(cells, self.kinds_seen, strict=False):
                seen[self._kind(cell)] += 1
            return
        for cell in cells:
            if 6 <= len(cell) <= 25 and cell[0].isdigit() and (found := _DATE.fullmatch(cell)):
                self._note_date(found.groups())

    def _kind(self, cell: str) -> str:
        text = cell.strip()
        if text.lower() in EMPTY:
            return "empty"
        if found := _DATE.fullmatch(text):
            self._note_date(found.groups())
            return "date"
        if text.lower() in YES or text.lower() in NO:
            return "yes_no"
        if _NUMBER.fullmatch(text):
            self.points += bool(_POINT.fullmatch(text))
            self.commas += bool(_COMMA.fullmatch(text))
            return "number"
        return "text"

    def _note_date(self, parts: tuple[str, ...]) -> None:
        first, _sign, second, third = parts
        if len(first) == 4:
            self.orders["ymd"] += 1
        elif len(third) == 4 or len(third) == 2:
            self.orders["dmy" if int(first) > 12 else "mdy" if int(second) > 12 else "either"] += 1

    def decimal(self) -> str:
        return "," if self.commas > self.points else "."

    def date_order(self) -> tuple[str, bool]:
        """Day first unless the file shows otherwise; and whether the file shows it at all."""
        seen = self.orders
        if seen["dmy"] or seen["mdy"]:
            return ("mdy", not seen["dmy"]) if seen["mdy"] > seen["dmy"] else ("dmy", not seen["mdy"])
        if seen["ymd"] and not seen["either"]:
            return "ymd", True
        return "dmy", not seen["either"]

    def kinds(self) -> tuple[str, ...]:
        told = []
        for seen in self.kinds_seen:
            filled = {kind: count for kind, count in seen.items() if kind != "empty"}
            if set(filled) == {"number", "yes_no"}:
                filled = {"number": 1}
            told.append(max(filled, key=lambda kind: filled[kind]) if filled else "empty")
        return tuple(told)
