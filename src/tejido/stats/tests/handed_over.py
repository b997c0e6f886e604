"""Invented people, and the ways in which the same people can be handed to a model."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.comparison import Comparison, comparison_from_rows
from tejido.stats.design import Array

CLUSTERS = 12
PROFILES = [(0, 0, 1), (1, 0, 1), (2, 1, 0), (1, 1, 2)]  # kind, taken, x


@dataclass(frozen=True)
class Way:
    """`rows`: each person a line, instead of cells · `shuffled` · `chunks`: streamed in so many parts · `reference`: the kind that the
    others are compared with (and, where it is not 0, those who took part are the reference of the rest)."""

    rows: bool = False
    shuffled: bool = False
    chunks: int = 1
    reference: int = 0


class People:
    """Columns (n,) in the order of the way: kind 0–2, taken 0/1, x 0–2, age, cluster · score, yes, count with its exposure `years`,
    time 1–6 with event and cause (0 none, 1, 2), state before and after."""

    def __init__(self, seed: int, people: int, way: Way) -> None:
        self.way, draw = way, np.random.default_rng(seed)
        kind, taken, x = (draw.permutation(np.arange(people) % k) for k in (3, 2, 3))
        cluster, age = np.arange(people) % CLUSTERS, draw.integers(18, 60, people)
        line = 0.4 * (kind == 1) - 0.3 * (kind == 2) + 0.5 * taken - 0.3 * x + 0.3 * draw.normal(size=CLUSTERS)[cluster]
        time = 1 + np.minimum(draw.poisson(2.0 * np.exp(-0.3 * line)), 5)
        columns: dict[str, Array] = {
            "kind": kind, "taken": taken, "x": x, "age": age, "cluster": cluster, "time": time,
            "score": draw.normal(10 + line, 2.0), "yes": draw.random(people) < expit(line), "years": draw.choice([0.5, 1.0, 2.0], people),
            "count": draw.negative_binomial(1, 1 / (1 + 2 * np.exp(line))), "event": draw.random(people) < 0.7,
            "cause": draw.choice(3, people, p=[0.4, 0.35, 0.25]), "before": draw.integers(0, 3, people), "after": draw.integers(0, 3, people),
        }  # fmt: skip
        order = draw.permutation(people) if way.shuffled else np.arange(people)
        for name, values in columns.items():
            setattr(self, name, values[order].astype(float))
        self.cluster: NDArray[np.intp] = cluster[order]

    def columns(self, kind: Array, taken: Array, x: Array) -> Array:
        """Constant, kind by its reference, taken, x (always the last)."""
        dummies = [kind == level for level in range(3) if level != self.way.reference]
        return np.column_stack([np.ones(len(kind)), *dummies, 1 - taken if self.way.reference else taken, x]).astype(float)

    @cached_property
    def design(self) -> Array:
        return self.columns(self.kind, self.taken, self.x)

    @cached_property
    def profiles(self) -> Array:
        return self.columns(*np.array(PROFILES, float).T)

    @cached_property
    def covariates(self) -> Array:
        """The design without who took part."""
        return np.delete(self.design, 3, axis=1)

    def cells(self, outcome: Array, design: Array | None = None, **more: Array) -> Callable[[], list[Cells]] | Cells:
        """The outcome of each row of a design (those of the people, unless given) as the way hands it over."""
        whole = self.design if design is None else design
        parts = []
        for part in np.array_split(np.arange(len(whole)), self.way.chunks):
            own = {name: values[part] for name, values in more.items()}
            parts.append(cells_from_rows(whole[part], outcome[part], compress=not self.way.rows, **own))
        return parts[0] if self.way.chunks == 1 else lambda: parts

    def tied(self, *columns: Array) -> tuple[Array, ...]:
        """Distinct lines of these columns (n,) or (n, p), and how many people each stands for: the last."""
        widths = np.cumsum([np.ndim(c) and np.column_stack([c]).shape[1] for c in columns])[:-1]
        table, counts = np.column_stack(columns), np.ones(len(columns[0]))
        if not self.way.rows:
            table, counts = np.unique(table, axis=0, return_counts=True)
        parts = np.split(table, widths, axis=1)
        return *(part if np.ndim(c) == 2 else part[:, 0] for part, c in zip(parts, columns, strict=True)), counts.astype(float)

    def table(self, place: Array, size: int) -> tuple[Array, Array]:
        """Distinct rows of the design (K, p) and how many of them are at each place (K, size)."""
        of_each = (place[:, None] == np.arange(size)).astype(float)
        if self.way.rows:
            return self.design, of_each
        distinct, which = np.unique(self.design, axis=0, return_inverse=True)
        counts = np.zeros((len(distinct), size))
        np.add.at(counts, np.ravel(which), of_each)
        return distinct, counts

    def comparison(self, outcome: Array, *, by_cluster: bool = False) -> Comparison:
        """Those who took part against the others."""
        cluster = self.cluster if by_cluster else None
        if self.way.rows:
            return Comparison(self.covariates, self.taken, np.ones(len(outcome)), outcome, outcome**2, cluster)
        return comparison_from_rows(self.covariates, self.taken, outcome, cluster=cluster)
