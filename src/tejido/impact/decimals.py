"""Which of point and comma writes the decimals of a column: told by its cells, never guessed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from statistics import median

from django.utils.translation import gettext as _

from tejido.core.ingest import bare_number

MARKS = (".", ",")
THOUSAND = 1000
_WRITTEN = re.compile(r"[-+]?(\d[\d.,]*|[.,]\d+)([eE][-+]?\d+)?")


class SheetNumber(str):
    """A number that a sheet holds as such: its text is a computer's, and says nothing of how people write theirs.

    So it is not equal to the same digits as a text.
    """

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SheetNumber) and str.__eq__(self, other)


def decimal_mark(cells: Sequence[str], rows: Sequence[str], usual: str = "") -> tuple[str, str]:
    """The one mark that every cell can have as its decimal, or "" and the sentence that names the rows where they disagree.

    `1.234` alone may be a thousand or a little more than one: other cells of the column must decide, or the mark that is `usual` in
    such a file, or nothing does.
    """
    possible = {row: marks for cell, row in zip(cells, rows, strict=True) if (marks := possible_marks(cell))}
    surely = {mark: [row for row, marks in possible.items() if marks == {mark}] for mark in MARKS}
    if surely["."] and surely[","]:
        told = _("unas filas llevan los decimales con punto (%(points)s) y otras con coma (%(commas)s). Escríbalos todos igual.")
        return "", told % {"points": ", ".join(surely["."][:5]), "commas": ", ".join(surely[","][:5])}
    doubtful = {row: cell for cell, row in zip(cells, rows, strict=True) if len(possible.get(row, ())) == 2}
    mark = "." if surely["."] else "," if surely[","] else _usual(doubtful.values(), usual) if doubtful else "."
    if not mark or _are_thousands([cell for cell in doubtful.values() if mark in cell], cells, mark):
        told = _("no se sabe si el punto o la coma son de miles o de decimales, en las filas %(rows)s. Escriba 1234 o 1.2340.")
        return "", told % {"rows": ", ".join([*doubtful][:10]) + (" …" if len(doubtful) > 10 else "")}
    return mark, ""


def _usual(doubtful: Collection[str], usual: str) -> str:
    """A sheet that writes decimals with a comma quotes them in a file parted by commas: one that holds the other mark is a doubt there too."""
    return "" if any(mark in cell for cell in doubtful for mark in MARKS if mark != usual) else usual


def _are_thousands(doubtful: Sequence[str], cells: Sequence[str], mark: str) -> bool:
    """Would they lie nearer to the other numbers of the column, in times as large, if `mark` stood between thousands?"""
    apart = [size for cell in cells if len(possible_marks(cell)) < 2 and (size := abs(number_with(cell, mark) or 0.0))]
    if not doubtful or not apart:
        return False
    read = median(abs(number_with(cell, mark) or 0.0) for cell in doubtful)
    return median(apart) > read * THOUSAND**0.5


def possible_marks(cell: str) -> set[str]:
    """The marks that may be the decimal one in this cell; none where it holds neither or is no number."""
    text = bare_number(cell)
    if isinstance(cell, SheetNumber) or not _WRITTEN.fullmatch(text) or not set(MARKS) & set(text):
        return set()
    return {mark for mark in MARKS if number_with(text, mark) is not None}


def number_with(cell: str, mark: str) -> float | None:
    """The number, `mark` being the decimal one; the other may stand before each three digits and nowhere else."""
    if isinstance(cell, SheetNumber):
        return float(cell)
    text = bare_number(cell)
    other = "," if mark == "." else "."
    if other in text:
        grouped = re.fullmatch(rf"([-+]?)([1-9]\d{{0,2}}(?:{re.escape(other)}\d{{3}})+)((?:{re.escape(mark)}\d*)?)", text)
        if not grouped:
            return None
        text = grouped[1] + grouped[2].replace(other, "") + grouped[3]
    if "_" in text:
        return None
    try:
        value = float(text.replace(mark, "."))
    except ValueError:
        return None
    return value if value == value else None
