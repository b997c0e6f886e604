"""Control limits for organisations of unequal size: who differs from all by more than chance. Never a ranking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.finite import finite, require_counts, require_positive
from tejido.stats.unfit import Unfit

FEWEST_PERSONS, FEWEST_EVENTS = 30, 10
LEVELS = (0.95, 0.998)
WINSORISED = 0.1
Position = Literal["inside", "above_95", "above_998", "below_95", "below_998"]


@dataclass(frozen=True)
class Funnel:
    """In the order given, (k,) each unless said: estimates · limits_95 and limits_998 (k, 2) · positions · z, naive · named: at least 30
    persons and 10 events, so may be shown by name · target: what they are compared with · overdispersion φ and whether it widened."""

    estimates: Array
    limits_95: Array
    limits_998: Array
    positions: tuple[Position, ...]
    z: Array
    named: NDArray[np.bool_]
    target: float
    overdispersion: float
    widened: bool


def funnel_of_proportions(events: ArrayLike, n: ArrayLike, *, target: float | None = None, widen: bool = True) -> Funnel:
    """Spiegelhalter 2005 (Stat. Med. 24:1185): limits are exact binomial, interpolated between counts so that no more than 2.5 % (0.1 %) of
    what chance does lies beyond each (`binomial_limit`); the target is the pooled share unless given. With `widen` and φ > 1 + 2√(2/k),
    limits are target ± z√(φ·p(1 − p)/n), within 0 to 1.

    φ is the mean of z², the z beyond their 10th and 90th percentile brought in to it. Refuses fewer than two (`too_few`), counts that are
    not whole (`not_whole`) or beyond n (`impossible_counts`), a target of 0 or 1 (`one_outcome`).
    """
    y, size = finite(events, n)
    require_counts(y, size)
    share = float(y.sum() / size.sum()) if target is None else float(target)
    if not 0 < share < 1:
        raise Unfit("one_outcome")
    error = np.sqrt(share * (1 - share) / size)

    def exact(p: float) -> Array:
        return binomial_limit(size, share, p)

    named = (size >= FEWEST_PERSONS) & (y >= FEWEST_EVENTS)
    return _funnel(y / size, error, share, exact, named, widen, (0.0, 1.0))


def funnel_of_rates(
    events: ArrayLike, exposure: ArrayLike, persons: ArrayLike, *, target: float | None = None, widen: bool = True
) -> Funnel:
    """The same for events per unit of time at risk: Poisson limits, of the events expected at the target rate. `persons` counts people."""
    y, time, people = finite(events, exposure, persons)
    require_positive(time, [1])
    require_counts(y)
    rate = float(y.sum() / time.sum()) if target is None else float(target)
    if not rate > 0:
        raise Unfit("no_events")

    def exact(p: float) -> Array:
        return poisson_limit(rate * time, p) / time

    named = (people >= FEWEST_PERSONS) & (y >= FEWEST_EVENTS)
    return _funnel(y / time, np.sqrt(rate / time), rate, exact, named, widen, (0.0, np.inf))


def funnel_of_means(
    means: ArrayLike, standard_deviations: ArrayLike, n: ArrayLike, *, target: float | None = None, widen: bool = True
) -> Funnel:
    """The same for means: target ± z·s/√n, s² pooled within organisations (n − 1 each), the target their mean weighted by n."""
    y, spread, size = finite(means, standard_deviations, n)
    require_positive(size - 1, [2])
    if (spread < 0).any() or not (within := float((size - 1) @ spread**2 / (size - 1).sum())) > 0:
        raise Unfit("no_spread")
    centre = float(size @ y / size.sum()) if target is None else float(target)
    error = np.sqrt(within / size)

    def exact(p: float) -> Array:
        return np.asarray(centre + stats.norm.ppf(p) * error)

    return _funnel(y, error, centre, exact, size >= FEWEST_PERSONS, widen, (-np.inf, np.inf))


def binomial_limit(n: ArrayLike, share: float, p: float) -> Array:
    """A limit without steps on the share of n persons, beyond which lies less than p (below, p < ½) or 1 − p (above) of what chance does.

    Below: (r − α)/n, r the smallest count reached with probability p, α = (F(r) − p)/(F(r) − F(r − 1)), as Spiegelhalter 2005, appendix A.1.
    Above: its mirror image (r + 1 − α)/n. The paper takes (r − α)/n there too, which puts r itself beyond and up to twice 2.5 % with it.
    """
    size = finite(n)[0]
    count = stats.binom.ppf(p, size, share)
    return np.asarray(_between(count, stats.binom.cdf(count, size, share), stats.binom.pmf(count, size, share), p) / size)


def poisson_limit(expected: ArrayLike, p: float) -> Array:
    """The same for a count with this expectation."""
    mean = finite(expected)[0]
    count = stats.poisson.ppf(p, mean)
    return _between(count, stats.poisson.cdf(count, mean), stats.poisson.pmf(count, mean), p)


def _between(count: Array, reached: Array, own: Array, p: float) -> Array:
    return np.asarray(count - (reached - p) / own + (p > 0.5))


def _funnel(
    y: Array, error: Array, target: float, exact: Callable[[float], Array], named: NDArray[np.bool_], widen: bool, ends: tuple[float, float]
) -> Funnel:
    if len(y) < 2:
        raise Unfit("too_few")
    z = (y - target) / error
    inner, outer = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float((np.clip(z, inner, outer) ** 2).mean())
    widened = widen and phi > 1 + 2 * float(np.sqrt(2 / len(y)))

    def limits(level: float) -> Array:
        sides = (0.5 - level / 2, 0.5 + level / 2)
        found = [target + float(stats.norm.ppf(p)) * np.sqrt(phi) * error if widened else exact(p) for p in sides]
        return np.clip(np.column_stack(found), *ends)

    near, far = (limits(level) for level in LEVELS)
    positions = tuple(_position(*row) for row in zip(y, near, far, strict=True))
    return Funnel(y, near, far, positions, z, named, target, phi, widened)


def _position(value: float, near: Array, far: Array) -> Position:
    if value > far[1]:
        return "above_998"
    if value < far[0]:
        return "below_998"
    if value > near[1]:
        return "above_95"
    return "below_95" if value < near[0] else "inside"
