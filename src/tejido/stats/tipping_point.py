"""How much worse than expected those not reached must have fared before the conclusion falls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from tejido.stats.design import Array, require_full_rank
from tejido.stats.finite import finite, two_groups
from tejido.stats.multiple_imputation import Pooled, draw_normal, rubin
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class TippingPoint:
    """deltas (d,) and the pooled effect at each · at: the delta nearest to zero at which the interval first holds zero; none if it never
    does within the deltas, and 0 if it does already · missing_exposed: how many of the exposed were not reached."""

    deltas: Array
    effects: Pooled
    at: float | None
    missing_exposed: int


def tipping_point(
    covariates: ArrayLike,
    exposed: ArrayLike,
    outcome: ArrayLike,
    observed: ArrayLike,
    deltas: ArrayLike,
    *,
    seed: int,
    imputations: int = 50,
    level: float = 0.95,
) -> TippingPoint:
    """The adjusted difference of means (least squares, classical errors, Rubin's rules) with outcomes imputed from covariates and exposure
    and then shifted by delta for those of the exposed who were not reached (Rubin 1977; Carpenter & Kenward 2013, Multiple Imputation,
    ch. 10; Cro et al. 2020, Stat. Med. 39:2815). The same draws serve every delta, so only delta changes. covariates (n, p) with the
    constant first, without the exposure. Refuses what the design of a linear model refuses and an exposed group that was reached in full
    (`none_missing`)."""
    design, taken, seen = finite(covariates, exposed, observed)
    grid = np.sort(finite(deltas)[0])
    mask, known = two_groups(taken), seen == 1
    shifted = mask & ~known
    if not np.isin(seen, (0.0, 1.0)).all():
        raise Unfit("not_yes_no", [2])
    if not shifted.any():
        raise Unfit("none_missing")
    y = np.asarray(outcome, dtype=float)
    finite(y[known])
    full = np.column_stack([design, taken])
    outcomes = _imputed(full, y, known, seed, imputations)
    require_full_rank(full)
    at = _effect(full, outcomes, shifted, level)
    found = [at(float(delta)) for delta in grid]
    names = ("estimates", "standard_errors", "degrees_of_freedom", "low", "high", "p", "missing")
    together = Pooled(*(np.concatenate([getattr(one, name) for one in found]) for name in names))

    def clear(delta: float) -> float:
        """Distance of the interval from zero, below zero where it holds zero."""
        one = at(delta)
        return float(max(one.low[0], -one.high[0]))

    return TippingPoint(grid, together, _nearest(clear, grid), int(shifted.sum()))


def _imputed(full: Array, y: Array, known: NDArray[np.bool_], seed: int, imputations: int) -> Array:
    """(n, imputations): the outcomes as seen, and drawn where nobody was reached."""
    drawn = np.repeat(y[:, None], imputations, axis=1)
    for number in range(imputations):
        drawn[~known, number] = draw_normal(full[known], y[known], full[~known], np.random.default_rng([seed, number]))
    return drawn


def _effect(full: Array, outcomes: Array, shifted: NDArray[np.bool_], level: float) -> Callable[[float], Pooled]:
    """The pooled effect of the last column for any delta; the factorisation serves them all."""
    q, r = np.linalg.qr(full)
    free = len(full) - full.shape[1]
    unit = float(np.square(np.linalg.inv(r))[-1].sum())

    def at(delta: float) -> Pooled:
        moved = outcomes + delta * shifted[:, None]
        along = q.T @ moved
        variances = np.square(moved - q @ along).sum(axis=0) / free * unit
        return rubin(np.linalg.solve(r, along)[-1][:, None], variances[:, None], complete_freedom=free, level=level)

    return at


def _nearest(clear: Callable[[float], float], grid: Array) -> float | None:
    """Outwards from zero on both sides, the first crossing; the nearer of the two."""
    if clear(0.0) <= 0:
        return 0.0
    crossings = []
    for side in (grid[grid > 0], grid[grid < 0][::-1]):
        inner = 0.0
        for outer in side:
            if clear(float(outer)) <= 0:
                crossings.append(float(optimize.brentq(clear, inner, float(outer))))
                break
            inner = float(outer)
    return min(crossings, key=abs) if crossings else None
