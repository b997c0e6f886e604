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
        self.firsts: list[int] = []
        self._places = array("i")
        self._known = _Places()

    def extend(self, cells: Sequence[str]) -> None:
        rows, known = len(self._places), len(self._known)
        self._places.extend(map(self._known.__getitem__, cells))
        if len(self._known) > known:
            found = {place: row for row, place in reversed([*enumerate(self._places[rows:], rows)]) if place >= known}
            self.firsts += [found[place] for place in range(known, len(self._known))]

    @property
    def texts(self) -> list[str]:
        return list(self._known)

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

        rows, texts = np.flatnonzero(np.isin(self.places, list(places)))[:most], self.texts
        return [(int(row), texts[self._places[row]]) for row in rows]


class _Places(dict[str, int]):
    """Text → its place, given when it is first asked for."""

    def __missing__(self, text: str) -> int:
        place = self[text] = len(self)
        return place
