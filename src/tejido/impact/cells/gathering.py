"""From a table to the cells of a model: count them first, then hold them in memory or stream them from a private file. One fit for both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tejido.impact.cells.counting import Survey, largest_of, survey_of
from tejido.impact.cells.design import MOST_LEVELS, Design, Made, made, numbers
from tejido.impact.cells.digest import Digest, in_order
from tejido.impact.cells.exact import ExactSum, exact_sum
from tejido.impact.refusals import Refused
from tejido.impact.spec.problems import nearest
from tejido.stats.cells import Cells

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tejido.impact.engine import Engine

MOST_CELLS = 1_000_000  # in memory; more are streamed
CHUNK = 1 << 16
MOST_VALUES = 1_000_000  # of a column that is coded as a curve
How = Literal["cells", "streamed cells", "streamed rows"]


@dataclass(frozen=True)
class Gathered:
    """The cells of a model, as often as they are asked for: give it to `glm` as it is. Valid as long as its engine.

    `names` of the columns of the design · `clusters` in the order of their numbers · `rows` of the table, `incomplete` of them left out
    for a gap · `cells` · `how` they are read.
    """

    names: tuple[str, ...]
    clusters: tuple[Any, ...]
    rows: int
    incomplete: int
    cells: int
    how: How
    design: Design
    made: Made
    sums: tuple[ExactSum, ...]
    table: pa.Table | None = None
    file: Path | None = None
    _kept: list[Cells] = field(default_factory=list, repr=False)

    def __call__(self) -> Iterable[Cells]:
        if self.table is None:
            return (self._cells(piece) for piece in self._pieces())
        if not self._kept:
            self._kept.extend(self._cells(piece) for piece in self._pieces())
        return self._kept

    def _pieces(self) -> Iterator[pa.Table]:
        if self.table is not None:
            for start in range(0, self.table.num_rows, CHUNK):
                yield self.table.slice(start, CHUNK)
            return
        assert self.file is not None
        for batch in pq.ParquetFile(self.file).iter_batches(CHUNK):
            yield pa.Table.from_batches([batch])

    def _cells(self, piece: pa.Table) -> Cells:
        summed = {one.name: one.whole(piece) for one in self.sums}
        n = summed["n"] if "n" in summed else numbers(piece["known"]).astype(float)
        return Cells(cast(Any, self.made.of(piece)), n, summed["total"], summed.get("squares"), cluster=self.made.clusters_of(piece))

    def whole(self) -> Cells:
        """All cells in one: for methods that need them side by side. Refuses what is streamed because it is too much."""
        if self.table is None:
            raise Refused("many_levels", column=", ".join(self.design.columns), n=self.cells)
        return self._cells(self.table)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the cells: of what was counted, not of how it is coded."""
        found = Digest()
        for piece in self._pieces():
            found.add(piece)
        return found.hex()


def gather(table: ir.Table, design: Design, engine: Engine, *, most_cells: int = MOST_CELLS) -> Gathered:
    """The cells of `design` in `table`. Rows with a gap in any column that it names are left out and counted.

    Refuses columns that are not there, text where numbers are asked, infinite values, too many levels.
    """
    _require_columns(table, design)
    table = with_lags(table, design)
    survey = survey_of(table, design.keys, engine)
    sums = _sums(table, design, engine, survey)
    if survey.cells <= most_cells:
        return _in_memory(table, design, engine, sums)
    return _streamed(table, design, engine, sums, survey)


def _require_columns(table: ir.Table, design: Design) -> None:
    named = {name for term in design.terms for name in term.columns}
    extra = {name for name in (design.cluster, design.weight, design.time, design.person, design.period) if name}
    for name in sorted(named | extra | {design.outcome}):
        if name not in table.columns:
            raise Refused("missing_column", column=name, hint=nearest(name, table.columns))
    as_numbers = {design.outcome, design.weight, design.time} | {
        n for t in design.terms for n in t.columns if design.coding_of(n).coding != "factor"
    }
    for name in sorted(as_numbers - {""}):
        kind = table[name].type()
        if not (kind.is_numeric() or kind.is_boolean()):
            raise Refused("not_a_number", column=name, rows="1 …")


def with_lags(table: ir.Table, design: Design) -> ir.Table:
    """The values of so many periods before, of the same person; none where that period is not in the table."""
    import ibis

    if not design.lagged:
        return table
    order = ibis.window(group_by=design.person, order_by=design.period)
    made_of = {}
    for name, (source, lag) in design.lagged.items():
        found: Any = ibis.null().cast(table[source].type())
        for back in range(lag, 0, -1):  # rows may be missing in between: the value counts only from the right period
            at = table[design.period].lag(back).over(order) == table[design.period] - lag
            found = ibis.ifelse(at, table[source].lag(back).over(order), found)
        made_of[name] = found
    return table.mutate(**made_of)


