"""A flat file, CSV or XLSX, as the table that a plan asks for; every cell that cannot be read is named, none is guessed."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tejido.core.ingest import (
    EMPTY,
    EMPTY_WORDS,
    Unreadable,
    csv_rows,
    guess_encoding,
    guess_separator,
    kind_of,
    sheet_names,
    sheet_rows,
    yes_or_no,
)
from tejido.impact.canonical import LINE
from tejido.impact.decimals import SheetNumber, decimal_mark, number_with
from tejido.impact.spec import Column, Plan
from tejido.impact.spec.problems import nearest
from tejido.impact.written import WrittenColumn

if TYPE_CHECKING:
    import pandas as pd

DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$")
CELLS_NAMED = 10
ROWS_TOLD = 100_000
MOST_COLUMNS = 1_000
MOST_ROWS = 10_000_000
CHUNK = 2_000


class FlatFileError(Exception):
    """The file cannot be used with this plan. `problems` says what to mend, in the reader's language."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_flatfile(path: str | Path, plan: Plan) -> pd.DataFrame:
    """The plan's columns with `person` and, for repeated interviews, `wave`; the index is the row of the file, as in messages."""
    import pandas as pd

    if plan.rows == "person_period" and not plan.person:
        raise FlatFileError([_("Este plan pregunta al registro. Para un archivo, diga con «person» qué columna lleva a la persona.")])
    numbers, cells = _read(Path(path), plan)
    problems: list[str] = []
    usual = _usual_mark(Path(path))
    found: dict[str, Any] = {"person": _people(cells, numbers)}
    if plan.wave:
        _refuse_unknown_waves(plan.wave, cells["wave"], numbers)
        found["wave"] = pd.Series(cells["wave"].each(_wave)).infer_objects().to_numpy()  # numbers where all of them are
    for column in plan.columns:
        found[column.name] = _values(column, cells[column.name], numbers, problems, usual)
    problems += _repeated(plan, found, numbers)
    if problems:
        raise FlatFileError(problems)
    frame = pd.DataFrame(found, index=pd.Index(numbers, name=LINE))
    return frame.astype({column.name: float for column in plan.columns if column.kind != "category"})


def _read(path: Path, plan: Plan) -> tuple[Sequence[int], dict[str, WrittenColumn]]:
    if not path.is_file():
        raise FlatFileError([_("No se encuentra el archivo «%(name)s».") % {"name": path.name}])
    try:
        return _cells(_sheet(path) if kind_of(path, path.name) == "xlsx" else _separated(path), plan)
    except Unreadable as unreadable:
        raise FlatFileError([str(unreadable)]) from None


def _cells(table: Iterator[list[str]], plan: Plan) -> tuple[Sequence[int], dict[str, WrittenColumn]]:
    """The number in the file of each row that is not empty, and its cells in the columns that the plan asks for."""
    above, header = next(((number, row) for number, row in enumerate(table, start=1) if any(map(str.strip, row))), (0, []))
    first = next(table, None)
    if first is None:
        raise FlatFileError([_("El archivo no tiene datos: se esperaba una fila de títulos y una fila por persona.")])
    width = len(header)
    if width > MOST_COLUMNS:
        raise FlatFileError([_("El archivo tiene demasiadas columnas (%(n)s).") % {"n": width}])
    places = _places([_title(cell) for cell in header], plan)
    found = {name: WrittenColumn() for name in places}
    numbers, long = array("i"), []
    rows = enumerate(chain([first], table), start=above + 1)
    while piece := list(islice(rows, CHUNK)):
        filled = [(number, row) for number, row in piece if any(map(str.strip, row))]
        long += [str(number) for number, row in filled if len(row) > width and any(map(str.strip, row[width:]))]
        numbers.extend(number for number, _row in filled)
        columns = list(zip_longest(*(row for _number, row in filled), fillvalue=""))
        for name, place in places.items():
            found[name].extend(columns[place] if place < len(columns) else [""] * len(filled))
    if long:
        raise FlatFileError([_("Hay más celdas que títulos en las filas %(rows)s. Revise el separador.") % {"rows": _few(long)}])
    return numbers, found


def _separated(path: Path) -> Iterator[list[str]]:
    encoding = guess_encoding(path)
    return csv_rows(path, encoding, guess_separator(path, encoding), most_rows=MOST_ROWS)


def _usual_mark(path: Path) -> str:
    """Where commas part the cells, a point is that of decimals; a comma in quotation marks is not told by this (decimals.py)."""
    return "." if kind_of(path, path.name) != "xlsx" and guess_separator(path, guess_encoding(path)) == "," else ""


