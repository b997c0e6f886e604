"""Text cut into rows and cells, as a stream within limits."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from tejido.core.ingest.letters import plain
from tejido.core.ingest.refusal import Unreadable

MOST_ROWS = 300_000
LONGEST_LINE = 1_000_000  # letters; a line without an end would fill the memory
LONGEST_CELL = 100_000
csv.field_size_limit(LONGEST_CELL)


def first_lines(path: Path, encoding: str, number: int) -> list[str]:
    return list(islice(_lines(path, encoding), number))


def csv_rows(path: Path, encoding: str, separator: str, *, most_rows: int = MOST_ROWS) -> Iterator[list[str]]:
    """Every line as a list of texts."""
    lines, before = csv.reader(_lines(path, encoding), delimiter=separator, strict=True), 0
    try:
        for number, cells in enumerate(lines):
            if number > most_rows:
                told = _("El archivo tiene más de %(most)s filas. Divídalo en partes, por ejemplo por año, y traiga cada una.")
                raise Unreadable(told % {"most": f"{most_rows:,}".replace(",", "\u202f")})
            _refuse_swallowed(cells, separator, before)
            before = lines.line_num
            yield cells if all(map(str.isprintable, cells)) else [plain(cell) for cell in cells]
    except csv.Error as problem:
        raise Unreadable(
            _("El archivo no se puede leer cerca de la línea %(line)d: %(what)s. Corríjalo o guárdelo de nuevo desde la hoja de cálculo.")
            % {"line": lines.line_num, "what": _what(problem)}
        ) from None
    except UnicodeError:
        raise Unreadable(
            _("Las letras no corresponden a la codificación %(encoding)s cerca de la línea %(line)d. Elija otra codificación.")
            % {"encoding": encoding, "line": lines.line_num}
        ) from None


def _refuse_swallowed(cells: list[str], separator: str, before: int) -> None:
    """Two stray quotation marks make one cell of all the rows between them, and nobody would miss those people: a cell of several lines,
    each cut by just as many separators as its own row has, is no text of somebody."""
    wide = len(cells) - 1
    for cell in cells if wide > 1 else ():
        inner = cell.splitlines()[1:-1]
        if len(inner) > 1 and all(line.count(separator) == wide for line in inner):
            told = _(
                "Unas comillas se abren en la línea %(first)s y no se cierran hasta la %(last)s: las filas de en medio serían una sola celda. "
                "Corríjalas o guarde el archivo de nuevo desde la hoja de cálculo."
            )
            raise Unreadable(told % {"first": before + 1, "last": before + 1 + cell.count("\n")})


def _what(problem: csv.Error) -> str:
    return _("unas comillas no se cierran bien") if "limit" not in str(problem) else _("una celda no termina; quizá unas comillas no se cierran bien")


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as file:
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Unreadable(_("Una línea del archivo es demasiado larga para ser una fila. Guárdelo de nuevo desde la hoja de cálculo como CSV o .xlsx."))
            if "\0" in line:
                raise Unreadable(_("El archivo no es texto o está dañado: contiene bytes vacíos. Ábralo en la hoja de cálculo y guárdelo como CSV UTF-8 o .xlsx."))
            yield line