def _sums(table: ir.Table, design: Design, engine: Engine, survey: Survey) -> tuple[ExactSum, ...]:
    """n (where rows do not count once each), total and squares, each as it can be added exactly."""
    counted = _observed(table, design)
    sums = {name: counted[name] for name in ("n", "total", "squares") if name in counted.columns}
    wide = {name: column for name, column in sums.items() if not (column.type().is_integer() or column.type().is_boolean())}
    largest, rows = largest_of(counted, list(wide), engine) if wide else ({}, survey.rows)
    return tuple(exact_sum(name, largest.get(name, 0.0), rows, is_whole=name not in wide) for name in sums)


def _observed(table: ir.Table, design: Design) -> ir.Table:
    """The keys, and what each row adds to n, total and squares; nothing where any of it is missing."""
    import ibis

    outcome = table[design.outcome]
    outcome = outcome.cast("int8") if outcome.type().is_boolean() else outcome.cast("float64") if outcome.type().is_decimal() else outcome
    squares = outcome.cast("int64") * outcome.cast("int64") if outcome.type().is_integer() else outcome * outcome
    if not (design.weight or design.time):
        added = {"total": outcome, "squares": squares}
    else:
        other = table[design.weight or design.time]
        known = outcome.notnull() & other.notnull()
        times = other.cast("float64") if design.weight else ibis.literal(1, "int8")
        whole = {"n": other, "total": times * outcome, "squares": times * squares}
        added = {name: ibis.ifelse(known, column, ibis.null()) for name, column in whole.items()}
    if not design.squares:
        added.pop("squares")
    return table.select(*design.keys, **added)


def _grouped(table: ir.Table, design: Design, sums: tuple[ExactSum, ...]) -> ir.Table:
    counted = _observed(table, design)
    asked: dict[str, Any] = {"rows": counted.count(), "known": counted.total.count()}
    for one in sums:
        asked |= one.pieces(counted[one.name])
    return counted.group_by(list(design.keys)).aggregate(**asked) if design.keys else counted.aggregate(**asked)


def _in_memory(table: ir.Table, design: Design, engine: Engine, sums: tuple[ExactSum, ...]) -> Gathered:
    found = engine.arrow(_grouped(table, design, sums))
    rows = int(pc.sum(found["rows"]).as_py() or 0)
    kept = pc.greater(found["known"], 0)
    for name in design.keys:
        kept = pc.and_(kept, pc.is_valid(found[name]))
    found = in_order(found.filter(kept), design.keys or None).combine_chunks()
    used = int(pc.sum(found["known"]).as_py() or 0)
    counts = np.asarray(found["known"].to_numpy(), dtype=float)
    found = found.drop_columns(["rows"])

    def seen(name: str) -> tuple[pa.Array, Any]:
        column = found[name].combine_chunks()
        coded = pc.dictionary_encode(column)
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        return coded.dictionary, np.bincount(coded.indices.to_numpy(), counts, len(coded.dictionary))

    result = made(design, seen)
    clusters = tuple(result.clusters.to_pylist()) if result.clusters is not None else ()
    return Gathered(result.names, clusters, rows, rows - used, found.num_rows, "cells", design, result, sums, table=found)


def _streamed(table: ir.Table, design: Design, engine: Engine, sums: tuple[ExactSum, ...], survey: Survey) -> Gathered:
    """Into a file of the engine's private folder, in order: grouped where that makes it at least half as long, row by row otherwise."""
    import ibis

    result = made(design, lambda name: _seen(table, name, design, engine))
    complete = table.drop_null([*design.keys])
    grouping = survey.cells <= survey.rows / 2
    if grouping:
        asked = _grouped(complete, design, sums).filter(lambda t: t.known > 0).drop("rows")
    else:
        counted = _observed(complete, design).drop_null("total")
        sums = tuple(ExactSum(one.name, None) for one in sums)
        asked = counted.mutate(known=ibis.literal(1, "int64"), **{one.name: counted[one.name].cast("float64") for one in sums})
    file = engine.folder / f"cells-{len(list(engine.folder.iterdir()))}.parquet"
    engine.spool(asked.order_by(asked.columns), file)
    lines = pq.ParquetFile(file).metadata.num_rows
    used = lines if not grouping else int(engine.arrow(_observed(complete, design).aggregate(n=lambda t: t.total.count()))["n"][0].as_py())
    clusters = tuple(result.clusters.to_pylist()) if result.clusters is not None else ()
    how: How = "streamed cells" if grouping else "streamed rows"
    return Gathered(result.names, clusters, survey.rows, survey.rows - used, lines, how, design, result, sums, file=file)


def _seen(table: ir.Table, name: str, design: Design, engine: Engine) -> tuple[pa.Array, Any]:
    """Distinct values of a column and how often each was, of complete rows; no more than a curve or levels can use."""
    complete = table.drop_null([*design.keys, design.outcome])
    most = MOST_LEVELS if name in design.factors else MOST_VALUES
    found = engine.arrow(complete.group_by(name).aggregate(n=complete.count()).limit(most + 1))
    if found.num_rows > most:
        raise Refused("many_levels", column=name, n=f"> {most}")
    found = found.sort_by(name)
    return found[name].combine_chunks(), np.asarray(numbers(found["n"]), dtype=float)
