"""What a cell says: dates, numbers, yes or no. A `Problem` is the answer when it cannot be read, with what to write instead."""

import datetime as dt
import math
import re
from functools import lru_cache

from django.utils.translation import gettext as _

from tejido.core import ingest
from tejido.core.ingest import EMPTY, NO, bare_number

YES = ingest.YES | {"x"}  # a cross in the cell
_DATE = re.compile(r"(\d{1,4})[./\-\s](\d{1,2})[./\-\s](\d{1,4})\.?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_POINT = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?|[+-]?\.\d+", re.IGNORECASE)
_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?(?:e[+-]?\d+)?|[+-]?,\d+", re.IGNORECASE)
DAY_ZERO = dt.date(1899, 12, 30)  # of spreadsheets: day 1 is 31 December 1899, with the leap day that 1900 did not have
EXAMPLES = {"dmy": "28/02/2024", "mdy": "02/28/2024", "ymd": "2024-02-28"}


class Problem(str):
    """Why a cell cannot be read, fit for the user."""

    __slots__ = ()


def is_empty(text: str) -> bool:
    return text.strip().lower() in EMPTY


def read_date(text: str, order: str) -> dt.date | Problem:
    """A date in the order of the column; year first is understood always, and the day numbers of spreadsheets too."""
    text = text.strip()
    if found := _DATE.fullmatch(text):
        first, second, third = found.groups()
        if len(first) > 2 or (order == "ymd" and len(third) <= 2):
            year, month, day = first, second, third
        elif order == "mdy":
            month, day, year = first, second, third
        else:
            day, month, year = first, second, third
        try:
            return dt.date(_whole_year(year), int(month), int(day))
        except ValueError:
            return Problem(_("«%(text)s» no existe en el calendario. Escríbala como %(example)s.") % {"text": text, "example": EXAMPLES[order]})
    number = text.removesuffix(".0").removesuffix(",0")
    if number.isascii() and number.isdigit() and 5000 <= int(number) <= 80000:
        return DAY_ZERO + dt.timedelta(days=int(number))
    return Problem(_("«%(text)s» no es una fecha. Escríbala como %(example)s.") % {"text": _short(text), "example": EXAMPLES[order]})


def _whole_year(year: str) -> int:
    """A year of two figures is the last one that has begun: 85 is 1985, 05 is 2005."""
    if len(year) > 2:
        return int(year)
    this = dt.date.today().year
    return this - (this - int(year)) % 100


def read_number(text: str, decimal: str) -> float | Problem:
    """A number with the decimal sign of the file. Thousands may be marked with the other sign or with spaces."""
    plain = bare_number(text)
    if (_COMMA if decimal == "," else _POINT).fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".") if decimal == "," else plain.replace(",", "")
        value = float(plain)
        if math.isfinite(value):
            return value
    example = "12,5" if decimal == "," else "12.5"
    return Problem(_("«%(text)s» no es un número. Escriba solo cifras, por ejemplo %(example)s.") % {"text": _short(text), "example": example})


def read_whole(text: str, decimal: str) -> int | Problem:
    value = read_number(text, decimal)
    if isinstance(value, Problem):
        return value
    return int(value) if value == int(value) else Problem(_("«%(text)s» debe ser un número entero.") % {"text": _short(text)})


def read_yes_no(text: str) -> bool | Problem:
    word = text.strip().lower()
    if word in YES:
        return True
    return False if word in NO else Problem(_("«%(text)s» no se entiende como sí o no. Escriba sí o no.") % {"text": _short(text)})


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


@lru_cache(maxsize=4096)
def plain_word(text: str) -> str:
    """Lower case without accents: how words are compared."""
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
