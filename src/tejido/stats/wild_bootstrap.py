"""The wild cluster bootstrap: a test and an interval for one coefficient when clusters are few or unlike, from sums by cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from tejido.stats.cells import Cells, chunks_of
from tejido.stats.cluster_sums import ClusterSums, finite_factor, glm_cluster_sums
from tejido.stats.clusters import cluster_robust
from tejido.stats.design import Array
from tejido.stats.families import Family
from tejido.stats.glm import glm
from tejido.stats.linear_fit import require_clusters
from tejido.stats.triangle import Source
from tejido.stats.unfit import Unfit
from tejido.stats.wild_signs import Kind, Signs, t_and_p, wild_signs

SEED, DRAWS = 20211, 9999
STEPS = 40  # outwards, each as long as all before it, after which an end of the interval is not found
Tested = Callable[[float], tuple[float, float]]  # of a null: the observed t, and p


@dataclass(frozen=True)
class BootstrapTest:
    """Of one coefficient: two-sided p of it being `null`, and the interval (low, high) of all values that are not rejected, if asked for.

    `statistic` is t with CR1 errors · `draws` samples, or all there are where `enumerated` · `signs` and `seed` say how they were drawn.
    """

    column: int
    estimate: float
    null: float
    statistic: float
    p: float
    low: float
    high: float
    draws: int
    signs: Kind
    enumerated: bool
    seed: int
    clusters: int


def wild_cluster_bootstrap(
    sums: ClusterSums,
    column: int,
    *,
    null: float = 0.0,
    level: float | None = 0.95,
    draws: int = DRAWS,
    signs: Kind | None = None,
    seed: int = SEED,
) -> BootstrapTest:
    """Wild cluster bootstrap-t with the null imposed (WCR), for a linear model and any number of persons.

    Cameron, Gelbach & Miller 2008, Rev. Econ. Stat. 90:414; Roodman, MacKinnon, Nielsen & Webb 2019, Stata J. 19:4, for the form that needs
    only each cluster's score and information. The residuals of the fit under the null take one random sign for each cluster: Rademacher's
    ±1, all 2^G where these are no more than `draws`, or under 12 clusters Webb's six (2023, Can. J. Econ. 56:839). p is the share of samples
    (the observed among them) whose |t| is no smaller; the interval holds the nulls with p over 1 − level, found with the same signs.
    Memory is draws × clusters. Refuses fewer than ten clusters ("few_clusters") and a coefficient that rests on one ("one_cluster").
    """
    step, drawn = _require(sums, column), wild_signs(len(sums), draws, signs, seed)
    contrast = sums.contrasts[:, column]
    moved = sums.information @ contrast
    still, still_scores = drawn.applied(sums.scores, moved, contrast)
    slope, slope_scores = drawn.applied(moved / (contrast @ contrast), moved, contrast)
    flat, mixed, steep = ((a * b).sum(axis=1) for a, b in ((still_scores,) * 2, (still_scores, slope_scores), (slope_scores,) * 2))

    def tested(value: float) -> tuple[float, float]:
        gap = float(sums.coefficients[column]) - value
        return t_and_p(still + gap * slope, flat + 2 * gap * mixed + gap**2 * steep)

    return _told(sums, column, drawn, tested, null, _interval(tested, sums, column, step, level, 1e-10))


def score_bootstrap(
    source: Source, family: Family, column: int, *, null: float = 0.0, level: float | None = 0.95, draws: int = DRAWS, signs: Kind | None = None,
    seed: int = SEED, constant: bool = True,
) -> BootstrapTest:  # fmt: skip
    """The same for a generalised linear model, by the signs of the clusters' scores under the null.

    Kline & Santos 2012, J. Econometric Methods 1:23: the model is fitted with the coefficient held at the null, and each sample is one Newton
    step from there, with errors from the scores after that step. So is the observed statistic, which makes it a score test; on a linear
    model it is `wild_cluster_bootstrap`. The interval fits the model again, on its cells, for each null that it tries: some forty times (`level` None: no interval).
    """
    fit = glm(source, family, constant=constant)
    sums = glm_cluster_sums(source, family, fit.coefficients)
    step, drawn = _require(sums, column), wild_signs(len(sums), draws, signs, seed)

    def tested(value: float) -> tuple[float, float]:
        held = glm_cluster_sums(source, family, _restricted(source, family, fit.coefficients, column, value, constant))
        contrast = held.contrasts[:, column]
        distances, scores = drawn.applied(held.scores, held.information @ contrast, contrast)
        return t_and_p(distances, np.square(scores).sum(axis=1))

    return _told(sums, column, drawn, tested, null, _interval(tested, sums, column, step, level, 1e-5))


def _require(sums: ClusterSums, column: int) -> float:
    """Twice the CR1 error of the column, where it rests on clusters enough."""
    require_clusters(len(sums))
    error = float(cluster_robust(sums, "CR1").standard_errors[column])
    if not np.isfinite(error):
        raise Unfit("one_cluster", [column])
    return 2 * error


def _restricted(source: Source, family: Family, start: Array, column: int, value: float, constant: bool) -> Array:
    """The maximum with one coefficient held at a value."""
    if len(start) == 1:
        return np.array([value])

    def chunks() -> Iterable[Cells]:
        for cells in chunks_of(source)():
            held = value * cells.design[:, column] + (0.0 if cells.offset is None else cells.offset)
            yield replace(cells, design=np.delete(cells.design, column, axis=1), offset=held)

    try:
        found = glm(chunks, family, start=np.delete(start, column), constant=constant and column > 0)
    except Unfit as unfit:
        raise Unfit(unfit.reason, [column]) from unfit
    return np.insert(found.coefficients, column, value)


def _told(sums: ClusterSums, column: int, drawn: Signs, tested: Tested, null: float, interval: tuple[float, float]) -> BootstrapTest:
    statistic, p = tested(null)
    groups = len(sums)
    factor = finite_factor(groups, float(sums.persons.sum()), len(sums.coefficients))
    return BootstrapTest(
        column, float(sums.coefficients[column]), null, statistic / factor**0.5, p, *interval,
        drawn.samples, drawn.kind, drawn.enumerated, drawn.seed, groups,
    )  # fmt: skip


def _interval(tested: Tested, sums: ClusterSums, column: int, step: float, level: float | None, precision: float) -> tuple[float, float]:
    if level is None:
        return np.nan, np.nan
    estimate = float(sums.coefficients[column])
    low, high = (_end(tested, estimate, side * step, 1 - level, precision * step) for side in (-1, 1))
    if low is None or high is None:
        raise Unfit("not_converged", [column])
    return low, high


def _end(tested: Tested, estimate: float, step: float, alpha: float, precision: float) -> float | None:
    """Where, going from the estimate, p falls to alpha: outwards until it has, then by halves. None where it does not."""
    inside, outside, steps = estimate, estimate + step, 0
    while tested(outside)[1] > alpha:
        inside, outside, steps = outside, outside + (outside - estimate), steps + 1
        if steps > STEPS:
            return None
    while abs(outside - inside) > precision:
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if tested(middle)[1] <= alpha else (middle, outside)
    return (inside + outside) / 2
