"""Sheets of an .xlsx as rows of cells: values only, as a stream; formulas are not computed and links are not followed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tejido.core.ingest.letters import plain
from tejido.core.ingest.package import MOST_ROWS
from tejido.core.ingest.refusal import Unreadable

LONGEST_CELL = 100_000


def sheet_names(path: Path) -> list[str]:
    """Names of the visible sheets, or of all when none is."""
    with _opened(path) as book:
        names = [plain(sheet.title) for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.sheetnames
    if not names:
        raise Unreadable(_("El archivo no tiene ninguna hoja."))
    return list(names)


def sheet_rows(path: Path, name: str, *, most_columns: int) -> Iterator[tuple[Any, ...]]:
    """The cells of each row of a sheet, at most `most_columns` of them."""
    with _opened(path) as book:
        sheet = next((sheet for sheet in [*book.worksheets, *book.chartsheets] if plain(sheet.title) == name), None)
        if sheet is None:
            raise Unreadable(_("El archivo no tiene una hoja llamada «%(sheet)s».") % {"sheet": name})
        if not hasattr(sheet, "iter_rows"):
            raise Unreadable(_("«%(sheet)s» es un gráfico, no una tabla. Elija otra hoja.") % {"sheet": name})
        sheet.reset_dimensions()  # what the file says of its own size is often wrong
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=most_columns)):
            if number > MOST_ROWS:  # a file may number its few rows as it likes
                raise Unreadable(_("La hoja ocupa demasiado al abrirla. Copie solo las filas y columnas que quiere traer en una hoja nueva y guárdela."))
            if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
                raise Unreadable(_("Una celda de la fila %(row)d es demasiado larga. Acórtela en la hoja y vuelva a subirla.") % {"row": number + 1})
            yield tuple([plain(cell) if isinstance(cell, str) else cell for cell in cells])


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import openpyxl  # imported late: a web worker that reads no sheet does not carry it

    with path.open("rb") as file:  # the name on the disk says nothing of the kind
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except Unreadable:
            raise
        except Exception:  # openpyxl raises whatever its parsers meet in a damaged file
            raise _damaged() from None


def _damaged() -> Unreadable:
    return Unreadable(_("La hoja está dañada o a medio guardar. Ábrala en su programa, guárdela otra vez como .xlsx y vuelva a subirla."))
