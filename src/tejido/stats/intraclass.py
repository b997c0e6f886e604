"""How alike persons of one cluster are: the intraclass correlation, from the clusters' moments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.cluster_sums import add_by_cluster
from tejido.stats.design import Array
from tejido.stats.triangle import EPSILON, Source, occupied, within
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class IntraclassCorrelation:
    """`estimate` with its interval (low, high) · mean squares `between` and `within` clusters · `size`, the effective cluster size n₀ ·
    `design_effect` 1 + (size − 1)·estimate, never below 0 · `clusters` · `n` persons."""

    estimate: float
    low: float
    high: float
    between: float
    within: float
    size: float
    design_effect: float
    clusters: int
    n: int


def intraclass_correlation(source: Source, *, level: float = 0.95) -> IntraclassCorrelation:
    """(MSB − MSW) / (MSB + (n₀ − 1)·MSW) of a one-way analysis of variance, n₀ = (N − Σnᵍ²/N) / (G − 1); the design is not looked at.

    Donner 1986, Int. Stat. Rev. 54:67; advisable for yes/no outcomes too (Ridout, Demétrio & Firth 1999, Biometrics 55:137). The interval is
    that of Searle 1971 (Linear Models, ch. 9) from the F distribution: exact for normal outcomes in clusters of one size, else near.
    The design effect, 1 + (Σnᵍ²/N − 1)·estimate, is how much larger the variance of a mean is than that of as many unrelated persons.
    Refuses fewer than two clusters ("few_clusters"), clusters of one person only, and no variation within them ("one_outcome").
    """
    sums, raw = np.zeros((0, 4)), 0.0
    origin: float | None = None
    for cells in occupied(source):
        if cells.cluster is None:
            raise ValueError("Every cell has to name its cluster.")
        if origin is None:
            origin = float(cells.total.sum() / cells.n.sum())
        rest = cells.total - cells.n * origin
        raw += 0.0 if cells.squares is None else float(cells.squares[cells.n > 1].sum())
        sums = add_by_cluster(sums, np.column_stack([cells.n, rest, within(cells), rest**2 / cells.n]), cells.cluster)
    n, rest, inside, squares = sums[sums[:, 0] > 0].T
    groups, persons = len(n), float(n.sum())
    if groups < 2:
        raise Unfit("few_clusters")
    if persons <= groups:
        raise Unfit("too_few")
    own = float((inside + squares - rest**2 / n).sum())
    if own <= 16 * EPSILON * (raw + float(squares.sum())):
        raise Unfit("one_outcome")
    spread = float((n * (rest / n - rest.sum() / persons) ** 2).sum())
    return _told(spread / (groups - 1), own / (persons - groups), n, level)


def _told(between: float, inside: float, n: Array, level: float) -> IntraclassCorrelation:
    groups, persons = len(n), float(n.sum())
    size = (persons - float(np.square(n).sum()) / persons) / (groups - 1)
    ratio = between / inside
    low, high = (ratio / stats.f.ppf(q, groups - 1, persons - groups) for q in (0.5 + level / 2, 0.5 - level / 2))
    estimate = (ratio - 1) / (ratio + size - 1)
    return IntraclassCorrelation(
        estimate, float((low - 1) / (low + size - 1)), float((high - 1) / (high + size - 1)), between, inside, size,
        max(0.0, 1 + (float(np.square(n).sum()) / persons - 1) * estimate), groups, round(persons),
    )  # fmt: skip
