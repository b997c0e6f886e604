"""One reader for each column, made once: text of a cell → value, None when empty, or a Problem.

Registers repeat themselves, so each reader remembers what it has read: most cells cost one look-up.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.spreadsheet import meant
from tejido.interop.checking.ground import Ground
from tejido.interop.checking.words import choices_of, read_choice, words_of
from tejido.interop.matching import Column
from tejido.interop.matching.mapping import DATES
from tejido.interop.reading.values import Problem, is_empty, read_date, read_number, read_whole, read_yes_no
from tejido.outcomes.packs import Pack
from tejido.people.models import Identity

Reader = Callable[[str], Any]
REMEMBERED = 4096
FIRST_DAY = dt.date(1900, 1, 1)
LENGTHS = {field.name: field.max_length or 0 for field in Identity._meta.concrete_fields if field.max_length}
LENGTHS |= {"register_code": 60, "wave": 20, "end_reason": 160}


class Cell:
    """The reader of one column, with its place in the row."""

    __slots__ = ("at", "column", "known", "noun", "read", "to", "values")

    def __init__(self, column: Column, at: int, read: Reader) -> None:
        self.column, self.at, self.read = column, at, read
        self.to, self.noun = str(column.to), column.to.noun
        self.values = column.values
        self.known: dict[str, Any] = {}

    def value(self, text: str) -> Any:
        """What the cell says. Call it for texts that are not in `known`."""
        said = meant(text)  # without the mark that our downloads put before a formula
        said = self.values.get(said.strip(), said) if self.values else said
        value = None if is_empty(said) else self.read(said)
        if len(self.known) < REMEMBERED:
            self.known[text] = value
        return value


def cells_of(ground: Ground) -> list[Cell]:
    places = {name: at for at, name in enumerate(ground.reading.header)}
    return [Cell(column, places[column.name], reader_of(column, ground)) for column in ground.mapping.used()]


def reader_of(column: Column, ground: Ground) -> Reader:
    """How the cells of this column are read."""
    to, decimal = column.to, ground.reading.decimal
    order = column.date_order or ground.reading.date_order
    if to.noun == "measure":
        return _measure_reader(to.name, ground)
    if to.noun in {"assessment", "score"}:
        return _pack_reader(to.noun, ground.packs[to.name.partition(".")[0]], to.name.partition(".")[2], decimal)
    if to.noun == "consent":
        return read_yes_no
    if to.name == "cohort":
        return ground.read_cohort
    if choices_of(str(to)):
        words = words_of(str(to))
        return lambda text: read_choice(text, str(to), words)
    if to.name in DATES:
        ahead = 366 if to.noun in {"enrolment", "spell"} else 0  # what is agreed already may begin within a year
        last = today() + dt.timedelta(days=ahead)
        return lambda text: _sensible_day(read_date(text, order), last, text)
    return _plain_reader(to.name, decimal)


def _plain_reader(name: str, decimal: str) -> Reader:
    """Numbers within their limits, addresses, and words that fit."""
    if name == "birth_year":
        this_year = today().year
        return lambda text: _within(read_whole(text, decimal), 1900, this_year, text)
    if name == "hours":
        return lambda text: _within(read_number(text, decimal), 0, 168, text)
    if name == "support":
        return lambda text: _within(read_whole(text, decimal), 0, 4, text)
    if name == "email":
        return _read_email
    return lambda text: _fitting(" ".join(text.split()), LENGTHS[name])


def _sensible_day(day: dt.date | Problem, last: dt.date, text: str) -> dt.date | Problem:
    if isinstance(day, Problem) or FIRST_DAY <= day <= last:
        return day
    if day > last:
        return Problem(_("«%(text)s» es una fecha que todavía no ha llegado. Revise el año.") % {"text": text})
    return Problem(_("«%(text)s» es anterior a 1900. Revise el año.") % {"text": text})


def _within(value: Any, lowest: float | None, highest: float | None, text: str) -> Any:
    if isinstance(value, Problem) or ((lowest is None or value >= lowest) and (highest is None or value <= highest)):
        return value
    if highest is None:
        return Problem(_("«%(text)s» debe ser %(lowest)s o más.") % {"text": text, "lowest": f"{lowest:g}"})
    if lowest is None:
        return Problem(_("«%(text)s» debe ser %(highest)s o menos.") % {"text": text, "highest": f"{highest:g}"})
    return Problem(_("«%(text)s» debe estar entre %(lowest)s y %(highest)s.") % {"text": text, "lowest": f"{lowest:g}", "highest": f"{highest:g}"})


def _fitting(text: str, length: int) -> str | Problem:
    if len(text) <= length:
        return text
    return Problem(_("Es demasiado largo: %(now)d letras, y caben %(most)d.") % {"now": len(text), "most": length})


def _read_email(text: str) -> str | Problem:
    text = text.strip()
    try:
        validate_email(text)
    except ValidationError:
        return Problem(_("«%(text)s» no es una dirección de correo. Ejemplo: nombre@ejemplo.org.") % {"text": text[:60]})
    return _fitting(text, LENGTHS["email"])


def _measure_reader(slug: str, ground: Ground) -> Reader:
    """Values of a measure come as (number, level), the way they are kept."""
    measure, decimal = ground.measures[slug], ground.reading.decimal
    if measure.kind == "yes_no":

        def yes_no(text: str) -> Any:
            said = read_yes_no(text)
            return said if isinstance(said, Problem) else (float(said), "")

        return yes_no
    if measure.kind == "category":
        levels = {level.casefold(): level for level in measure.levels}

        def level(text: str) -> Any:
            text = " ".join(text.split())
            if levels and text.casefold() not in levels:
                return Problem(_("«%(text)s» no es una de las categorías: %(levels)s.") % {"text": text[:40], "levels": ", ".join(measure.levels)})
            said = _fitting(levels.get(text.casefold(), text), 80)
            return said if isinstance(said, Problem) else (None, said)

        return level

    def number(text: str) -> Any:
        said = _within(read_number(text, decimal), measure.lowest, measure.highest, text)
        return said if isinstance(said, Problem) else (said, "")

    return number


def _pack_reader(noun: str, pack: Pack, name: str, decimal: str) -> Reader:
    if noun == "score":
        scale = pack.scale(name)
        return lambda text: _within(read_number(text, decimal), scale.lowest, scale.highest, text)
    offered = {response.value for response in pack.responses}

    def answer(text: str) -> Any:
        said = read_number(text, decimal)
        if isinstance(said, Problem) or said in offered:
            return said
        return Problem(_("«%(text)s» no es una respuesta de %(name)s: %(offered)s.") % {"text": text, "name": pack.name, "offered": ", ".join(f"{v:g}" for v in sorted(offered))})

    return answer
