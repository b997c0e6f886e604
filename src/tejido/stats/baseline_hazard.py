"""The curve that a Cox model foretells for somebody with given covariates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tejido.stats.cox import CoxFit
from tejido.stats.design import Array, require_finite
from tejido.stats.survival_limits import survival_limits


@dataclass(frozen=True)
class PredictedSurvival:
    """A step at each event time of the stratum; `standard_error` of the survival, `hazard_error` of the cumulative hazard."""

    times: Array
    cumulative_hazard: Array
    hazard_error: Array
    survival: Array
    standard_error: Array
    low: Array
    high: Array

    def at(self, moment: float) -> int:
        """Position of the step in force at a moment; −1 before the first event."""
        return int(np.searchsorted(self.times, moment, side="right")) - 1


def predicted_survival(
    fit: CoxFit, values: ArrayLike, *, stratum: object | None = None, level: float = 0.95, interval: str = "log-log"
) -> PredictedSurvival:
    """S(t|x) = exp(−Λ(t|x)), Λ(t|x) = exp(x'β)·Σ hₖ, hₖ as the ties of the fit ask: Breslow d/Σr, Efron Σ 1/(Σr − (l/d)Σ_deaths r).

    `values` (p,) of the covariates, the same all along · `stratum`: whose baseline. Variance of Λ: exp(2x'β)·Σ Σ 1/s² + q'Vq with
    q = Σ hₖ·(x − x̄ₖ)·exp(x'β) and V the covariance in force (Tsiatis 1981, Ann. Stat. 9:93; as R's survfit of a coxph).
    """
    x = np.asarray(values, dtype=float)
    if x.shape != fit.coefficients.shape:
        raise ValueError("one value is needed for each coefficient")
    require_finite(x)
    place, at = _place(fit, stratum), fit.at
    part = slice(int(at.sets.edges[place]), int(at.sets.edges[place + 1]))
    standard = (x - fit.centre[place]) / fit.scale
    rate = np.exp(standard @ (fit.coefficients * fit.scale) - at.shift)
    hazard = rate * np.cumsum(at.hazard[part])
    felt = np.cumsum(at.mean_steps()[0][part], axis=0) * rate
    moved = (hazard[:, None] * standard - felt) * fit.scale
    spread = rate**2 * np.cumsum(at.squares[0][part]) + np.einsum("ki,ij,kj->k", moved, fit.covariance, moved)
    error, survival = np.sqrt(spread), np.exp(-hazard)
    low, high = survival_limits(survival, survival * error, level, interval)
    return PredictedSurvival(at.sets.times[part], hazard, error, survival, survival * error, low, high)


def baseline_hazard(fit: CoxFit, *, stratum: object | None = None) -> PredictedSurvival:
    """The cumulative hazard of somebody whose covariates are all zero (Breslow 1972, J. R. Stat. Soc. B 34:216)."""
    return predicted_survival(fit, np.zeros(len(fit.coefficients)), stratum=stratum)


def _place(fit: CoxFit, stratum: object | None) -> int:
    names = fit.at.sets.strata
    if stratum is None and len(names) > 1:
        raise ValueError(f"the model has strata, choose one of {names}")
    if stratum is not None and stratum not in names:
        raise ValueError(f"{stratum!r} is not a stratum of the model")
    return 0 if stratum is None else names.index(stratum)
