"""Which columns of numbers a model has, from a specification that names columns, codings, reference levels, knots and lags. Nothing is evaluated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tejido.impact.derive import level_of
from tejido.impact.design import level_order
from tejido.impact.refusals import Refused
from tejido.impact.spec.nouns import Term
from tejido.stats.splines import NaturalSpline, natural_spline
from tejido.stats.unfit import Unfit

CODINGS = ("linear", "factor", "spline")
MOST_LEVELS = 200
MOST_COLUMNS = 2_000
Seen = Callable[[str], tuple[pa.Array, NDArray[np.float64]]]  # column → its distinct values and how often each was


@dataclass(frozen=True)
class Design:
    """What a model asks of a table.

    `outcome` a column of numbers · `terms` in order, after the constant · `cluster` to whom cells belong · `weight` of each row ·
    `time` at risk of each row, in place of counting it once (rates) · `squares` also the sum of squares (linear models) ·
    `person` and `period` where a term has a lag.
    """

    outcome: str
    terms: tuple[Term, ...]
    cluster: str = ""
    weight: str = ""
    time: str = ""
    squares: bool = False
    constant: bool = True
    person: str = ""
    period: str = ""

    def __post_init__(self) -> None:
        if not self.outcome:
            raise ValueError("a design has an outcome")
        if self.weight and self.time:
            raise ValueError("either weights or time at risk")
        names = [term.name for term in self.terms]
        if len(set(names)) != len(names):
            raise ValueError("a term appears twice")
        for term in self.terms:
            _require_sound(term)
            if term.lag and not (self.person and self.period):
                raise ValueError("a lag needs the columns of the person and of the period")
        if self.outcome in self.columns and not self.lagged:
            raise ValueError("the outcome cannot explain itself")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that the terms name, each once, lags as they are called once made."""
        return tuple(dict.fromkeys(called(name, term.lag) for term in self.terms for name in term.columns))

    @property
    def lagged(self) -> dict[str, tuple[str, int]]:
        return {called(term.columns[0], term.lag): (term.columns[0], term.lag) for term in self.terms if term.lag}

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.columns, *([self.cluster] if self.cluster else [])]))

    @property
    def factors(self) -> tuple[str, ...]:
        """Columns whose levels become columns."""
        return tuple(name for name in self.columns if self.coding_of(name).coding == "factor")

    def coding_of(self, column: str) -> Term:
        """How a column is coded: as its own term says, in an interaction too."""
        own = [term for term in self.terms if len(term.columns) == 1 and called(term.columns[0], term.lag) == column]
        return own[0] if own else Term((column,))


def called(name: str, lag: int) -> str:
    return f"{name}[lag {lag}]" if lag else name


def _require_sound(term: Term) -> None:
    if len(term.columns) not in (1, 2) or not all(term.columns) or len(set(term.columns)) != len(term.columns):
        raise ValueError("a term is one column, or two that differ")
    if term.coding not in CODINGS:
        raise ValueError(f"a coding is one of {', '.join(CODINGS)}")
    if term.lag < 0 or (term.lag and len(term.columns) > 1):
        raise ValueError("a lag is a whole number from 0, of one column")
    if term.coding == "spline" and not term.knots and term.df < 1:
        raise ValueError("a spline has knots or degrees of freedom")


@dataclass(frozen=True)
class Coded:
    """One column of the table as columns of the design: numbers as they are, one 0/1 column for each level, or a curve."""

    source: str
    names: tuple[str, ...]
    levels: pa.Array | None = None  # all values, in order; the reference is left out
    places: tuple[int, ...] = ()  # for each value the column it is 1 in, −1 for the reference
    curve: NaturalSpline | None = None

    def columns(self, table: pa.Table) -> NDArray[np.generic]:
        column = table[self.source]
        if self.levels is not None:
            place = np.array(self.places)[pc.index_in(column, value_set=self.levels).to_numpy()]
            found = np.zeros((len(place), len(self.names)), dtype=np.int8)
            rows = np.flatnonzero(place >= 0)
            found[rows, place[rows]] = 1
            return found
        values = numbers(column)
        if self.curve is not None:
            return self.curve.columns(values.astype(float))
        if values.dtype.kind in "iu" and len(values):
            values = values.astype(np.promote_types(np.min_scalar_type(values.min()), np.min_scalar_type(-max(int(values.max()), 0) - 1)))
        return values[:, None]


