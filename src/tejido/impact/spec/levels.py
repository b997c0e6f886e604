"""Levels of a column, as a plan writes them."""

from typing import Any

from tejido.core.ingest import yes_or_no


def level_text(value: Any) -> str:
    """A level as the data write it: true is 1."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def level_in(kind: str, value: Any) -> str:
    """The same of a column of this kind: one of yes and no takes the words that its cells take."""
    text = level_text(value)
    answer = yes_or_no(text) if kind == "yes_no" else None
    return text if answer is None else level_text(answer)
