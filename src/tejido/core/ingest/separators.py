"""The sign that parts the cells of a file: told by its first rows, or named by a line of its own."""

import csv
from collections import Counter
from pathlib import Path

from tejido.core.ingest.lines import NAMES_SEPARATOR, first_lines

SEPARATORS = ",;\t|"
LOOKED_AT = 60


def guess_separator(path: Path, encoding: str) -> str:
    """The sign that cuts titles and rows into the same number of cells, most often and into most of them."""
    head = first_lines(path, encoding, LOOKED_AT)
    if head and (named := NAMES_SEPARATOR.fullmatch(head[0])):
        return named[1]
    return max(SEPARATORS, key=lambda sign: _fitness(head, sign))


def _fitness(lines: list[str], sign: str) -> tuple[bool, float, int]:
    """Do the titles agree with the rows (decimals and lists within cells may be as even as cells are); how even and wide; cells of the titles."""
    try:
        rows = [row for row in csv.reader(lines, delimiter=sign) if row]
    except csv.Error:
        return False, 0.0, 0
    width, times = Counter(map(len, rows)).most_common(1)[0] if rows else (1, 0)
    if width < 2:
        return False, 0.0, len(rows[0]) if rows else 0
    are_titles = len(rows[0]) == width and not any(cell.strip().isdigit() for cell in rows[0])
    return are_titles, times / len(rows) * width, len(rows[0])
