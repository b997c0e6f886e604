"""The cells of a file as they are written: a million rows of a few texts are kept and read as those few."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class WrittenColumn:
    """Each text of a column once, in the order in which they appear, and which of them stands in each row."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.firsts: list[int] = []
        self._places = array("i")
        self._known: dict[Any, int] = {}

    def add(self, cell: str) -> None:
        key = cell if cell.__class__ is str else (cell,)  # a number of a sheet is another thing than the same digits as a text
        place = self._known.setdefault(key, len(self.texts))
        if place == len(self.texts):
            self.texts.append(cell)
            self.firsts.append(len(self._places))
        self._places.append(place)

    @property
    def places(self) -> NDArray[np.intc]:
        """(n,) the place in `texts` of what stands in each row."""
        import numpy as np

        return np.frombuffer(self._places, dtype=np.intc)

    def each(self, value_of: Callable[[str], Any]) -> NDArray[Any]:
        """The value of each row (n,), every text read once."""
        return self.spread([value_of(text) for text in self.texts])

    def spread(self, values: Sequence[Any]) -> NDArray[Any]:
        """Of the values of `texts`, that of each row."""
        import numpy as np

        found = np.empty(len(values), dtype=object)
        found[:] = values
        return found[self.places]

    def rows_with(self, places: Collection[int], most: int) -> list[tuple[int, str]]:
        """Of these texts: the first rows in which they stand, from 0, and the text of each."""
        import numpy as np

        rows = np.flatnonzero(np.isin(self.places, list(places)))[:most]
        return [(int(row), self.texts[self._places[row]]) for row in rows]
