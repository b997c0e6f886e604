"""Generalised linear models on cells, by Fisher scoring: the one fit behind risks, hazards and rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import linalg

from tejido.stats.cells import Cells, chunks_of
from tejido.stats.design import Array
from tejido.stats.families import Family
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

MOST_ROUNDS = 50
CONVERGED = 1e-12
ALONE = 1e-10  # a column keeps less than this share of its variation after the columns before it: it adds nothing
RUN_AWAY = 15.0  # a linear predictor beyond this, at the maximum, is a risk of less than one in three million: separated data


@dataclass(frozen=True)
class GlmFit(Wald):
    """`information` is X'WX at the maximum, `cluster_scores` (G, p) the scores summed by cluster, where cells name one."""

    deviance: float
    n: float
    total: float
    rounds: int
    information: Array
    cluster_scores: Array | None = None
    cells: int = 0
    farthest: float = 0.0


@dataclass(frozen=True)
class _Round:
    information: Array
    score: Array
    deviance: float
    farthest: float
    pearson: float
    cluster_scores: Array | None


def glm(
    source: Cells | Sequence[Cells] | Callable[[], Iterable[Cells]], family: Family, *, start: Array | None = None, constant: bool = True
) -> GlmFit:
    """Maximum likelihood: b ← b + (X'WX)⁻¹X'u until the deviance stands still to 1e-12 of itself (steps are halved where it grows).

    McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., ch. 2 and 4. On cells the sums are those of the rows (Wong et al. 2021,
    arXiv:2102.11297), so a table that does not fit in memory is streamed: each round reads it once more.
    Refuses (`Unfit`) infinite values, columns that add nothing, one outcome only, and estimates that run away.
    """
    chunks = chunks_of(source)
    gram, n, total, ceiling, size, scale = _first_look(chunks, family)
    require_independent(gram, constant=constant)
    if total <= 0 or (family.name != "poisson" and total >= n):
        raise Unfit("one_outcome")
    if n <= len(gram):
        raise Unfit("too_few")
    here = np.zeros(len(gram)) if start is None else start * scale
    if start is None and constant:
        here[0] = family.start(total / ceiling) * scale[0]
    found, at, rounds = _climb(chunks, family, here, scale)
    if at.farthest > RUN_AWAY and family.name != "poisson":
        raise Unfit("separated", _runaways(found, at, scale))
    inverse = linalg.inv(at.information)
    scores = None if at.cluster_scores is None else at.cluster_scores * scale
    return GlmFit(
        found / scale, inverse / np.outer(scale, scale), at.deviance, n, total, rounds, at.information * np.outer(scale, scale), scores, size,
        at.farthest,
    )  # fmt: skip


def _first_look(chunks: Callable[[], Iterable[Cells]], family: Family) -> tuple[Array, float, float, float, int, Array]:
    """X'X weighted by n (of unit columns), n, sum of the outcome, sum of n·exp(offset), number of cells, and each column's size."""
    gram, n, total, exposed, size = np.zeros((0, 0)), 0.0, 0.0, 0.0, 0
    widest = np.zeros(0)
    for cells in chunks():
        arrays = [cells.design, cells.n, cells.total, *([] if cells.offset is None else [cells.offset])]
        if not all(np.isfinite(a).all() for a in arrays):
            raise Unfit("infinite")
        if not size:
            gram, widest = np.zeros((cells.design.shape[1],) * 2), np.zeros(cells.design.shape[1])
        gram += (cells.design.T * cells.n) @ cells.design
        widest = np.maximum(widest, np.abs(cells.design).max(axis=0, initial=0.0))
        n, total, size = n + float(cells.n.sum()), total + float(cells.total.sum()), size + len(cells)
        exposed += float((cells.n * (np.exp(cells.offset) if cells.offset is not None and family.name == "poisson" else 1.0)).sum())
    if not size:
        raise Unfit("too_few")
    return gram, n, total, exposed, size, np.maximum(widest, 1e-300)


