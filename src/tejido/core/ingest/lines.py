"""Text cut into rows and cells, as a stream within limits."""

import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext as _

from tejido.core.ingest.letters import composed, plain
from tejido.core.ingest.refusal import Unreadable
from tejido.core.ingest.swallowed import Rows

MOST_ROWS = 300_000
LONGEST_LINE = 1_000_000  # letters; a line without an end would fill the memory
LONGEST_CELL = 100_000
#: As Excel writes it before the titles.
NAMES_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*\s*', re.IGNORECASE)
csv.field_size_limit(LONGEST_CELL)


def first_lines(path: Path, encoding: str, number: int) -> list[str]:
    return list(islice(_lines(path, encoding), number))


def csv_rows(path: Path, encoding: str, separator: str, *, most_rows: int = MOST_ROWS) -> Iterator[list[str]]:
    """Every line as a list of texts; one that only names the separator is an empty one."""
    lines, begins, rows = csv.reader(_of_the_table(path, encoding), delimiter=separator, strict=True), 1, Rows(separator)
    try:
        for number, cells in enumerate(lines):
            if number > most_rows:
                told = _("El archivo tiene más de %(most)s filas. Divídalo en partes, por ejemplo por año, y traiga cada una.")
                raise Unreadable(told % {"most": f"{most_rows:,}".replace(",", "\u202f")})
            rows.look(cells, begins, lines.line_num)
            begins = lines.line_num + 1
            yield _as_meant(cells)
    except csv.Error as problem:
        raise _not_readable(problem, begins, lines.line_num) from None
    except UnicodeError:
        raise Unreadable(
            _("Las letras no corresponden a la codificación %(encoding)s cerca de la línea %(line)d. Elija otra codificación.")
            % {"encoding": encoding, "line": lines.line_num}
        ) from None


def _as_meant(cells: list[str]) -> list[str]:
    """Cell by cell, since there are signs (the Greek question mark) that would part cells once they are put together."""
    together = "".join(cells)
    if not together.isprintable():
        cells = [plain(cell) for cell in cells]
    return cells if together.isascii() else [composed(cell) for cell in cells]


def _not_readable(problem: csv.Error, begins: int, line: int) -> Unreadable:
    """Quotation marks that swallow lines are to be mended where they open, which may be far from where nobody can read on."""
    if line > begins:
        told = _("Unas comillas se abren en la línea %(line)s y no se cierran bien. Corríjalas o guarde el archivo de nuevo desde la hoja de cálculo.")
        return Unreadable(told % {"line": begins})
    told = _("El archivo no se puede leer cerca de la línea %(line)d: %(what)s. Corríjalo o guárdelo de nuevo desde la hoja de cálculo.")
    return Unreadable(told % {"line": line, "what": _what(problem)})


def _what(problem: csv.Error) -> str:
    return _("unas comillas no se cierran bien") if "limit" not in str(problem) else _("una celda no termina; quizá unas comillas no se cierran bien")


def _of_the_table(path: Path, encoding: str) -> Iterator[str]:
    lines = _lines(path, encoding)
    first = next(lines, "")
    return chain(["\n" if NAMES_SEPARATOR.fullmatch(first) else first], lines)


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as file:
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Unreadable(_("Una línea del archivo es demasiado larga para ser una fila. Guárdelo de nuevo desde la hoja de cálculo como CSV o .xlsx."))
            if "\0" in line:
                raise Unreadable(_("El archivo no es texto o está dañado: contiene bytes vacíos. Ábralo en la hoja de cálculo y guárdelo como CSV UTF-8 o .xlsx."))
            yield line