def _sheet(path: Path) -> Iterator[list[str]]:
    for cells in sheet_rows(path, sheet_names(path)[0], most_columns=MOST_COLUMNS + 1):
        row = ["" if cell is None else _cell_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        yield row


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return SheetNumber(repr(cell)) if isinstance(cell, float) else str(cell)


def _places(header: list[str], plan: Plan) -> dict[str, int]:
    """Where each wanted column lies, or which ones are missing and what stands nearest."""
    named = {column.name: column.file for column in plan.columns} | {"person": plan.person, "wave": plan.wave}
    asked = {name: _title(written) for name, written in named.items() if written}
    problems = [
        _("Falta la columna «%(column)s» en el archivo. %(hint)s") % {"column": title, "hint": nearest(title, header)}
        for title in asked.values()
        if title not in header
    ]
    problems += [
        _("El título «%(column)s» aparece más de una vez en el archivo.") % {"column": title}
        for title in asked.values()
        if header.count(title) > 1
    ]
    if problems:
        raise FlatFileError(problems)
    return {name: header.index(title) for name, title in asked.items()}


def _title(written: str) -> str:
    """On one line and with single spaces, as people read it."""
    return " ".join(written.split())


def _people(cells: Mapping[str, WrittenColumn], numbers: Sequence[int]) -> Any:
    if "person" not in cells:
        return [str(i + 1) for i in range(len(numbers))]
    codes = cells["person"]
    empty = [place for place, text in enumerate(codes.texts) if not text.strip()]
    if empty:
        raise FlatFileError([_("Falta el código de la persona en las filas %(rows)s.") % {"rows": _rows_with(codes, empty, numbers)}])
    return codes.each(str.strip)


def _refuse_unknown_waves(title: str, waves: WrittenColumn, numbers: Sequence[int]) -> None:
    """A row of no interview would be left out of what goes interview by interview, and kept by the rest."""
    empty = [place for place, text in enumerate(waves.texts) if _is_gap(text)]
    if empty:
        told = _("Falta en la columna «%(column)s» de qué entrevista es la fila, en las filas %(rows)s.")
        raise FlatFileError([told % {"column": title, "rows": _rows_with(waves, empty, numbers)}])


def _rows_with(cells: WrittenColumn, places: Sequence[int], numbers: Sequence[int]) -> str:
    return _few([str(numbers[row]) for row, _text in cells.rows_with(places, CELLS_NAMED + 1)])


def _repeated(plan: Plan, found: Mapping[str, Any], numbers: Sequence[int]) -> list[str]:
    """A person (or a person's interview) written twice would be counted twice."""
    if plan.rows == "person_period":  # several rows for each person are what was asked for; the method looks whether they overlap
        return []
    seen: dict[tuple[object, ...], int] = {}
    keys = zip(found["person"], found["wave"], strict=True) if plan.wave else ((code,) for code in found["person"])
    twice = [f"{first}–{number}" for number, key in zip(numbers, keys, strict=True) if (first := seen.setdefault(key, number)) != number]
    if not twice:
        return []
    if plan.wave:
        return [_("La misma persona y entrevista aparece dos veces, en las filas %(rows)s.") % {"rows": _few(twice)}]
    return [_("La misma persona aparece dos veces, en las filas %(rows)s.") % {"rows": _few(twice)}]


def _wave(cell: str) -> object:
    text = cell.strip()
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _values(column: Column, cells: WrittenColumn, numbers: Sequence[int], problems: list[str], usual: str) -> Any:
    """The value of each row (n,), None for a gap. What cannot be read is added to `problems`."""
    if column.kind == "category":
        return cells.each(_word)
    texts = [None if _is_gap(text) else text for text in cells.texts]
    given = [place for place, text in enumerate(texts) if text is not None]
    mark, doubt = _mark(cells, given, numbers, usual) if column.kind == "number" else (".", "")
    if doubt:
        problems.append(_("La columna «%(column)s»: %(doubt)s") % {"column": column.file, "doubt": doubt})
        return None
    values = [None if text is None else _yes_no(text) if column.kind == "yes_no" else number_with(text, mark) for text in texts]
    wrong = [place for place in given if values[place] is None]
    if wrong:
        named = [f"{numbers[row]} («{text.strip()[:20]}»)" for row, text in cells.rows_with(wrong, CELLS_NAMED + 1)]
        problems += _unread(column, _few(named), cells.texts)
    return cells.spread(values)


def _mark(cells: WrittenColumn, given: Sequence[int], numbers: Sequence[int], usual: str) -> tuple[str, str]:
    """The decimal mark of the column; or a doubt, which names every row to mend and not only the first of each text."""
    mark, doubt = decimal_mark([cells.texts[place] for place in given], [str(numbers[cells.firsts[place]]) for place in given], usual)
    if not doubt:
        return mark, ""
    rows = cells.rows_with(given, ROWS_TOLD)
    return mark, decimal_mark([text for _row, text in rows], [str(numbers[row]) for row, _text in rows], usual)[1] or doubt


def _unread(column: Column, rows: str, texts: Sequence[str]) -> list[str]:
    if column.kind == "yes_no":
        told = _("La columna «%(column)s» espera sí o no (o 1 y 0) y dice otra cosa en las filas %(rows)s.")
        return [told % {"column": column.file, "rows": rows}]
    found = [
        _("La columna «%(column)s» lleva texto donde se espera un número, en las filas %(rows)s.") % {"column": column.file, "rows": rows}
    ]
    if any(DATE.match(text.strip()) for text in texts):
        found.append(_("Las fechas no son números: ponga cuántos días van de una fecha a otra."))
    return found


def _is_gap(text: str) -> bool:
    return text.strip().lower() in EMPTY


def _word(text: str) -> str | None:
    word = text.strip()
    return None if word in EMPTY_WORDS else word


def _yes_no(text: str) -> float | None:
    answer = yes_or_no(text)
    return None if answer is None else float(answer)


def _few(items: list[str]) -> str:
    return ", ".join(items[:CELLS_NAMED]) + (" …" if len(items) > CELLS_NAMED else "")