def require_independent(gram: Array, *, constant: bool = True) -> None:
    """Refuse a column without variation and the first one that the columns before it determine, from X'X alone.

    Cholesky without exchange, on columns of unit length after the constant was taken out: what is left on the diagonal is the share of
    the column's variation that is its own.
    """
    centred = gram - np.outer(gram[:, 0], gram[0]) / gram[0, 0] if constant and gram[0, 0] > 0 else gram.copy()
    first = 1 if constant else 0
    centred, lengths = centred[first:, first:], np.diag(gram)[first:]
    own = np.diag(centred).copy()
    for j in range(len(centred)):
        if own[j] <= ALONE * max(lengths[j], 1e-300):
            raise Unfit("constant", [j + first])
    unit = centred / np.sqrt(np.outer(own, own)) if len(centred) else centred
    for j in range(len(unit)):
        if unit[j, j] < ALONE:
            raise Unfit("collinear", [j + first])
        below = unit[j + 1 :, j].copy()
        unit[j + 1 :, j + 1 :] -= np.outer(below, below) / unit[j, j]


def _climb(chunks: Callable[[], Iterable[Cells]], family: Family, here: Array, scale: Array) -> tuple[Array, _Round, int]:
    now = _round(chunks, family, here, scale)
    for count in range(1, MOST_ROUNDS + 1):
        step = _solved(now)
        after = _round(chunks, family, here + step, scale)
        while not after.deviance <= now.deviance + CONVERGED * abs(now.deviance) and np.abs(step).max() > CONVERGED:
            step = step / 2
            after = _round(chunks, family, here + step, scale)
        still = abs(now.deviance - after.deviance) <= CONVERGED * (abs(after.deviance) + 0.1)
        here, now = here + step, after
        if still:
            return here, now, count
        if now.farthest > 2 * RUN_AWAY and family.name != "poisson":
            raise Unfit("separated", _runaways(here, now, scale))
    raise Unfit("not_converged")


def _solved(at: _Round) -> Array:
    try:
        return np.asarray(linalg.solve(at.information, at.score, assume_a="pos"))
    except linalg.LinAlgError as error:
        raise Unfit("separated" if at.farthest > RUN_AWAY else "not_converged") from error


def _runaways(found: Array, at: _Round, scale: Array) -> list[int]:
    """The columns whose estimate and error are both beyond what data can say."""
    errors = np.sqrt(np.abs(np.diag(linalg.pinvh(at.information))))
    return [int(j) for j in np.flatnonzero((np.abs(found) > RUN_AWAY / 2) & (errors > RUN_AWAY / 2))]


def _round(chunks: Callable[[], Iterable[Cells]], family: Family, here: Array, scale: Array) -> _Round:
    """One pass over the data: the information, the score and the deviance at one place."""
    size = len(here)
    information, score, deviance, farthest = np.zeros((size, size)), np.zeros(size), 0.0, 0.0
    by_cluster: Array | None = None
    b = here / scale
    for cells in chunks():
        line = cells.design @ b if cells.offset is None else cells.design @ b + cells.offset
        mean, weight, fisher = family.parts(line)
        rest = (cells.total - cells.n * mean) * weight
        root = np.sqrt(cells.n * fisher)[:, None] * cells.design
        information += root.T @ root
        score += rest @ cells.design
        deviance += family.deviance(cells.n, cells.total, mean, line)
        inside = np.abs(line[cells.n > 0])
        farthest = max(farthest, float(inside.max(initial=0.0)))
        if cells.cluster is not None:
            by_cluster = _add_scores(by_cluster, cells, rest)
    back = np.outer(scale, scale)
    return _Round(information / back, score / scale, deviance, farthest, 0.0, None if by_cluster is None else by_cluster / scale)


def _add_scores(so_far: Array | None, cells: Cells, rest: Array) -> Array:
    assert cells.cluster is not None
    groups = int(cells.cluster.max(initial=-1)) + 1
    found = np.zeros((max(groups, 0 if so_far is None else len(so_far)), cells.design.shape[1]))
    if so_far is not None:
        found[: len(so_far)] = so_far
    order = np.argsort(cells.cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cells.cluster[order], prepend=-1))
    if len(order):
        found[cells.cluster[order][starts]] += np.add.reduceat((cells.design * rest[:, None])[order], starts, axis=0)
    return found


def with_covariance(fit: GlmFit, covariance: Array) -> GlmFit:
    """The same coefficients with another covariance, such as one that knows of clusters."""
    return replace(fit, covariance=covariance)
