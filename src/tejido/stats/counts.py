"""Counts per time at risk: Poisson rates, and their errors where counts vary more than Poisson's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tejido.stats.blocks import Chunks
from tejido.stats.cells import Cells, chunks_of
from tejido.stats.design import Array
from tejido.stats.families import POISSON
from tejido.stats.glm import GlmFit, glm
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald


@dataclass(frozen=True)
class QuasiPoissonFit(Wald):
    """Poisson's coefficients with their covariance multiplied by `dispersion`, Pearson's X² of the rows over `degrees_of_freedom`; use
    those degrees for intervals and p values. `poisson` is the plain fit."""

    dispersion: float
    pearson: float
    degrees_of_freedom: float
    poisson: GlmFit


def poisson_rates(source: Cells | Sequence[Cells] | Callable[[], Iterable[Cells]], *, constant: bool = True) -> GlmFit:
    """log(events / time) = Xb by maximum likelihood; the exponential of a coefficient is a rate ratio.

    Time at risk either as `offset` = log(time) of persons n, or as n itself: then persons alike in X share a cell however long each was
    seen, with the same coefficients and errors (Frome 1983, Biometrics 39:665). A group without events is refused as `separated`.
    """
    return glm(source, POISSON, constant=constant)


def quasi_poisson(source: Cells | Sequence[Cells] | Callable[[], Iterable[Cells]], *, constant: bool = True) -> QuasiPoissonFit:
    """Poisson rates with the variance φµ: φ = Σ (y − µ)²/µ / (N − p) over the N rows (Wedderburn 1974, Biometrika 61:439).

    On cells the sum is Σ (Σy² − 2µΣy + nµ²)/µ, so cells need `squares`, and cells of equal offset; n counts rows, not time. As R's
    quasipoisson on the rows. Refuses (`too_few`) where there are no more rows than columns.
    """
    chunks = chunks_of(source)
    fit = poisson_rates(source, constant=constant)
    freedom = fit.n - len(fit.coefficients)
    if freedom <= 0:
        raise Unfit("too_few")
    pearson = _pearson(chunks, fit.coefficients)
    dispersion = pearson / freedom
    return QuasiPoissonFit(fit.coefficients, fit.covariance * dispersion, dispersion, pearson, freedom, fit)


def _pearson(chunks: Chunks, coefficients: Array) -> float:
    total = 0.0
    for cells in chunks():
        if cells.squares is None:
            raise ValueError("the spread within cells needs their sums of squares")
        line = cells.design @ coefficients
        mean = POISSON.mean(line if cells.offset is None else line + cells.offset)
        total += float(np.sum(cells.squares / mean - 2 * cells.total + cells.n * mean))
    return total
