"""Patterns: the people whose design is the same, put together. All that a linear mixed model asks of its data, without the data."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit

GRID = 2.0**36  # two designs are the same where they agree to this part of a unit: sums of one course in another order must
FOLD = np.uint64(32)
ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Origin:
    """Where zero lies, and the unit, of outcome, design and random columns (1 + p + q,): a model far from zero loses digits.

    Units are powers of two and zeros are multiples of them, so that whole numbers stay whole and their sums exact.
    """

    at: Array
    unit: Array

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Origin) and np.array_equal(self.at, other.at) and np.array_equal(self.unit, other.unit)


@dataclass(frozen=True)
class Patterns:
    """K patterns of G people with N observations: who has the same Z'Z and Z'X shares a row.

    n (K,) people · zz (K, q, q) = Z'Z · zx (K, q, p) = Z'X · total (K, q) = Σ c and squares (K, q, q) = Σ cc' of the people's c = Z'y ·
    xx (p, p), xy (p,), yy: X'X, X'y, y'y of all rows · rows N. All in the units of `origin`.
    """

    origin: Origin
    n: Array
    zz: Array
    zx: Array
    total: Array
    squares: Array
    xx: Array
    xy: Array
    yy: float
    rows: int

    def __len__(self) -> int:
        return len(self.n)

    @property
    def groups(self) -> int:
        return round(float(self.n.sum()))


def origin_of(outcome: Array, design: Array, random: Array) -> Origin:
    """Zero near the mean and the unit near the standard deviation of each column; the two constants stay as they are."""
    p, q = design.shape[1], random.shape[1]
    at, unit = np.zeros(1 + p + q), np.ones(1 + p + q)
    for j, column in enumerate((outcome, *design.T, *random.T)):
        if j not in (1, 1 + p):
            spread = float(column.std()) if np.ptp(column) > 0 else 1.0
            unit[j] = 2.0 ** np.floor(np.log2(spread))
            at[j] = np.rint(float(column.mean()) / unit[j]) * unit[j]
    return Origin(at, unit)


def patterns_from_rows(outcome: Array, design: Array, random: Array, group: NDArray, *, origin: Origin | None = None) -> Patterns:
    """Rows (N,), (N, p), (N, q) and the person of each (N,), in any order, as patterns. Both designs have the constant first.

    The likelihood of a person needs of the rows no more than Z'Z, Z'X, Z'y and the overall cross-products (Laird & Ware 1982,
    Biometrics 38:963), and is a quadratic of c = Z'y: people of one (Z'Z, Z'X) are told by n, Σ c and Σ cc'. Nothing is lost.
    Irregular times give a pattern a person. Parts to be merged must share an `origin` (by default, that of these rows).
    """
    _require_numbers(outcome, design, random, group)
    p, q = design.shape[1], random.shape[1]
    origin = origin_of(outcome, design, random) if origin is None else origin
    table = (np.column_stack([outcome, design, random]).T - origin.at[:, None]) / origin.unit[:, None]
    people, count = _people(group)
    y, x, z = table[0], table[1 : 1 + p], table[1 + p :]

    def summed(values: Array) -> Array:
        return np.bincount(people, weights=values, minlength=count).astype(float)

    zz = np.empty((count, q, q))
    for i in range(q):
        for j in range(i, q):
            zz[:, i, j] = zz[:, j, i] = summed(z[i] * z[j])
    zx = np.stack([np.stack([summed(z[i] * x[j]) for j in range(p)], axis=1) for i in range(q)], axis=1)
    c = np.column_stack([summed(z[i] * y) for i in range(q)])
    each = Patterns(origin, np.ones(count), zz, zx, c, c[:, :, None] * c[:, None, :], x @ x.T, x @ y, float(y @ y), len(y))
    return put_together(each)


def _require_numbers(outcome: Array, design: Array, random: Array, group: NDArray) -> None:
    if any(np.asarray(values).dtype.kind not in "biuf" for values in (outcome, design, random)):
        raise Unfit("not_a_number")
    require_finite(outcome, design, random, *([group] if group.dtype.kind == "f" else []))
    if not len(outcome):
        raise Unfit("too_few")
    if not ((design[:, 0] == 1).all() and (random[:, 0] == 1).all()):
        raise ValueError("The first column of the design and of the random effects is the constant.")


def _people(group: NDArray) -> tuple[NDArray[np.intp], int]:
    """Each row's person as a whole number from 0; without sorting where the rows are in order already."""
    if (group[1:] >= group[:-1]).all():
        people = np.concatenate([[0], np.cumsum(group[1:] != group[:-1])])
        return people, int(people[-1]) + 1
    names, people = np.unique(group, return_inverse=True)
    return people, len(names)


def put_together(each: Patterns) -> Patterns:
    """Patterns that are the same as one; between the parts of a person it would be wrong."""
    keys = np.rint(np.column_stack([each.zz.reshape(len(each), -1), each.zx.reshape(len(each), -1)]) * GRID) + 0.0
    first, place = _same(keys)

    def summed(values: Array) -> Array:
        flat = values.reshape(len(each), -1)
        columns = [np.bincount(place, weights=flat[:, j], minlength=len(first)) for j in range(flat.shape[1])]
        return np.stack(columns, axis=1).astype(float).reshape(len(first), *values.shape[1:])

    return replace(each, n=summed(each.n), zz=each.zz[first], zx=each.zx[first], total=summed(each.total), squares=summed(each.squares))


def _same(keys: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Equal rows: where each kind is first, and the kind of every row. By one number a row, then compared in full."""
    bits = keys.view(np.uint64)
    mix = np.zeros(len(keys), dtype=np.uint64)
    for j in range(keys.shape[1]):
        mix = (mix ^ bits[:, j]) * ODD
        mix ^= mix >> FOLD
    _, first, place = np.unique(mix, return_index=True, return_inverse=True)
    if not np.array_equal(keys[first][place], keys):
        _, first, place = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, np.ravel(place)
