"""Numbers as they are written in the reader's language."""

import math
from decimal import Decimal

from django.utils.translation import get_language

NARROW_SPACE = "\u202f"
SMALL, MOST_PLACES = 0.1, 12


def written(value: float, digits: int | None = None) -> str:
    """A number with a sensible number of digits: decimal comma in Spanish and Hungarian, point in English."""
    places = digits_for(value) if digits is None else digits
    text = f"{abs(value):,.{places}f}"
    whole, _, decimals = text.partition(".")
    if (get_language() or "es").startswith("en"):
        found = text
    else:
        grouped = whole.replace(",", NARROW_SPACE if abs(value) >= 10_000 else "")
        found = f"{grouped},{decimals}" if decimals else grouped
    negative = value < 0 and any(figure in "123456789" for figure in text)
    return f"−{found}" if negative else found


def shortest(value: float) -> str:
    """A number that people wrote, with as many digits as they wrote."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return written(value, max(0, -int(exponent)))


def digits_for(value: float, *ends: float | None) -> int:
    """Three figures that a person can hold: none after the comma from a hundred up, one from ten, two below.

    Where the value and the ends of its interval all are below a tenth, as many as show three figures of the largest: 0,00 would say nothing.
    """
    size = abs(value)
    largest = max([size, *(abs(end) for end in ends if end is not None)])
    if 0 < largest < SMALL:
        return min(2 - math.floor(math.log10(largest)), MOST_PLACES)
    return 0 if size >= 100 else 1 if size >= 10 else 2


def written_p(value: float) -> str:
    """A p value to three places; below that only its bound is worth saying."""
    return f"< {written(0.001, 3)}" if value < 0.001 else f"= {written(value, 3)}"
