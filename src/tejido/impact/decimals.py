"""Which of point and comma writes the decimals of a column: told by its cells, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tejido.core.ingest import bare_number

MARKS = (".", ",")
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
    doubtful = [row for row, marks in possible.items() if len(marks) == 2]
    if doubtful and usual and not surely["."] and not surely[","]:
        return usual, ""
    if doubtful and not surely["."] and not surely[","]:
        told = _("no se sabe si el punto o la coma son de miles o de decimales, en las filas %(rows)s. Escriba 1234 o 1.2340.")
        return "", told % {"rows": ", ".join(doubtful[:10]) + (" …" if len(doubtful) > 10 else "")}
    return ("," if surely[","] else "."), ""


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
