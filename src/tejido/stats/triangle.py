"""The least squares problem of any number of cells as one triangle, by Householder reflections, a chunk at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import linalg

from tejido.stats.cells import Cells, chunks_of
from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit

Source = Cells | Sequence[Cells] | Callable[[], Iterable[Cells]]
Weights = Literal["frequency", "analytic"]
BLOCK = 8192  # cells at a time
STILL = 1e-10  # a column that keeps less than this share of its length after its mean is taken out does not vary
ALONE = 1e-7  # a column that keeps less than this share of its spread after the columns before it adds nothing (R's lm: the same)
EPSILON = float(np.finfo(float).eps)
DIGITS = 1e-7  # what rounding may have taken from the residual sum of squares


@dataclass(frozen=True)
class Triangle:
    """R (p, p), upper, with R'R = X'X, and what follows from it without reading the cells again.

    `coefficients` (p,) · `residual`, `spread`: sums of squares about the model and about the mean (about zero without a constant) ·
    `n` persons (cells, where these are weighted means) · `cells` read · `logarithms` Σ log n of weighted means.
    """

    factor: Array
    coefficients: Array
    residual: float
    spread: float
    n: int
    cells: int
    logarithms: float

    def orthonormal(self, design: Array) -> Array:
        """Z = X R⁻¹: the same columns' space with Z'Z = I, where the leverage of a row is the sum of its squares."""
        return np.asarray(linalg.solve_triangular(self.factor.T, design.T, lower=True).T)


def occupied(source: Source) -> Iterator[Cells]:
    """Cells with someone in them, some thousands at a time; refuses text, what is not a finite number, and what cannot have been counted."""
    for cells in chunks_of(source)():
        for first in range(0, len(cells), BLOCK):
            part = slice(first, first + BLOCK)
            design, n, total = (_number(a[part]) for a in (cells.design, cells.n, cells.total))
            squares, offset = (None if a is None else _number(a[part]) for a in (cells.squares, cells.offset))
            if (n < 0).any() or (total[n == 0] != 0).any():
                raise Unfit("impossible_counts")
            some = np.flatnonzero(n > 0)
            squares, offset = (None if a is None else a[some] for a in (squares, offset))
            if len(some):
                yield Cells(
                    design[some], n[some], total[some], squares, offset, None if cells.cluster is None else cells.cluster[part][some]
                )


def _number(values: Array) -> Array:
    if values.dtype.kind not in "biuf":
        raise Unfit("not_a_number")
    require_finite(values)
    return values.astype(float, copy=False)


def within(cells: Cells) -> Array:
    """Of each cell, the sum of squares about its own mean; zero where it holds one person."""
    if cells.squares is None:
        if (cells.n > 1).any():
            raise ValueError("Cells of several persons need the sum of squares of the outcome.")
        return np.zeros(len(cells))
    about = np.where(cells.n > 1, cells.squares - cells.total**2 / cells.n, 0.0)
    if (about < -1e-6 * cells.squares).any():
        raise Unfit("impossible_counts")
    return np.maximum(about, 0.0)


def triangle(source: Source, *, weights: Weights = "frequency", constant: bool = True) -> Triangle:
    """One reading of the cells, with the outcome taken from near its mean; or the reason why there is no answer (see `moments.ols`)."""
    upper, origin, inside, raw, weight, logarithms, count = np.zeros((0, 0)), 0.0, 0.0, 0.0, 0.0, 0.0, 0
    for cells in occupied(source):
        if constant and not (cells.design[:, 0] == 1).all():
            raise ValueError("The first column of the design is not the constant.")
        if not count and constant:
            origin = float(cells.total.sum() / cells.n.sum())
        root = np.sqrt(cells.n)
        rows = np.column_stack([root[:, None] * cells.design, (cells.total - cells.n * origin) / root])
        upper = np.asarray(np.linalg.qr(np.vstack([upper, rows]) if count else rows, mode="r"))
        if weights == "frequency":
            if (cells.n != np.rint(cells.n)).any():
                raise Unfit("not_whole")
            inside += float(within(cells).sum())
            raw += 0.0 if cells.squares is None else float(cells.squares[cells.n > 1].sum())
        else:
            logarithms += float(np.log(cells.n).sum())
        weight, count = weight + float(cells.n.sum()), count + len(cells)
    rounding = 16 * EPSILON * raw + weight * (64 * EPSILON * origin) ** 2
    sample = round(weight) if weights == "frequency" else count
    size = upper.shape[1] - 1
    if sample <= max(size, 0):
        raise Unfit("too_few")
    full = triangular(upper)
    require_independent_factor(full[:size, :size], constant=constant)
    residual = inside + float(full[size, size]) ** 2
    spread = residual + float(np.square(full[constant:size, size]).sum())
    _require_spread(residual, spread, rounding, EPSILON * raw)
    coefficients = linalg.solve_triangular(full[:size, :size], full[:size, size])
    coefficients[0] += origin
    return Triangle(full[:size, :size], coefficients, residual, spread, sample, count, logarithms)


def triangular(rows: Array) -> Array:
    """The upper triangle R of rows (n, p) with R'R = rows'rows: p lines, of which the last are zero where the rows are fewer."""
    missing = max(rows.shape[1] - len(rows), 0)
    return np.asarray(np.linalg.qr(np.vstack([rows, np.zeros((missing, rows.shape[1]))]), mode="r"))


def require_independent_factor(factor: Array, *, constant: bool = True) -> None:
    """Refuse a column without variation, and the first one that the columns before it determine."""
    own = np.array([np.linalg.norm(factor[constant : j + 1, j]) for j in range(len(factor))])
    for j in range(int(constant), len(factor)):
        if own[j] <= STILL * np.linalg.norm(factor[: j + 1, j]):
            raise Unfit("constant", [j])
    for j in range(int(constant), len(factor)):
        if abs(factor[j, j]) <= ALONE * own[j]:
            raise Unfit("collinear", [j])


def _require_spread(residual: float, spread: float, rounding: float, lost: float) -> None:
    if spread <= rounding:
        raise Unfit("one_outcome")
    if residual <= rounding or residual <= 1e-24 * spread:
        raise Unfit("perfect")
    if lost > DIGITS * residual:
        raise Unfit("rounded")
