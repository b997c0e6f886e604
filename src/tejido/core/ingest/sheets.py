"""Sheets of an .xlsx as rows of cells: values only, as a stream; formulas are not computed and links are not followed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from tejido.core.ingest.letters import composed, plain
from tejido.core.ingest.package import MOST_ROWS, LookedInto
from tejido.core.ingest.refusal import Unreadable

LONGEST_CELL = 100_000
TEXTS = "/xl/sharedstrings.xml"  # the part that core/ingest/package.py counted
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_names(path: Path) -> list[str]:
    """Names of the visible sheets, or of all when none is."""
    with _opened(path, with_texts=False) as book:
        names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.sheetnames
    if not names:
        raise Unreadable(_("El archivo no tiene ninguna hoja."))
    return [composed(plain(name)) for name in names]


def sheet_rows(path: Path, name: str, *, most_columns: int) -> Iterator[tuple[Any, ...]]:
    """The cells of each row of a sheet, at most `most_columns` of them."""
    with _opened(path) as book:
        sheet = next((sheet for sheet in [*book.worksheets, *book.chartsheets] if composed(plain(sheet.title)) == name), None)
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
            yield tuple([composed(plain(cell)) if isinstance(cell, str) else cell for cell in cells])


@contextmanager
def _opened(path: Path, with_texts: bool = True) -> Iterator[Any]:
    with path.open("rb") as file:  # the name on the disk says nothing of the kind
        try:
            book = _book(file, with_texts)
            try:
                yield book
            finally:
                book.close()
        except Unreadable:
            raise
        except Exception:  # openpyxl raises whatever its parsers meet in a damaged file
            raise _damaged() from None


def _book(file: Any, with_texts: bool) -> Any:
    from openpyxl.chartsheet import Chartsheet
    from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader  # imported late: a web worker that reads no sheet does not carry it

    class Book(ExcelReader):  # type: ignore[misc]
        """Reads the texts that cells share four times as fast, only when they are wanted, and only from the part that was looked into."""

        def read_strings(self) -> None:
            part = self.package.find(SHARED_STRINGS)
            if part is None or not with_texts:
                return
            if part.PartName.lower() != TEXTS:
                raise _damaged()
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings = list(_texts(stream))

        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            """Only that it is there: the part to which it points is not read, it could be as long as a sheet."""
            self.wb._add_sheet(Chartsheet(parent=self.wb, title=sheet.name))

    reader = Book(file, read_only=True, data_only=True, keep_links=False)
    reader.archive = LookedInto(file)
    reader.read()
    return reader.wb


def _texts(stream: IO[bytes]) -> Iterator[str]:
    """The texts of a book, plain or in pieces of different letters; readings of signs (`rPh`) are left out."""
    events = ElementTree.iterparse(stream, ("start", "end"))  # noqa: S314  # what defines things was refused before (core/ingest/package.py)
    _start, root = next(events)
    for event, node in events:
        if event == "end" and node.tag == f"{_MAIN}si":
            pieces = [*node.findall(f"{_MAIN}t"), *node.findall(f"{_MAIN}r/{_MAIN}t")]
            yield "".join([piece.text or "" for piece in pieces]).replace("x005F_", "")
            root.clear()


def _damaged() -> Unreadable:
    return Unreadable(_("La hoja está dañada o a medio guardar. Ábrala en su programa, guárdela otra vez como .xlsx y vuelva a subirla."))
