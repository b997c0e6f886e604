"""What an additional good outcome costs, against a stated alternative, with the interval such a ratio deserves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.finite import finite, two_groups
from tejido.stats.unfit import Unfit

DRAWS = 5_000
BLOCK = 250


@dataclass(frozen=True)
class CostEffectiveness:
    """cost, gain: differences against the `counterfactual` · ratio: cost per additional outcome · fieller: its interval, or none where the
    gain may be zero and the ratio therefore anything · bootstrap: percentile interval of the ratio, none without people's own data ·
    willing (w,), net_benefit (w,) with low and high, acceptable (w,): for each price one would pay for an outcome, price·gain − cost
    and the probability that it is above zero."""

    counterfactual: str
    cost: float
    gain: float
    covariance: Array
    ratio: float
    fieller: tuple[float, float] | None
    bootstrap: tuple[float, float] | None
    willing: Array
    net_benefit: Array
    low: Array
    high: Array
    acceptable: Array


def cost_per_outcome(
    cost: float, gain: float, covariance: ArrayLike, willing: ArrayLike, *, counterfactual: str, level: float = 0.95
) -> CostEffectiveness:
    """From a difference of costs and of outcomes and their covariance (2, 2), such as those of an adjusted model; a budget known to the
    cent has variance zero.

    Interval of the ratio R: all R with (cost − R·gain)² ≤ z²·Var(cost − R·gain) (Fieller 1954, J. R. Stat. Soc. B 16:175; Willan &
    O'Brien 1996, Health Econ. 5:297), bounded only if the gain differs from zero at this level. Net benefit and acceptability: Stinnett &
    Mullahy 1998 (Med. Decis. Making 18:S68); Fenwick, Claxton & Sculpher 2001 (Health Econ. 10:779), normal. Refuses an unnamed
    counterfactual (`no_counterfactual`), no gain at all (`no_effect`), a covariance that is none (`not_positive`).
    """
    prices, spread = finite(willing)[0], np.atleast_2d(finite(covariance)[0])
    finite(cost, gain)
    if not counterfactual.strip():
        raise Unfit("no_counterfactual")
    if gain == 0:
        raise Unfit("no_effect")
    if spread.shape != (2, 2) or spread[1, 1] <= 0 or np.linalg.eigvalsh(spread).min() < -1e-9 * np.trace(spread):
        raise Unfit("not_positive")
    z = float(stats.norm.ppf(0.5 + level / 2))
    benefit = prices * gain - cost
    error = np.sqrt(prices**2 * spread[1, 1] - 2 * prices * spread[0, 1] + spread[0, 0])
    with np.errstate(divide="ignore", invalid="ignore"):
        acceptable = np.where(error > 0, stats.norm.cdf(benefit / error), (benefit > 0).astype(float))
    return CostEffectiveness(
        counterfactual, cost, gain, spread, cost / gain, _fieller(cost, gain, spread, z), None, prices, benefit, benefit - z * error,
        benefit + z * error, acceptable,
    )  # fmt: skip


def cost_effectiveness(
    costs: ArrayLike,
    outcomes: ArrayLike,
    exposed: ArrayLike,
    willing: ArrayLike,
    *,
    counterfactual: str,
    seed: int,
    level: float = 0.95,
) -> CostEffectiveness:
    """The same from the cost and outcome of each person in two groups: differences of means with their variances and covariance; the
    bootstrap draws people within each group 5 000 times, keeping cost and outcome together (Briggs, Wonderling & Mooney 1997, Health
    Econ. 6:327), and gives ratio and acceptability without assuming a shape. The percentile interval is only given where Fieller's is
    bounded: elsewhere draws jump from plus to minus infinity. Refuses a group of fewer than two (`too_few`)."""
    paid, reached, taken = finite(costs, outcomes, exposed)
    mask = two_groups(taken)
    sides = [np.column_stack([paid[side], reached[side]]) for side in (mask, ~mask)]
    if min(len(side) for side in sides) < 2:
        raise Unfit("too_few")
    differences = sides[0].mean(axis=0) - sides[1].mean(axis=0)
    covariance = sum(np.cov(side.T) / len(side) for side in sides)
    found = cost_per_outcome(float(differences[0]), float(differences[1]), covariance, willing, counterfactual=counterfactual, level=level)
    drawn = _bootstrap(sides, np.random.default_rng(seed))
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.quantile(drawn[:, 0] / drawn[:, 1], [0.5 - level / 2, 0.5 + level / 2]) if found.fieller else None
    accepted = (drawn[:, 1:] * found.willing - drawn[:, :1] > 0).mean(axis=0)
    return CostEffectiveness(
        **{**vars(found), "bootstrap": None if ends is None else (float(ends[0]), float(ends[1])), "acceptable": accepted}
    )


def net_benefit(found: CostEffectiveness, price: float, level: float = 0.95) -> Effect:
    """price·gain − cost as an effect with its error and p value."""
    spread = found.covariance
    error = float(np.sqrt(price**2 * spread[1, 1] - 2 * price * spread[0, 1] + spread[0, 0]))
    return effect(price * found.gain - found.cost, error, level=level)


def _fieller(cost: float, gain: float, spread: Array, z: float) -> tuple[float, float] | None:
    square = gain**2 - z**2 * spread[1, 1]
    if square <= 0:
        return None
    middle = cost * gain - z**2 * spread[0, 1]
    root = float(np.sqrt(max(middle**2 - square * (cost**2 - z**2 * spread[0, 0]), 0.0)))
    return float((middle - root) / square), float((middle + root) / square)


def _bootstrap(sides: list[Array], random: np.random.Generator) -> Array:
    """(draws, 2): differences of mean cost and mean outcome; in blocks, so that memory does not grow with the draws."""
    drawn = []
    for _ in range(DRAWS // BLOCK):
        means = [side[random.integers(0, len(side), (BLOCK, len(side)))].mean(axis=1) for side in sides]
        drawn.append(means[0] - means[1])
    return np.concatenate(drawn)
