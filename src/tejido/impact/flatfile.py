"""A flat file, CSV or XLSX, as the table that a plan asks for; every cell that cannot be read is named, none is guessed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tejido.core.ingest import Unreadable, csv_rows, first_lines, guess_encoding, kind_of, sheet_names, sheet_rows
from tejido.impact.canonical import LINE
from tejido.impact.decimals import SheetNumber, decimal_mark, number_with
from tejido.impact.spec import Column, Plan
from tejido.impact.spec.problems import nearest

if TYPE_CHECKING:
    import pandas as pd

MISSING = {"", "na", "n/a", "nan", "null", "none", ".", "-", "s/d", "nd"}
YES = {"1", "1.0", "1,0", "sí", "si", "s", "yes", "y", "true", "verdadero", "igen", "i"}
NO = {"0", "0.0", "0,0", "no", "n", "false", "falso", "nem"}
DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$")
CELLS_NAMED = 10
MOST_COLUMNS = 1_000


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
    header, numbers, rows = _rows(Path(path))
    wanted = {column.name: column.file for column in plan.columns}
    places = _places(header, plan, wanted)
    problems: list[str] = []
    usual = _usual_mark(Path(path))
    found: dict[str, list[object]] = {"person": _people(plan, places, rows, numbers)}
    if plan.wave:
        found["wave"] = [_wave(row[places["wave"]]) for row in rows]
    for column in plan.columns:
        found[column.name] = _column(column, [row[places[column.name]] for row in rows], numbers, problems, usual)
    problems += _repeated(plan, found, numbers)
    if problems:
        raise FlatFileError(problems)
    frame = pd.DataFrame(found, index=pd.Index(numbers, name=LINE))
    return frame.astype({column.name: float for column in plan.columns if column.kind != "category"})


def _rows(path: Path) -> tuple[list[str], list[int], list[list[str]]]:
    """Titles, then the rows that are not empty with the number each has in the file."""
    if not path.is_file():
        raise FlatFileError([_("No se encuentra el archivo «%(name)s».") % {"name": path.name}])
    try:
        table = _sheet(path) if kind_of(path, path.name) == "xlsx" else _separated(path)
    except Unreadable as unreadable:
        raise FlatFileError([str(unreadable)]) from None
    if len(table) < 2:
        raise FlatFileError([_("El archivo no tiene datos: se esperaba una fila de títulos y una fila por persona.")])
    header = [title.strip() for title in table[0]]
    if len(header) > MOST_COLUMNS:
        raise FlatFileError([_("El archivo tiene demasiadas columnas (%(n)s).") % {"n": len(header)}])
    width = len(header)
    filled = [(i + 2, row) for i, row in enumerate(table[1:]) if any(cell.strip() for cell in row)]
    long = [str(number) for number, row in filled if any(cell.strip() for cell in row[width:])]
    if long:
        raise FlatFileError([_("Hay más celdas que títulos en las filas %(rows)s. Revise el separador.") % {"rows": _few(long)}])
    return header, [number for number, _row in filled], [(row + [""] * width)[:width] for _number, row in filled]


def _separated(path: Path) -> list[list[str]]:
    encoding = guess_encoding(path)
    return list(csv_rows(path, encoding, _separator(path, encoding)))


def _separator(path: Path, encoding: str) -> str:
    first = "".join(first_lines(path, encoding, 1))
    return max(",;\t", key=first.count)


def _usual_mark(path: Path) -> str:
    """Where commas part the cells, decimals are written with a point: whoever writes them with a comma parts cells by semicolons."""
    return "." if kind_of(path, path.name) != "xlsx" and _separator(path, guess_encoding(path)) == "," else ""


def _sheet(path: Path) -> list[list[str]]:
    rows = sheet_rows(path, sheet_names(path)[0], most_columns=MOST_COLUMNS + 1)
    table = [["" if cell is None else _cell_text(cell) for cell in row] for row in rows]
    for row in table:
        while row and not row[-1]:
            row.pop()
    return table


def _cell_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    return SheetNumber(repr(cell)) if isinstance(cell, float) else str(cell)


def _places(header: list[str], plan: Plan, wanted: dict[str, str]) -> dict[str, int]:
    """Where each wanted column lies, or which ones are missing and what stands nearest."""
    asked = dict(wanted)
    if plan.person:
        asked["person"] = plan.person
    if plan.wave:
        asked["wave"] = plan.wave
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


def _people(plan: Plan, places: dict[str, int], rows: list[list[str]], numbers: list[int]) -> list[object]:
    if not plan.person:
        return [str(i + 1) for i in range(len(rows))]
    codes = [row[places["person"]].strip() for row in rows]
    empty = [str(number) for number, code in zip(numbers, codes, strict=True) if not code]
    if empty:
        raise FlatFileError([_("Falta el código de la persona en las filas %(rows)s.") % {"rows": _few(empty)}])
    return list(codes)


def _repeated(plan: Plan, found: dict[str, list[object]], numbers: list[int]) -> list[str]:
    """A person (or a person's interview) written twice would be counted twice."""
    if plan.rows == "person_period":  # several rows for each person are what was asked for; the method looks whether they overlap
        return []
    seen: dict[tuple[object, ...], int] = {}
    twice: list[str] = []
    keys = zip(found["person"], found["wave"], strict=True) if plan.wave else ((code,) for code in found["person"])
    for number, key in zip(numbers, keys, strict=True):
        if key in seen:
            twice.append(f"{seen[key]}–{number}")
        seen.setdefault(key, number)
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
        return text or None


def _column(column: Column, cells: list[str], numbers: list[int], problems: list[str], usual: str) -> list[object]:
    if column.kind == "category":
        return [None if cell.strip().lower() in MISSING else cell.strip() for cell in cells]
    given = [(cell, str(number)) for cell, number in zip(cells, numbers, strict=True) if cell.strip().lower() not in MISSING]
    mark, doubt = (".", "")
    if column.kind == "number":
        mark, doubt = decimal_mark([cell for cell, _row in given], [row for _cell, row in given], usual)
    if doubt:
        problems.append(_("La columna «%(column)s»: %(doubt)s") % {"column": column.file, "doubt": doubt})
        return [None] * len(cells)
    values: list[object] = []
    wrong: list[str] = []
    for number, cell in zip(numbers, cells, strict=True):
        text = cell.strip()
        value = None if text.lower() in MISSING else _yes_no(text) if column.kind == "yes_no" else number_with(cell, mark)
        if value is None and text.lower() not in MISSING:
            wrong.append(f"{number} («{text[:20]}»)")
        values.append(value)
    if wrong and column.kind == "number":
        told = _("La columna «%(column)s» lleva texto donde se espera un número, en las filas %(rows)s.")
        problems.append(told % {"column": column.file, "rows": _few(wrong)})
        if any(DATE.match(cell.strip()) for cell in cells):
            problems.append(_("Las fechas no son números: ponga cuántos días van de una fecha a otra."))
    elif wrong:
        problems.append(
            _("La columna «%(column)s» espera sí o no (o 1 y 0) y dice otra cosa en las filas %(rows)s.")
            % {"column": column.file, "rows": _few(wrong)}
        )
    return values


def _yes_no(text: str) -> float | None:
    word = text.lower()
    return 1.0 if word in YES else 0.0 if word in NO else None


def _few(items: list[str]) -> str:
    return ", ".join(items[:CELLS_NAMED]) + (" …" if len(items) > CELLS_NAMED else "")
