"""Names of files: the one shown cannot mislead, the one on the disk is ours."""

import re
import unicodedata
from pathlib import PurePosixPath

from tejido.core.codes import new_code

LONGEST = 200
ENDINGS = {"csv": (".csv", ".tsv", ".txt"), "xlsx": (".xlsx",)}
_SEPARATORS = re.compile(r"[/\\]+")


def shown_name(name: str) -> str:
    """The last part of the name, without signs that turn the reading direction, break the line or cannot be seen."""
    last = _SEPARATORS.split(name)[-1]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    return plain.strip()[-LONGEST:] or "archivo"


def stored_name() -> str:
    """A name that owes nothing to the outside, with an ending that no program takes for its own."""
    return f"{new_code()}.table"


def ending_of(name: str) -> str:
    return PurePosixPath(shown_name(name)).suffix.lower()
