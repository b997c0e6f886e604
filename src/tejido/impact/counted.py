"""Where the cells of an answer are counted: in memory where rows are few, otherwise by the engine of the installation."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.design import Array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tejido.impact.engine import Engine

FEW_ROWS = 200_000  # rows of a design that numpy folds as soon as an engine has started
MOST_CELLS = 1_000_000  # more than this are fitted from the rows, which are in memory
ENGINE_LIBRARIES = ("duckdb", "ibis-framework", "pyarrow")


class Counting:
    """For one answer. `run`: an engine that is there already and counts everything; without one it is started when rows are many.

    `engine` is what counted so far (memory, duckdb or spark), `cells_hash` the digest of all the cells that an engine counted.
    """

    def __init__(self, run: Engine | None = None) -> None:
        self._run = run
        self._digests: list[str] = []
        self._started = ExitStack()

    def __enter__(self) -> Counting:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._started.close()

    @property
    def engine(self) -> str:
        return self._run.name if self._run is not None else "memory"

    @property
    def libraries(self) -> tuple[str, ...]:
        """What else computed, by name."""
        return () if self._run is None else (*ENGINE_LIBRARIES, *(("pyspark",) if self._run.name == "spark" else ()))

    @property
    def cells_hash(self) -> str | None:
        return hashlib.sha256("\n".join(self._digests).encode()).hexdigest() if self._digests else None

    def cells(
        self, name: str, design: Array, outcome: Array, *, time: Array | None = None, cluster: NDArray[np.intp] | None = None
    ) -> Cells:
        """Equal rows of `design` (m, p), of one cluster, as one cell with n (or the sum of `time`) and the sum of the outcome.

        `name` of the estimate they are for. The same cells from either place, but for their order and the last digit of a sum.
        """
        if self._run is None and len(outcome) <= FEW_ROWS:
            return _in_memory(design, outcome, time, cluster)
        return self._by_engine(name, design, outcome, time, cluster)

    def _by_engine(self, name: str, design: Array, outcome: Array, time: Array | None, cluster: NDArray[np.intp] | None) -> Cells:
        import pyarrow as pa

        from tejido.impact.cells import Design, Term, gather
        from tejido.impact.engine import engine

        if self._run is None:
            self._run = self._started.enter_context(engine())
        names = [f"x{j}" for j in range(design.shape[1])]
        columns: dict[str, Any] = {one: _narrow(design[:, j]) for j, one in enumerate(names)} | {"outcome": _narrow(outcome)}
        columns |= {} if time is None else {"time": time}
        columns |= {} if cluster is None else {"cluster": cluster}
        wanted = Design(
            "outcome", tuple(Term((one,)) for one in names), cluster="" if cluster is None else "cluster", time="" if time is None else "time",
            constant=False,
        )  # fmt: skip
        found = gather(self._run.table(pa.table(columns)), wanted, self._run, most_cells=MOST_CELLS)
        self._digests.append(f"{name} {found.digest}")
        if found.table is None:  # nearly as many cells as rows, which are in memory already
            return _in_memory(design, outcome, time, cluster)
        cells = found.whole()
        return Cells(np.asarray(cells.design, dtype=float), cells.n, cells.total, cluster=cells.cluster)


def _in_memory(design: Array, outcome: Array, time: Array | None, cluster: NDArray[np.intp] | None) -> Cells:
    if time is None:
        return cells_from_rows(design, outcome, cluster=cluster)
    keys = design if cluster is None else np.column_stack([design, cluster])
    _, first, place = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    n, total = (np.bincount(np.ravel(place), weights=values).astype(float) for values in (time, outcome))
    return Cells(design[first], n, total, cluster=None if cluster is None else cluster[first])


def _narrow(values: Array) -> NDArray[Any]:
    """Whole numbers as such: engines group them sooner, and the sums need no cutting."""
    whole = values.astype(np.int64)
    return whole if (whole == values).all() else values
