"""Generalised linear models on cells: the one fit behind risks, hazards and rates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from tejido.stats.blocks import Chunks, Frame
from tejido.stats.cells import Cells, chunks_of
from tejido.stats.design import Array
from tejido.stats.families import Family
from tejido.stats.first_look import FirstLook, first_look
from tejido.stats.independence import require_independent
from tejido.stats.scoring import Reading, read, read_level
from tejido.stats.separation import separated_columns
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

MOST_ROUNDS = 60
MOST_HALVINGS = 40
CONVERGED = 1e-11  # squared length of the next step in standard errors: after that step what is missing is of the order of this square
ROUNDING = 1e-11  # a deviance is a sum: it may seem to grow by this share of itself
CERTAIN = 1e-7  # a model that misses fewer persons than this where all are alike may be running away


@dataclass(frozen=True)
class GlmFit(Wald):
    """`information` (p, p) is X'WX at the maximum with the expected weights, `cluster_scores` (G, p) the scores summed by cluster, where
    cells name one. `n` persons or person-periods, `total` events, `cells` with people in them, `rounds` of Newton's method,
    `farthest` the largest linear predictor on either side."""

    deviance: float
    n: float
    total: float
    rounds: int
    information: Array
    cluster_scores: Array | None = None
    cells: int = 0
    farthest: float = 0.0


def glm(
    source: Cells | Sequence[Cells] | Callable[[], Iterable[Cells]], family: Family, *, start: Array | None = None, constant: bool = True
) -> GlmFit:
    """Maximum likelihood: b ← b + J⁻¹X'u with J the observed information (steps are halved where the deviance grows), until the next step
    is below 3 millionths of a standard error; it is still taken. Errors from the expected information X'WX, as R's glm gives them.

    McCullagh & Nelder 1989, Generalized Linear Models, 2nd ed., ch. 2 and 4. On cells the sums are those of the rows (Wong et al. 2021,
    arXiv:2102.11297), so a table that does not fit in memory is streamed: each round reads it once more.
    `constant`: the first column is the intercept. `start` (p,) saves rounds where a near answer is known; it does not change the answer.
    Refuses (`Unfit`): infinite, not_a_number, impossible_counts, too_few, constant, collinear, one_outcome, separated (naming the
    columns along which the estimate runs away, the intercept among them where it does), not_converged.
    """
    chunks = chunks_of(source)
    look = first_look(chunks, family, constant=constant)
    _require_varied(look, family, constant)
    frame = look.frame
    here = _start(look, family) if start is None else frame.inward @ start
    try:
        known = start is None and constant and look.plain and family.bounded  # one line for everybody: the first look has read it
        first = read_level(look, family, look.total / look.n) if known else read(chunks, family, frame, here)
        found, rounds = _climb(chunks, family, frame, here, first)
        at = read(chunks, family, frame, found, last=True, clusters=look.clusters)
        inverse = _solved(at.information, np.eye(len(found)))
    except (linalg.LinAlgError, _Lost) as error:
        columns = separated_columns(chunks, family, frame)
        raise Unfit("separated" if columns else "not_converged", columns) from error
    if at.nearest < CERTAIN and (columns := separated_columns(chunks, family, frame)):
        raise Unfit("separated", columns)
    outward, inward = frame.outward, frame.inward
    return GlmFit(
        coefficients=outward @ found,
        covariance=outward @ inverse @ outward.T,
        deviance=at.deviance,
        n=look.n,
        total=look.total,
        rounds=rounds,
        information=inward.T @ at.information @ inward,
        cluster_scores=None if at.cluster_scores is None else at.cluster_scores / frame.width @ inward,
        cells=look.cells,
        farthest=at.farthest,
    )


class _Lost(Exception):
    """The climb did not come to rest."""


def _require_varied(look: FirstLook, family: Family, constant: bool) -> None:
    """Every column varies and says something of its own, both outcomes occur, and there are more persons than columns."""
    require_independent(look.gram, constant=constant)
    if look.total <= 0 or (family.bounded and look.total >= look.n * (1 - 1e-12)):
        raise Unfit("one_outcome")
    if family.bounded and look.n <= len(look.gram):
        raise Unfit("too_few")


def _start(look: FirstLook, family: Family) -> Array:
    """The coefficients that bring the linear predictor nearest to that of the overall rate."""
    level = family.start(look.total / look.exposed) - look.offset / look.n
    return _solved(look.gram, look.level * level)


def _climb(chunks: Chunks, family: Family, frame: Frame, here: Array, at: Reading) -> tuple[Array, int]:
    for count in range(1, MOST_ROUNDS + 1):
        step = _solved(at.information, at.score)
        if step @ at.score <= CONVERGED:
            return here + step, count
        here, at = _lower(chunks, family, frame, here, step, at)
    raise _Lost


def _lower(chunks: Chunks, family: Family, frame: Frame, here: Array, step: Array, at: Reading) -> tuple[Array, Reading]:
    """The step, or as much of it as lowers the deviance (not a number is not lower)."""
    for _ in range(MOST_HALVINGS):
        after = read(chunks, family, frame, here + step)
        if after.deviance <= at.deviance + ROUNDING * (abs(at.deviance) + 1):
            return here + step, after
        step = step / 2
    raise _Lost


def _solved(information: Array, right: Array) -> Array:
    """J⁻¹ times what stands right, by Cholesky after scaling to a unit diagonal, which loses least."""
    root = np.sqrt(np.diag(information))
    if not (np.isfinite(information).all() and root.min() > 0):
        raise linalg.LinAlgError("a column carries no information here")
    scaled = right / (root if right.ndim == 1 else root[:, None])
    found = np.asarray(linalg.cho_solve(linalg.cho_factor(information / np.outer(root, root)), scaled))
    return found / (root if right.ndim == 1 else root[:, None])
