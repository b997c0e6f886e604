"""Sums that come out the same to the last digit, whatever the order of the rows, the threads or the engine.

Adding floating-point numbers depends on the order. So each number is cut into two whole ones of about 38 bits, which add up exactly in
64 bits on every engine, and the sums are put together at the end: nothing is lost that the number itself had, up to 2⁻⁷⁶ of the largest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tejido.stats.unfit import Unfit

if TYPE_CHECKING:
    import ibis.expr.types as ir

ROOM = 62


@dataclass(frozen=True)
class ExactSum:
    """`shift`: binary places by which numbers are moved before they are cut; None where they are whole already. `bits` of each piece."""

    name: str
    shift: int | None
    bits: int = 0

    def pieces(self, column: ir.Column) -> dict[str, Any]:
        """What an engine adds up."""
        if self.shift is None:
            return {self.name: _added(column)}
        scaled = self._scaled(column)
        upper = scaled.floor()
        rest = (scaled - upper) * (2.0**self.bits)
        return {f"{self.name}_upper": _added(upper), f"{self.name}_lower": _added(rest.floor())}

    def _scaled(self, column: ir.Column) -> Any:
        """Multiplied by 2^shift, in steps that are powers of two themselves and no larger than a number can be."""
        assert self.shift is not None
        found, left = column.cast("float64"), self.shift
        while left:
            step = max(-900, min(900, left))
            found, left = found * (2.0**step), left - step
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name,) if self.shift is None else (f"{self.name}_upper", f"{self.name}_lower")

    def whole(self, table: pa.Table) -> Any:
        """The sums as numbers."""
        given = [table[name].fill_null(0).to_numpy().astype(float) for name in self.columns]
        if self.shift is None:
            return given[0]
        return np.ldexp(given[0], -self.shift) + np.ldexp(given[1], -self.shift - self.bits)


def _added(column: ir.Column) -> Any:
    """The way round by a decimal: DuckDB adds whole numbers in 128 bits, and would write these to a file as floating-point ones."""
    return column.cast("int64").sum().cast("decimal(19, 0)").cast("int64")


def exact_sum(name: str, largest: float, rows: int, *, is_whole: bool) -> ExactSum:
    """How a column whose numbers are at most `largest` in size is summed over so many rows."""
    if is_whole:
        return ExactSum(name, None)
    if not np.isfinite(largest):
        raise Unfit("infinite")
    bits = ROOM - max(int(rows), 1).bit_length()
    exponent = int(np.frexp(largest)[1]) if largest > 0 else 0
    return ExactSum(name, bits - exponent, bits)
