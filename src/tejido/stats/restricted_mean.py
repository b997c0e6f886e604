"""The mean time without the event up to a horizon, and how much of it one group has more than the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tejido.stats.kaplan_meier import SurvivalCurve, kaplan_meier
from tejido.stats.survival_times import each_group
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class RestrictedMean:
    """`mean` time without the event within `horizon`, its error and interval; `lost` = horizon − mean, with the same error."""

    horizon: float
    mean: float
    standard_error: float
    low: float
    high: float
    n: int
    events: float

    @property
    def lost(self) -> float:
        return self.horizon - self.mean


@dataclass(frozen=True)
class RestrictedMeanDifference:
    """`difference` of the second group (in the order of its levels) minus the first, and the `ratio` of their means."""

    groups: tuple[RestrictedMean, RestrictedMean]
    levels: tuple[object, object]
    difference: float
    standard_error: float
    low: float
    high: float
    p: float
    ratio: float
    ratio_low: float
    ratio_high: float
    ratio_p: float


def restricted_mean(
    time: ArrayLike,
    event: ArrayLike,
    horizon: float,
    level: float = 0.95,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> RestrictedMean:
    """The area under the Kaplan–Meier curve up to the horizon (Irwin 1949, J. Hyg. 47:188; Royston & Parmar 2013, BMC Med. Res. Methodol. 13:152).

    Variance Σ Aₖ²·dₖ/(nₖ(nₖ−dₖ)) over event times up to the horizon, Aₖ the area from tₖ to the horizon (as R's survfit and survRM2).
    Refuses a horizon beyond the follow-up while somebody is still waiting (`short_follow_up`), and one of zero or less (`not_positive`).
    """
    return _area(kaplan_meier(time, event, level, entry=entry, weights=weights), horizon, level)


def _area(curve: SurvivalCurve, horizon: float, level: float) -> RestrictedMean:
    if not horizon > 0:
        raise Unfit("not_positive")
    somebody = not len(curve.survival) or curve.survival[-1] > 0
    if not np.isfinite(horizon) or (somebody and horizon > curve.last):
        raise Unfit("short_follow_up")
    within = curve.times <= horizon
    edges = np.concatenate([[0.0], curve.times[within], [horizon]])
    areas = np.diff(edges) * np.concatenate([[1.0], curve.survival[within]])
    ahead = np.cumsum(areas[::-1])[::-1][1:]
    at_risk, events = curve.at_risk[within], curve.events[within]
    left = at_risk - events
    spread = np.divide(events, at_risk * left, out=np.zeros_like(events), where=left > 0)
    mean, error = float(areas.sum()), float(np.sqrt((ahead**2 * spread).sum()))
    reach = float(stats.norm.ppf(0.5 + level / 2)) * error
    return RestrictedMean(float(horizon), mean, error, mean - reach, mean + reach, curve.n, float(events.sum()))


def restricted_mean_difference(
    time: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    horizon: float | None = None,
    level: float = 0.95,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> RestrictedMeanDifference:
    """Second group minus first, errors of independent groups; the ratio on the logarithmic scale (Uno et al. 2014, J. Clin. Oncol. 32:2380).

    Without a horizon: the longest follow-up of the group that was followed least. Refuses other than two groups (`one_group`,
    `not_two_groups`), no event at all within the horizon (`no_events`), and what `restricted_mean` refuses.
    """
    levels = np.unique(np.asarray(group))
    if len(levels) != 2:
        raise Unfit("one_group" if len(levels) < 2 else "not_two_groups")
    curves = list(each_group(kaplan_meier, group, time, event, entry=entry, weights=weights, level=level).values())
    until = min(curve.last for curve in curves) if horizon is None else horizon
    first, second = (_area(curve, until, level) for curve in curves)
    error = float(np.hypot(first.standard_error, second.standard_error))
    if not error > 0:
        raise Unfit("no_events")
    reach, difference = float(stats.norm.ppf(0.5 + level / 2)), second.mean - first.mean
    log_ratio = float(np.log(second.mean / first.mean))
    log_error = float(np.hypot(first.standard_error / first.mean, second.standard_error / second.mean))
    return RestrictedMeanDifference(
        (first, second), (levels[0].item(), levels[1].item()),
        difference, error, difference - reach * error, difference + reach * error, float(2 * stats.norm.sf(abs(difference) / error)),
        float(np.exp(log_ratio)), float(np.exp(log_ratio - reach * log_error)), float(np.exp(log_ratio + reach * log_error)),
        float(2 * stats.norm.sf(abs(log_ratio) / log_error)),
    )  # fmt: skip
