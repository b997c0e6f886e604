"""Whether the hazard ratios of a Cox model stay the same over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.risk_sets import RiskSets
from tejido.stats.survival_times import FollowUp, counted, event_times
from tejido.stats.unfit import Unfit

if TYPE_CHECKING:
    from tejido.stats.cox import CoxFit

CLOCKS = ("km", "identity", "log", "rank")
NOTHING_NEW = 1e-9


@dataclass(frozen=True)
class HazardsCheck:
    """One score test per column (one degree of freedom) and one of all columns together (p degrees)."""

    chi_square: Array
    p: Array
    overall_chi_square: float
    overall_p: float
    clock: str


def proportional_hazards_check(fit: CoxFit, clock: str = "km") -> HazardsCheck:
    """The score test of a coefficient that changes with g(time): 1 − Kaplan–Meier, the time, its logarithm or its rank.

    Grambsch & Therneau 1994 (Biometrika 81:515), in the exact form that R's survival::cox.zph has had since version 3.0: the
    information of the model enlarged by x·g(t) is computed in full rather than assumed constant over time. Where the
    events of a column fall on one time nothing can be said of change: `Unfit` (`too_few`, with the column).
    """
    if clock not in CLOCKS:
        raise ValueError(f"clock must be one of {CLOCKS}")
    sets, size = fit.at.sets, len(fit.coefficients)
    reading = _reading(sets, clock)
    reading = reading - (reading * sets.deaths).sum() / sets.deaths.sum()
    if np.ptp(reading) == 0:
        raise Unfit("too_few")
    score = reading @ fit.at.scores()
    crossed, timed = fit.at.information(reading), fit.at.information(reading**2)
    left = timed - crossed @ np.linalg.solve(fit.at.information(), crossed)  # what x·g(t) knows beyond x
    own = np.diag(left)
    unknown = np.flatnonzero(own <= NOTHING_NEW * np.diag(timed)).tolist()
    if unknown or np.linalg.matrix_rank(left / np.sqrt(np.outer(own, own))) < size:
        raise Unfit("too_few", unknown)
    one, together = score**2 / own, float(score @ np.linalg.solve(left, score))
    return HazardsCheck(one, np.asarray(stats.chi2.sf(one, 1)), together, float(stats.chi2.sf(together, size)), clock)


def _reading(sets: RiskSets, clock: str) -> Array:
    """What the clock shows at each event time. Kaplan–Meier and ranks are of all people together, whatever their stratum."""
    if clock == "identity":
        return sets.times
    if clock == "log":
        return np.asarray(np.log(sets.times))
    rows = FollowUp(sets.rows.start, sets.rows.stop, sets.rows.event, sets.count)
    if clock == "rank":
        values, place = np.unique(rows.stop, return_inverse=True)
        tied = np.bincount(np.ravel(place), weights=rows.weight)
        return np.asarray((np.cumsum(tied) - tied + (tied + 1) / 2)[np.searchsorted(values, sets.times)])
    at = event_times(rows)
    before = np.concatenate([[1.0], np.cumprod(1 - counted(rows, at) / at.at_risk)])
    return np.asarray(1 - before[np.searchsorted(at.times, sets.times)])
