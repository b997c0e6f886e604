"""Who was not reached again, and what the answer could be if they are unlike those who were."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from tejido.stats.design import Array
from tejido.stats.finite import finite, require_positive, two_groups
from tejido.stats.proportion import Proportion, ProportionDifference, difference_of_proportions, wilson
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Attrition:
    """The share lost in each group, with Wilson intervals, and the difference between them."""

    exposed: Proportion
    reference: Proportion
    difference: ProportionDifference


@dataclass(frozen=True)
class Bounds:
    """low, high: the effect can lie anywhere between them · their errors · interval_low, interval_high hold the effect, wherever it
    lies, with the stated probability (Imbens & Manski 2004) · trimmed: share of a group left out (Lee), zero for the others."""

    low: float
    high: float
    low_error: float
    high_error: float
    interval_low: float
    interval_high: float
    trimmed: float


def attrition(exposed: ArrayLike, observed: ArrayLike, level: float = 0.95) -> Attrition:
    """exposed, observed (n,) of 0 and 1. Difference by Newcombe 1998. Refuses groups that are not two (`one_group`)."""
    taken, seen = _masks(exposed, observed)
    sides = [wilson(int((~seen[side]).sum()), int(side.sum()), level) for side in (taken, ~taken)]
    return Attrition(sides[0], sides[1], difference_of_proportions(sides[0], sides[1]))


def manski_bounds(
    outcome: ArrayLike, exposed: ArrayLike, observed: ArrayLike, *, smallest: float, largest: float, level: float = 0.95
) -> Bounds:
    """The difference of means if all those lost by one group had the worst possible outcome and those lost by the other the best, and the
    reverse (Horowitz & Manski 2000, J. Am. Stat. Assoc. 95:77; Manski 1990, Am. Econ. Rev. 80:319). Nothing is assumed but that outcomes
    lie from `smallest` to `largest`. Values where observed is 0 are not looked at. Refuses an observed outcome beyond the limits
    (`outside_range`), a group nobody of whom was reached or of fewer than two (`too_few`)."""
    y, taken, seen = _outcome(outcome, exposed, observed)
    if not smallest < largest or (y[seen] < smallest).any() or (y[seen] > largest).any():
        raise Unfit("outside_range")
    found = []
    for on, off in ((smallest, largest), (largest, smallest)):
        filled = np.where(seen, y, np.where(taken, on, off))
        sides = [filled[side] for side in (taken, ~taken)]
        error = float(np.sqrt(sum(side.var(ddof=1) / len(side) for side in sides)))
        found.append((float(sides[0].mean() - sides[1].mean()), error))
    return _bounds(found[0], found[1], 0.0, level)


def lee_bounds(outcome: ArrayLike, exposed: ArrayLike, observed: ArrayLike, level: float = 0.95) -> Bounds:
    """The effect on those who would be reached in either group, if being exposed can move reach in one direction only (Lee 2009, Rev.
    Econ. Stud. 76:1071): the group reached more often is trimmed, from below and from above, by the share q that makes both alike. The
    person at the quantile counts in part, so ties and binary outcomes need no rule. Errors: Lee's proposition 3.
    Refuses a group of whom fewer than two were reached (`too_few`)."""
    y, taken, seen = _outcome(outcome, exposed, observed)
    reach = [float(seen[side].mean()) for side in (taken, ~taken)]
    ahead = reach[0] >= reach[1]
    more, fewer = (taken, ~taken) if ahead else (~taken, taken)
    most, least = max(reach), min(reach)
    q = 1 - least / most
    whole, other = np.sort(y[more & seen]), y[fewer & seen]
    by_reach = (1 - most) / (int(more.sum()) * most) + (1 - least) / (int(fewer.sum()) * least)
    plain = float(other.var() / len(other))
    ends = []
    for ordered in (whole, -whole[::-1]):
        mean, variance, edge = _lower_part(ordered, 1 - q)
        spread = (variance + (edge - mean) ** 2 * q) / (len(whole) * (1 - q)) + (edge - mean) ** 2 * by_reach
        ends.append((mean, float(np.sqrt(spread + plain))))
    reference = float(other.mean())
    low, high = (ends[0][0] - reference, ends[0][1]), (-ends[1][0] - reference, ends[1][1])
    return _bounds(low, high, q, level) if ahead else _bounds((-high[0], high[1]), (-low[0], low[1]), q, level)


def _lower_part(ordered: Array, share: float) -> tuple[float, float, float]:
    """Mean and variance of the lowest share of sorted values, and the value at its edge."""
    size = share * len(ordered)
    weight = np.clip(size - np.arange(len(ordered)), 0.0, 1.0)
    mean = float(weight @ ordered / weight.sum())
    edge = float(ordered[min(int(np.ceil(size - 1e-9)), len(ordered)) - 1])
    return mean, float(weight @ (ordered - mean) ** 2 / weight.sum()), edge


def _bounds(low: tuple[float, float], high: tuple[float, float], trimmed: float, level: float) -> Bounds:
    """Imbens & Manski 2004 (Econometrica 72:1845): c with Φ(c + width/largest error) − Φ(−c) = level."""
    require_positive(np.array([low[1], high[1]]))
    width = (high[0] - low[0]) / max(low[1], high[1])
    c = float(optimize.brentq(lambda at: stats.norm.cdf(at + width) - stats.norm.cdf(-at) - level, 0.0, 10.0, xtol=1e-13))
    return Bounds(low[0], high[0], low[1], high[1], low[0] - c * low[1], high[0] + c * high[1], trimmed)


def _masks(exposed: ArrayLike, observed: ArrayLike) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    taken, seen = finite(exposed, observed)
    if not np.isin(seen, (0.0, 1.0)).all():
        raise Unfit("not_yes_no", [1])
    return two_groups(taken), seen == 1


def _outcome(outcome: ArrayLike, exposed: ArrayLike, observed: ArrayLike) -> tuple[Array, NDArray[np.bool_], NDArray[np.bool_]]:
    taken, seen = _masks(exposed, observed)
    y = np.asarray(outcome, dtype=float)
    if len(y) != len(seen):
        raise Unfit("unequal_lengths")
    finite(y[seen])
    if min(int((seen & side).sum()) for side in (taken, ~taken)) < 2:
        raise Unfit("too_few")
    return np.where(seen, y, 0.0), taken, seen
