"""What is missing is drawn several times from what is known, and the answers are put together with the doubt this leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.special import expit

from tejido.stats.cells import Cells
from tejido.stats.design import Array, require_full_rank
from tejido.stats.families import LOGIT
from tejido.stats.finite import finite
from tejido.stats.glm import glm
from tejido.stats.unfit import Unfit

Kind = Literal["normal", "binary"]


@dataclass(frozen=True)
class Pooled:
    """One entry per quantity (k,): estimates, standard_errors, degrees_of_freedom (Barnard & Rubin), low, high, p, and `missing`, the
    fraction of the information that is missing."""

    estimates: Array
    standard_errors: Array
    degrees_of_freedom: Array
    low: Array
    high: Array
    p: Array
    missing: Array


def chained_imputations(columns: ArrayLike, kinds: Sequence[Kind], *, seed: int, imputations: int = 20, rounds: int = 10) -> list[Array]:
    """columns (n, p) with NaN where missing; p kinds. Each incomplete column in turn is regressed on all others where it is known, the
    coefficients (and for normal ones the variance) are drawn, then the missing values; `rounds` times over, for each imputation anew
    (van Buuren & Groothuis-Oudshoorn 2011, J. Stat. Softw. 45(3); Rubin 1987, ch. 5). Columns without gaps are only used.

    Right if being missing depends on the columns only: keep the exposure, the outcome and whatever foretells either among them.
    Refuses text (`not_a_number`), infinite values, a column nobody has (`all_missing`), and what the two regressions refuse.
    """
    values = np.asarray(columns)
    if values.dtype.kind not in "biuf":
        raise Unfit("not_a_number")
    values = np.asarray(values, dtype=float)
    gaps = np.isnan(values)
    if np.isinf(values).any():
        raise Unfit("infinite")
    if len(kinds) != values.shape[1] or imputations < 2 or rounds < 1:
        raise Unfit("outside_range")
    if gaps.all(axis=0).any():
        raise Unfit("all_missing", np.flatnonzero(gaps.all(axis=0)).tolist())
    for place, kind in enumerate(kinds):
        if kind == "binary" and not np.isin(values[~gaps[:, place], place], (0.0, 1.0)).all():
            raise Unfit("not_yes_no", [place])
    return [_one(values, gaps, kinds, np.random.default_rng([seed, number]), rounds) for number in range(imputations)]


def rubin(estimates: ArrayLike, variances: ArrayLike, *, complete_freedom: float = np.inf, level: float = 0.95) -> Pooled:
    """estimates and variances (m, k) of m completed sets. Mean; total variance W̄ + (1 + 1/m)B (Rubin 1987, Multiple Imputation, p. 76);
    t with the degrees of freedom of Barnard & Rubin 1999 (Biometrika 86:948), `complete_freedom` being those without any gap."""
    q, within = finite(estimates, variances)
    if q.ndim != 2 or q.shape != within.shape or len(q) < 2:
        raise Unfit("too_few")
    if not (within > 0).all():
        raise Unfit("not_positive")
    m = len(q)
    inside, between = within.mean(axis=0), q.var(axis=0, ddof=1)
    total = inside + (1 + 1 / m) * between
    share = (1 + 1 / m) * between / total
    with np.errstate(divide="ignore"):
        drawn = (m - 1) / share**2
    seen = np.full_like(share, np.inf)
    if np.isfinite(complete_freedom):
        seen = (complete_freedom + 1) / (complete_freedom + 3) * complete_freedom * (1 - share)
    free = 1 / (1 / drawn + 1 / seen)
    error = np.sqrt(total)
    reach = stats.t.ppf(0.5 + level / 2, free) * error
    middle = q.mean(axis=0)
    ratio = share / (1 - share)
    missing = (ratio + 2 / (free + 3)) / (1 + ratio)
    p = 2 * stats.t.sf(np.abs(middle) / error, free)
    return Pooled(middle, error, free, middle - reach, middle + reach, p, np.where(between > 0, missing, 0.0))


def _one(values: Array, gaps: NDArray[np.bool_], kinds: Sequence[Kind], random: np.random.Generator, rounds: int) -> Array:
    filled = values.copy()
    incomplete = [int(place) for place in np.flatnonzero(gaps.any(axis=0))]
    for place in incomplete:
        known = values[~gaps[:, place], place]
        filled[gaps[:, place], place] = random.choice(known, int(gaps[:, place].sum()))
    for _ in range(rounds):
        for place in incomplete:
            missing = gaps[:, place]
            others = np.column_stack([np.ones(len(filled)), np.delete(filled, place, axis=1)])
            draw = draw_normal if kinds[place] == "normal" else draw_binary
            filled[missing, place] = draw(others[~missing], filled[~missing, place], others[missing], random)
    return filled


def draw_normal(known: Array, outcome: Array, unknown: Array, random: np.random.Generator) -> Array:
    """Bayesian linear regression: σ² = RSS/χ², b ~ N(b̂, σ²(X'X)⁻¹), then the values (Rubin 1987, p. 167). Refuses what the design
    of a linear model refuses."""
    require_full_rank(known)
    q, r = np.linalg.qr(known)
    along = q.T @ outcome
    rest = outcome - q @ along
    spread = np.sqrt(rest @ rest / random.chisquare(len(known) - known.shape[1]))
    drawn = np.linalg.solve(r, along + spread * random.standard_normal(len(r)))
    return np.asarray(unknown @ drawn + spread * random.standard_normal(len(unknown)))


def draw_binary(known: Array, outcome: Array, unknown: Array, random: np.random.Generator) -> Array:
    """Logistic regression, b drawn from its normal approximation, then zeros and ones (Rubin 1987, p. 169)."""
    fit = glm(Cells(known, np.ones(len(outcome)), outcome), LOGIT)
    drawn = fit.coefficients + np.linalg.cholesky(fit.covariance) @ random.standard_normal(len(fit.coefficients))
    return (random.random(len(unknown)) < expit(unknown @ drawn)).astype(float)
