"""The test that two or more curves are one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.survival_times import EventTimes, FollowUp, Indices, counted, event_times, follow_up, still_there, summed
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class LogRank:
    """`observed`, `expected` (G,) and `covariance` (G, G) by group, in the order of `groups`, weighted as the test was asked to."""

    chi_square: float
    degrees_of_freedom: int
    p: float
    groups: tuple[object, ...]
    n: Array
    observed: Array
    expected: Array
    covariance: Array


def log_rank(
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    rho: float = 0.0,
    gamma: float = 0.0,
    power: float = 0.0,
) -> LogRank:
    """Observed against expected events (Mantel 1966, Cancer Chemother. Rep. 50:163): X² = (O−E)'V⁻(O−E), V hypergeometric.

    time, event, group (n,) · `strata` (n,): compared only within · `entry` (n,): late arrivals · `weights` (n,): people a row stands for.
    An event time weighs nᵖᵒʷᵉʳ · S(t−)^rho · (1−S(t−))^gamma, S of all groups of the stratum together: power=1 Gehan 1965 (Biometrika
    52:203) and Breslow 1970, power=½ Tarone & Ware 1977, rho=1 Peto & Peto 1972, rho and gamma Harrington & Fleming 1982 (Biometrika
    69:553). Groups of whom nobody was at risk at any event do not count (as R's survdiff). Own code: lifelines has no strata here.
    Refuses what `follow_up` refuses, `no_events`, `one_group`, and groups that no event compares, as all at risk have it at once or are of
    one group (`all_at_once`).
    """
    rows = follow_up(time, event, entry=entry, weights=weights, whole=True)
    if not rows.event.any():
        raise Unfit("no_events")
    names, member = np.unique(np.asarray(group), return_inverse=True)
    if len(names) < 2:
        raise Unfit("one_group")
    level = np.zeros(len(rows), dtype=np.intp) if strata is None else np.unique(np.asarray(strata), return_inverse=True)[1]
    observed, expected, covariance = np.zeros(len(names)), np.zeros(len(names)), np.zeros((len(names),) * 2)
    order = np.argsort(level, kind="stable")
    for own in np.split(order, np.flatnonzero(np.diff(level[order])) + 1):
        part = _one_stratum(_rows_of(rows, own), member[own], len(names), (rho, gamma, power))
        observed, expected, covariance = observed + part[0], expected + part[1], covariance + part[2]
    chi_square, freedom = _statistic(observed, expected, covariance)
    people = summed(member, rows.weight, len(names))
    p = float(stats.chi2.sf(chi_square, freedom))
    return LogRank(chi_square, freedom, p, tuple(names.tolist()), people, observed, expected, covariance)


def _rows_of(rows: FollowUp, chosen: Indices) -> FollowUp:
    return FollowUp(rows.start[chosen], rows.stop[chosen], rows.event[chosen], rows.weight[chosen])


def _one_stratum(rows: FollowUp, member: Indices, groups: int, shape: tuple[float, float, float]) -> tuple[Array, Array, Array]:
    at = event_times(rows)
    events = counted(rows, at)
    weight = _weights(at, events, shape)
    at_risk, observed = np.zeros((len(at.times), groups)), np.zeros(groups)
    for g in range(groups):
        own = member == g
        at_risk[:, g] = still_there(at.first[own], at.last[own], rows.weight[own], len(at.times))
        happened = own & (rows.event > 0)
        observed[g] = weight[at.last[happened] - 1] @ rows.weight[happened]
    share = at_risk / at.at_risk[:, None]
    spread = weight**2 * events * (at.at_risk - events) / np.maximum(at.at_risk - 1, 1.0)
    return observed, (weight * events) @ share, np.diag(spread @ share) - (share * spread[:, None]).T @ share


def _weights(at: EventTimes, events: Array, shape: tuple[float, float, float]) -> Array:
    rho, gamma, power = shape
    before = np.concatenate([[1.0], np.cumprod(1 - events / at.at_risk)])[:-1]
    return np.asarray(at.at_risk**power * before**rho * (1 - before) ** gamma)


def _statistic(observed: Array, expected: Array, covariance: Array) -> tuple[float, int]:
    """All groups but one, among those that could have had an event."""
    kept = np.flatnonzero(expected > 0)[1:]
    if not len(kept):
        raise Unfit("one_group")
    rest, spread = (observed - expected)[kept], covariance[np.ix_(kept, kept)]
    if np.linalg.matrix_rank(spread) < len(kept):
        raise Unfit("all_at_once")
    return float(rest @ np.linalg.solve(spread, rest)), len(kept)
