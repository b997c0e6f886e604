"""How many cells there will be, before any is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tejido.impact.engine import Engine

FEW = 1_000_000  # cells that hold in memory for certain


@dataclass(frozen=True)
class Survey:
    """Rows of the table and its cells, about (or at most, where the files tell it without being read)."""

    rows: int
    cells: int


def survey_of(table: ir.Table, keys: Sequence[str], engine: Engine) -> Survey:
    """From the files' own notes where these settle it; otherwise one reading, with a HyperLogLog sketch of a few per cent."""
    import ibis

    noted = _noted(table, keys, engine)
    if noted is not None and noted.cells <= FEW:
        return noted
    if not keys:
        return Survey(int(engine.arrow(table.aggregate(rows=table.count()))["rows"][0].as_py()), 1)
    asked = table.aggregate(rows=table.count(), cells=ibis.struct({name: table[name] for name in keys}).approx_nunique())
    found = engine.arrow(asked)
    return Survey(int(found["rows"][0].as_py()), int(found["cells"][0].as_py()))


def _noted(table: ir.Table, keys: Sequence[str], engine: Engine) -> Survey | None:
    """Whole numbers between the smallest and the largest that the files note, multiplied over the columns: never fewer than there are."""
    import ibis

    try:
        files = engine.files.get(table.get_name())
    except (AttributeError, ibis.common.exceptions.IbisError):
        return None
    if not files or not all(table[name].type().is_integer() for name in keys):
        return None
    spans: dict[str, tuple[int, int]] = {}
    gaps: set[str] = set()
    rows = 0
    for file in files:
        metadata = pq.read_metadata(file)
        rows += metadata.num_rows
        at = {metadata.schema.column(i).path: i for i in range(metadata.num_columns)}
        for group in range(metadata.num_row_groups):
            for name in keys:
                notes = metadata.row_group(group).column(at[name]).statistics
                if notes is None or not notes.has_min_max:
                    return None
                if notes.null_count is None or notes.null_count:
                    gaps.add(name)
                low, high = spans.get(name, (notes.min, notes.max))
                spans[name] = (min(low, notes.min), max(high, notes.max))
    cells = 1
    for name, (low, high) in spans.items():
        cells *= int(high) - int(low) + 1 + (name in gaps)
    return Survey(rows, cells)


def largest_of(counted: ir.Table, names: Sequence[str], engine: Engine) -> tuple[dict[str, float], int]:
    """The largest size of each column, and the rows: one reading. What is not a number counts as the largest."""
    found = engine.arrow(counted.aggregate(rows=counted.count(), **{name: counted[name].cast("float64").abs().max() for name in names}))
    return {name: float(found[name][0].as_py() or 0.0) for name in names}, int(found["rows"][0].as_py())
