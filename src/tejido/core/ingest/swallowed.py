"""Stray quotation marks make one cell of all the rows between them, and nobody would miss those people: such cells are told from notes."""

import re
from collections import Counter, deque
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tejido.core.ingest.gaps import EMPTY
from tejido.core.ingest.numerals import bare_number
from tejido.core.ingest.refusal import Unreadable

REMEMBERED = 12  # rows that show how the others look
MOST_LOOKED_AT = 400  # lines of a cell: whoever swallows more than these is told by them
_ENDS = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")
_CODE = re.compile(r"\S*\d\S*")


class Rows:
    """The rows as they go by. One with a cell of several lines is taken apart again: where that gives rows like the others, it is refused."""

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self._header = 0
        self._ordinary: deque[list[str]] = deque(maxlen=REMEMBERED)

    def look(self, cells: list[str], first: int, last: int) -> None:
        """`first`, `last`: the lines of the file from which the row was read."""
        if last > first and self._widths() - {0, 1}:
            self._refuse_swallowed(cells, first)
        if not self._header:
            self._header = len(cells)
        elif last == first and cells:
            self._ordinary.append(cells)

    def _widths(self) -> set[int]:
        return {self._header, *map(len, self._ordinary)}

    def _refuse_swallowed(self, cells: list[str], first: int) -> None:
        for place, cell in enumerate(cells):
            pieces = _ENDS.split(cell)
            last = first + len(pieces) - 1
            if last > first and (self._are_rows(cells, place, pieces) or self._is_short(cells, cell)):
                told = _(
                    "Unas comillas se abren en la línea %(first)s y no se cierran hasta la %(last)s: las filas de en medio serían una sola celda. "
                    "Corríjalas o guarde el archivo de nuevo desde la hoja de cálculo."
                )
                raise Unreadable(told % {"first": first, "last": last})
            first = last

    def _are_rows(self, cells: list[str], place: int, pieces: list[str]) -> bool:
        """What stands before the cell with its first line, each inner line, and its last line with what stands after it, as rows."""
        rows = [[*cells[:place], *pieces[0].split(self._separator)], [*pieces[-1].split(self._separator), *cells[place + 1 :]]]
        inner = [line.split(self._separator) for line in pieces[1:-1][:MOST_LOOKED_AT]]
        looks = self._looks(cells[:place])
        if not looks:  # nothing but words in the file: only several rows of just its width are no note
            return self._widths() == {len(row) for row in [*rows, *inner]} and len(inner) > 1 and self._header > 2
        return all(self._is_like(row, looks) for row in rows) and sum(self._is_like(row, looks) for row in inner) * 2 >= len(inner)

    def _looks(self, own: Sequence[str]) -> dict[int, str]:
        """Columns of numbers or of codes. The cells before the one in question, `own`, are surely of its row."""
        found = {}
        for place in range(max(self._widths())):
            seen = Counter(look for row in [*self._ordinary, own] if place < len(row) and (look := _look(row[place])))
            look, times = seen.most_common(1)[0] if seen else ("", 0)
            if look in ("number", "code") and times * 2 > seen.total():
                found[place] = look
        return found

    def _is_like(self, row: list[str], looks: dict[int, str]) -> bool:
        if len(row) not in self._widths():
            return False
        told = [_look(row[place]) == look for place, look in looks.items() if place < len(row) and _look(row[place])]
        return bool(told) and all(told)

    def _is_short(self, cells: list[str], cell: str) -> bool:
        """No other row lacks cells, and this one may have lost them to the text."""
        return len(cells) < self._header and self._widths() == {self._header} and self._separator in cell


def _look(cell: str) -> str:
    """What kind of text stands there; "" for a gap."""
    text = bare_number(cell)
    if text.lower() in EMPTY:
        return ""
    return "number" if _NUMBER.fullmatch(text) else "code" if _CODE.fullmatch(text) else "words"
