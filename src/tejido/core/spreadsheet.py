"""What goes out for a spreadsheet: CSV and XLSX in which no cell can run as a formula, and the way back of the mark that sees to it."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"  # spreadsheets on Windows need it to read accents
LONGEST_CELL = 32_767  # of a sheet
MARK = "'"
# A formula starts with one of these, wide ones included, after blanks and unseen signs, which some programs drop.
_BLANKS = r"[\s\x00-\x20\u00a0\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff']{0,200}"
_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20\u2212]"
_NUMBER = rf"{_BLANKS}[+-][\d.\x20]*\d(?:[,;\t|\r\n]|$)"
# Inside of a text too: a program that cuts at another sign than ours may begin a cell there. Plain numbers after a comma stay as they are.
_HERE = rf"(?:^(?={_BLANKS}{_SIGNS}|'*[\t\r\n])|(?<=[,;\t|\r\n])(?!{_NUMBER})(?={_BLANKS}{_SIGNS}))"
_STARTS = re.compile(_HERE)
_MARKED = re.compile(rf"{_HERE}{MARK}")
_NEEDS_QUOTES = re.compile(r"[,;\t|\"\r\n]")  # every sign that some program takes for a separator, whatever ours is
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def harmless(text: str) -> str:
    """A mark before whatever a spreadsheet would run; `meant` takes the marks away again."""
    return _STARTS.sub(MARK, text)


def meant(text: str) -> str:
    """What a cell said before `harmless`."""
    return _MARKED.sub("", text)


def csv_line(cells: Iterable[str | int | float | None], separator: str, *, point: str = ".") -> str:
    """One line. Numbers are written as such, with the decimal sign `point`; texts are made harmless."""
    return separator.join(_csv_cell(cell, point) for cell in cells) + "\r\n"


def _csv_cell(value: str | int | float | None, point: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return repr(value).replace(".", point)
    text = harmless(str(value))
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def as_csv(lines: Iterable[Sequence[str]], separator: str) -> Iterator[str]:
    """Line by line, with the mark that makes spreadsheets read UTF-8."""
    yield BYTE_ORDER_MARK
    for line in lines:
        yield csv_line(line, separator)


def as_xlsx(lines: Iterable[Sequence[str]], title: str) -> bytes:
    import openpyxl  # imported late: a web worker that writes no sheet does not carry it
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for line in lines:
        cells = [WriteOnlyCell(sheet, value=_xlsx_text(cell)) for cell in line]
        for cell in cells:
            cell.data_type = "s"  # text, whatever it looks like
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _xlsx_text(text: str) -> str:
    return _NOT_IN_XML.sub("", harmless(text))[:LONGEST_CELL]
