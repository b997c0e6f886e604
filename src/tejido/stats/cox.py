"""Cox proportional hazards, with the check that its name demands."""

import warnings
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.design import Array, require_finite, require_full_rank
from tejido.stats.risk_sets import TIES, RiskSets, risk_sets
from tejido.stats.unfit import Unfit

IMPLAUSIBLE = 15.0  # a log hazard ratio per standard deviation beyond this has run away: separated data
RUNNING_AWAY = 5.0
FLAT = 1e-6


@dataclass(frozen=True)
class CoxFit:
    coefficients: Array
    covariance: Array
    n: int
    events: int
    ties: str
    sets: RiskSets

    @property
    def standard_errors(self) -> Array:
        return np.sqrt(np.diag(self.covariance))

    def intervals(self, level: float = 0.95) -> Array:
        reach = stats.norm.ppf(0.5 + level / 2) * self.standard_errors
        return np.column_stack([self.coefficients - reach, self.coefficients + reach])

    def p_values(self) -> Array:
        return np.asarray(2 * stats.norm.sf(np.abs(self.coefficients) / self.standard_errors))


@dataclass(frozen=True)
class HazardsCheck:
    """One score test per column and one of all columns together."""

    chi_square: Array
    p: Array
    overall_chi_square: float
    overall_p: float


def cox(time: Array, event: Array, design: Array, *, ties: str = "efron") -> CoxFit:
    """Cox 1972 (J. R. Stat. Soc. B 34:187) without an intercept; ties by Efron 1977 (lifelines) or Breslow 1974 (statsmodels).

    The fit is accepted only when the score is flat there, so a library that stops early is noticed.
    """
    if ties not in TIES:
        raise ValueError(f"ties must be one of {TIES}")
    require_finite(time, event)
    if event.sum() == 0:
        raise Unfit("no_events")
    require_full_rank(design, intercept=False)
    centre, scale = design.mean(axis=0), design.std(axis=0)
    standard = (design - centre) / scale
    _require_overlap(event, standard)
    found = (_by_lifelines if ties == "efron" else _by_statsmodels)(time, event, standard)
    if not np.isfinite(found).all() or np.abs(found).max() > IMPLAUSIBLE:
        raise Unfit("separated")
    sets = risk_sets(time, event, standard, found, ties)
    information = sets.informations.sum(axis=0)
    step = np.linalg.solve(information, sets.scores.sum(axis=0))
    if np.abs(step).max() > FLAT:
        raise Unfit("separated" if np.abs(found).max() > RUNNING_AWAY else "not_converged")
    covariance = np.linalg.inv(information) / np.outer(scale, scale)
    return CoxFit(found / scale, covariance, len(time), int(event.sum()), ties, sets)


def _require_overlap(event: Array, standard: Array) -> None:
    """A two-valued column with events on one side only has an infinite hazard ratio."""
    for j in range(standard.shape[1]):
        values = np.unique(standard[:, j])
        if len(values) == 2 and min(event[standard[:, j] == v].sum() for v in values) == 0:
            raise Unfit("separated", [j])


def _by_lifelines(time: Array, event: Array, standard: Array) -> Array:
    import pandas as pd
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError, ConvergenceWarning

    names = [f"x{j}" for j in range(standard.shape[1])]
    frame = pd.DataFrame(standard, columns=names).assign(time=time, event=event)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            fitter = CoxPHFitter().fit(frame, "time", "event", fit_options={"precision": 1e-12, "max_steps": 200})
        except ConvergenceError as error:
            raise Unfit("separated") from error
    return np.asarray(fitter.params_[names], dtype=float)


def _by_statsmodels(time: Array, event: Array, standard: Array) -> Array:
    from statsmodels.duration.hazard_regression import PHReg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = PHReg(time, standard, status=event, ties="breslow").fit(gtol=1e-10, disp=False)
    return np.asarray(found.params, dtype=float)


def proportional_hazards_check(fit: CoxFit) -> HazardsCheck:
    """The score test of a coefficient that changes with time, time taken as 1 − Kaplan–Meier.

    Grambsch & Therneau 1994 (Biometrika 81:515), in the exact form that R's survival::cox.zph has had since version 3.0: the
    information of the model enlarged by x·g(t) is computed in full rather than assumed constant over time.
    """
    sets, size = fit.sets, len(fit.coefficients)
    survival = np.concatenate([[1.0], np.cumprod(1 - sets.deaths / sets.at_risk)[:-1]])
    clock = 1 - survival
    clock = clock - (clock * sets.deaths).sum() / sets.deaths.sum()
    score = clock @ sets.scores
    plain = sets.informations.sum(axis=0)
    crossed = np.einsum("k,kij->ij", clock, sets.informations)
    timed = np.einsum("k,kij->ij", clock**2, sets.informations)
    whole = np.block([[plain, crossed], [crossed.T, timed]])
    one = np.array([_score_test(whole, score, size, [j]) for j in range(size)])
    together = _score_test(whole, score, size, list(range(size)))
    return HazardsCheck(one, np.asarray(stats.chi2.sf(one, 1)), together, float(stats.chi2.sf(together, size)))


def _score_test(whole: Array, score: Array, size: int, tested: list[int]) -> float:
    kept = [*range(size), *(size + j for j in tested)]
    vector = np.concatenate([np.zeros(size), score[tested]])
    return float(vector @ np.linalg.solve(whole[np.ix_(kept, kept)], vector))
