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
    lines = csv.reader(_lines(path, encoding), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(lines):
            if number > most_rows:
                told = _("El archivo tiene más de %(most)s filas. Divídalo en partes, por ejemplo por año, y traiga cada una.")
                raise Unreadable(told % {"most": f"{most_rows:,}".replace(",", "\u202f")})
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