def numbers(column: pa.ChunkedArray) -> NDArray[np.generic]:
    """A column without gaps as numbers; whole ones stay whole."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return column.cast(pa.int8()).to_numpy()
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64()).to_numpy()
    return column.to_numpy()


@dataclass(frozen=True)
class Made:
    """The design with its levels and knots found: the names of its columns in order, and how a table becomes them."""

    names: tuple[str, ...]
    parts: tuple[tuple[Coded, ...], ...]  # one, or two that are multiplied
    constant: bool
    clusters: pa.Array | None = None
    cluster: str = ""

    def of(self, table: pa.Table) -> NDArray[np.generic]:
        blocks = [np.ones((table.num_rows, 1), dtype=np.int8)] if self.constant else []
        for part in self.parts:
            block = part[0].columns(table)
            for other in part[1:]:
                right = other.columns(table)
                kind = (
                    np.int8 if block.dtype == right.dtype == np.int8 and part[0].levels is not None and other.levels is not None else float
                )
                block = (block[:, :, None].astype(kind) * right[:, None, :].astype(kind)).reshape(table.num_rows, -1)
            blocks.append(block)
        return np.ascontiguousarray(np.concatenate(blocks, axis=1)) if blocks else np.zeros((table.num_rows, 0))

    def clusters_of(self, table: pa.Table) -> NDArray[np.intp] | None:
        if self.clusters is None:
            return None
        return np.asarray(pc.index_in(table[self.cluster], value_set=self.clusters).to_numpy(), dtype=np.intp)


def made(design: Design, seen: Seen) -> Made:
    """Find levels and knots; refuses too many of them, a reference that is not there and a column of one value coded as levels."""
    known: dict[str, Coded] = {}
    for name in design.columns:
        known[name] = _coded(design.coding_of(name), name, seen)
    parts = tuple(tuple(known[called(name, term.lag)] for name in term.columns) for term in design.terms)
    names = ["const"] if design.constant else []
    for part in parts:
        names += part[0].names if len(part) == 1 else [f"{one}:{other}" for one in part[0].names for other in part[1].names]
    if len(names) > MOST_COLUMNS:
        raise Refused("many_levels", column=max(known.values(), key=lambda c: len(c.names)).source, n=len(names))
    clusters = in_level_order(seen(design.cluster)[0]) if design.cluster else None
    return Made(tuple(names), parts, design.constant, clusters, design.cluster)


def _coded(term: Term, name: str, seen: Seen) -> Coded:
    if term.coding == "factor":
        return _levels(term, name, seen(name)[0])
    if term.coding == "linear":
        return Coded(name, (name,))
    values, counts = seen(name)
    values = numbers(pa.chunked_array([values])).astype(float)
    try:
        ends = (float(values.min()), float(values.max()))
        curve = NaturalSpline(term.knots, ends) if term.knots else natural_spline(values, term.df, counts)
    except (Unfit, ValueError) as unfit:
        raise Refused("few_values", column=name) from unfit
    return Coded(name, tuple(f"{name}[s{j + 1}]" for j in range(curve.size)), curve=curve)


def in_level_order(values: pa.Array) -> pa.Array:
    return pa.array(sorted(values.to_pylist(), key=lambda value: level_order(level_of(value))), values.type)


def _levels(term: Term, name: str, values: pa.Array) -> Coded:
    if len(values) > MOST_LEVELS:
        raise Refused("many_levels", column=name, n=len(values))
    ordered = in_level_order(values)
    texts = [level_of(value) for value in ordered.to_pylist()]
    if len(texts) < 2:
        raise Refused("constant", column=name)
    reference = term.reference or texts[0]
    if reference not in texts:
        raise Refused("no_reference", reference=reference, column=name, levels=", ".join(texts[:20]))
    others = [text for text in dict.fromkeys(texts) if text != reference]
    return Coded(
        name, tuple(f"{name}[{text}]" for text in others), ordered, tuple(-1 if text == reference else others.index(text) for text in texts)
    )
