"""Files that mean harm, or are broken, made by code: none of them is stored. `FILES`: name of the case → (file name, bytes, fate).

The fate is `refused` or `neutral` (it comes in and does nothing: what it holds is only text).
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.hostile_files import disguises, packages, texts


class Case(NamedTuple):
    what: str
    name: str
    make: Callable[[], bytes]
    fate: str


def cases() -> Iterator[Case]:
    for module in (disguises, packages, texts):
        for what, (name, make, fate) in module.CASES.items():
            yield Case(what, name, make, fate)
