"""Dates as people write them, the same on a page and in a message of a verb."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

# Hungarian shortens its months in its own way and writes the year first.
PATTERNS = {"hu": "Y. N j."}
MONTHS = {"hu": "Y. N"}


def as_day(value: dt.date) -> str:
    """12 nov 2026. Never 12/11, which two readers take for two different days."""
    if isinstance(value, dt.datetime) and is_aware(value):
        value = localtime(value)
    language = (get_language() or "es")[:2]
    text = date_format(value, PATTERNS.get(language, "j M Y"))
    return text if language == "en" else text.lower()


def as_moment(value: dt.datetime) -> str:
    """12 nov 2026, 14:05."""
    clock = date_format(localtime(value) if is_aware(value) else value, "H:i")
    return f"{as_day(value)} {clock}" if as_day(value).endswith(".") else f"{as_day(value)}, {clock}"


def as_month(value: dt.date) -> str:
    """nov 2026: as long as a mark below a picture may be."""
    language = (get_language() or "es")[:2]
    text = date_format(value, MONTHS.get(language, "M Y"))
    return text if language == "en" else text.lower()
