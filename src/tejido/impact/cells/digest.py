"""The digest of what a table says: the same for the same rows, whatever their order, the files or the width of the numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def in_order(table: pa.Table, names: Sequence[str] | None = None) -> pa.Table:
    """Sorted by all columns (or these), empty values last: one order, whoever wrote the rows."""
    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
    names = list(names or table.column_names)
    if not table.num_rows or not names:
        return table
    if all(pa.types.is_integer(table[name].type) and not table[name].null_count for name in names):
        return table.take(pa.array(np.lexsort([table[name].to_numpy() for name in reversed(names)])))  # counts small numbers: a quarter of the time
    return table.sort_by([(name, "ascending") for name in names])


class Digest:
    """SHA-256 over columns of a table that is given in order, in one piece or in many: a hash for each column, then one over them."""

    def __init__(self) -> None:
        self._columns: dict[str, tuple[Any, Any, Any]] = {}
        self.rows = 0

    def add(self, table: pa.Table) -> Digest:
        self.rows += table.num_rows
        for name in table.column_names:
            empty, sizes, values = self._columns.setdefault(name, (hashlib.sha256(), hashlib.sha256(), hashlib.sha256()))
            column = table.column(name).combine_chunks()
            if isinstance(column, pa.ChunkedArray):  # an empty one stays in pieces
                column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
            empty.update(column.is_null().to_numpy(zero_copy_only=False).astype(np.uint8).tobytes())
            for sha, given in zip((sizes, values), _bytes_of(column), strict=True):
                sha.update(given)
        return self

    def hex(self) -> str:
        whole = hashlib.sha256(f"rows {self.rows}".encode())
        for name in sorted(self._columns):
            whole.update(f"\n{name} {' '.join(sha.hexdigest() for sha in self._columns[name])}".encode())
        return whole.hexdigest()


def _bytes_of(column: Any) -> tuple[bytes, bytes]:
    """Lengths and values of a column as bytes; numbers are widened, so that how narrowly they were kept does not matter."""
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _text_bytes(pc.fill_null(column, "").cast(pa.large_string()))
    if pa.types.is_date(kind):
        column, kind = column.cast(pa.date32()).cast(pa.int32()), pa.int32()
    if pa.types.is_boolean(kind):
        column, kind = column.cast(pa.int8()), pa.int8()
    if pa.types.is_integer(kind):
        return b"", pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False).astype("<i8").tobytes()
    values = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy(zero_copy_only=False)
    return b"", (values + 0.0).astype("<f8").tobytes()  # −0 and 0 are one number


def _text_bytes(column: Any) -> tuple[bytes, bytes]:
    """Straight from the buffers: millions of texts are not taken in hand one by one."""
    _valid, places, letters = column.buffers()
    at = np.frombuffer(places, dtype="<i8")[column.offset : column.offset + len(column) + 1] if len(column) else np.zeros(1, dtype="<i8")
    return np.diff(at).tobytes(), bytes(memoryview(letters)[at[0] : at[-1]]) if letters is not None else b""


def digest_of(table: pa.Table) -> str:
    return Digest().add(in_order(table)).hex()
