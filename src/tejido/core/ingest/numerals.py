"""How people write a number: signs and marks between thousands, before anybody asks which mark is the decimal one."""

import re

APART = "[ \t\u00a0\u2009\u202f'\u2019]"  # between thousands in Spanish, Hungarian, French and Swiss habits
_SIGN = re.compile(rf"^([-+]){APART}+")
_THOUSANDS = re.compile(rf"[-+]?[1-9]\d{{0,2}}(?:{APART}\d{{3}})+(?:[.,]\d*)?")


def bare_number(cell: str) -> str:
    """The text with the minus of a keyboard, and without what stands between its thousands: «4 100» is a number, «4 1» and «3,5 100» are two."""
    text = _SIGN.sub(r"\1", cell.strip().replace("\u2212", "-"))
    return re.sub(APART, "", text) if _THOUSANDS.fullmatch(text) else text
