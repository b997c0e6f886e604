"""A flat file, CSV or XLSX, as the table that a plan asks for; every cell that cannot be read is named, none is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tejido.core.ingest import EMPTY, EMPTY_WORDS, yes_or_no
from tejido.impact.canonical import LINE
from tejido.impact.decimals import decimal_mark, number_with
from tejido.impact.flatcells import NAMED, FlatFileError, few, read_cells, usual_mark
from tejido.impact.spec import Column, Plan
from tejido.impact.written import WrittenColumn

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FlatFileError", "read_flatfile"]

DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}\b|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}$")
ROWS_TOLD = 100_000


def read_flatfile(path: str | Path, plan: Plan) -> pd.DataFrame:
    """The plan's columns with `person` and, for repeated interviews, `wave`; the index is the row of the file, as in messages."""
    import pandas as pd

    if plan.rows == "person_period" and not plan.person:
        raise FlatFileError([_("Este plan pregunta al registro. Para un archivo, diga con «person» qué columna lleva a la persona.")])
    numbers, cells = read_cells(Path(path), plan)
    problems: list[str] = []
    usual = usual_mark(Path(path))
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
    return few([str(numbers[row]) for row, _text in cells.rows_with(places, NAMED + 1)])


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
        return [_("La misma persona y entrevista aparece dos veces, en las filas %(rows)s.") % {"rows": few(twice)}]
    return [_("La misma persona aparece dos veces, en las filas %(rows)s.") % {"rows": few(twice)}]


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
        named = [f"{numbers[row]} («{text.strip()[:20]}»)" for row, text in cells.rows_with(wrong, NAMED + 1)]
        problems += _unread(column, few(named), cells.texts)
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
