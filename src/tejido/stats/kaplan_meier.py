"""The share still waiting at each moment, and the test that two or more curves are one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class SurvivalCurve:
    """A step at each event time: the share without the event, its Greenwood error and interval, and how many were at risk."""

    times: Array
    survival: Array
    standard_error: Array
    low: Array
    high: Array
    at_risk: Array
    events: Array
    n: int

    def at(self, moment: float) -> int:
        """Position of the step in force at a moment; −1 before the first event."""
        return int(np.searchsorted(self.times, moment, side="right")) - 1


@dataclass(frozen=True)
class LogRank:
    chi_square: float
    degrees_of_freedom: int
    p: float


def kaplan_meier(time: Array, event: Array, level: float = 0.95) -> SurvivalCurve:
    """The product-limit estimate (Kaplan & Meier 1958, J. Am. Stat. Assoc. 53:457), error of Greenwood 1926.

    Interval on the log(−log) scale (Kalbfleisch & Prentice 1980), which stays between 0 and 1. Computed by lifelines.
    """
    from lifelines import KaplanMeierFitter

    require_finite(time, event)
    fitter = KaplanMeierFitter(alpha=1 - level).fit(time, event)
    table = fitter.event_table
    happened = table["observed"].to_numpy() > 0
    at_risk, events = table["at_risk"].to_numpy(float)[happened], table["observed"].to_numpy(float)[happened]
    survival = fitter.survival_function_.to_numpy()[:, 0][happened]
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        error = np.where(survival > 0, survival * np.sqrt(greenwood), 0.0)
    bounds = fitter.confidence_interval_.to_numpy()[happened]
    return SurvivalCurve(
        table.index.to_numpy(float)[happened],
        survival,
        error,
        np.nan_to_num(bounds[:, 0]),
        np.nan_to_num(bounds[:, 1]),
        at_risk,
        events,
        len(time),
    )


def at_risk_at(time: Array, moments: Sequence[float]) -> list[int]:
    """People neither gone nor reached by the event just before each moment."""
    return [int((time >= moment).sum()) for moment in moments]


def log_rank(time: Array, event: Array, group: Array) -> LogRank:
    """Mantel 1966 (Cancer Chemother. Rep. 50:163): observed against expected events, all times weighted alike. By lifelines."""
    from lifelines.statistics import multivariate_logrank_test

    if event.sum() == 0:
        raise Unfit("no_events")
    found = multivariate_logrank_test(time, group, event)
    freedom = len(np.unique(group)) - 1
    chi_square = float(found.test_statistic)
    return LogRank(chi_square, freedom, float(stats.chi2.sf(chi_square, freedom)))
