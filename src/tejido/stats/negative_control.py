"""The same model on an outcome that the exposure cannot change: what it finds there is bias, and would be bias here too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from tejido.stats.design import Array
from tejido.stats.effect import Effect, effect
from tejido.stats.finite import finite, require_positive
from tejido.stats.unfit import Unfit

Verdict = Literal["no_bias_seen", "bias_seen", "uninformative"]


@dataclass(frozen=True)
class NegativeControl:
    """verdict · bias: mean systematic error learnt from the controls, bias_spread: its standard deviation between controls ·
    calibrated: the effect less the bias, its error widened by what the bias may be · controls: how many."""

    verdict: Verdict
    bias: float
    bias_spread: float
    calibrated: Effect
    controls: int


def negative_control(
    estimate: float, standard_error: float, controls: ArrayLike, control_errors: ArrayLike, *, level: float = 0.95
) -> NegativeControl:
    """Estimates of the same model on the outcome and on one or more control outcomes, all on one scale (standardised, or logarithms).

    Controls ~ N(bias, spread² + error²), by maximum likelihood; the effect is calibrated by subtracting the bias and adding the spread
    and the error of the bias to its variance (Schuemie et al. 2014, Stat. Med. 33:209; Lipsitch, Tchetgen Tchetgen & Cohen 2010,
    Epidemiology 21:383). With one control its estimate is the bias. The errors are taken as independent, though people are the same: with
    errors that go together, as they mostly do, the interval is too wide rather than too short.
    Verdict: `bias_seen` where the interval of the bias leaves out zero; `uninformative` where it holds zero and also half the effect or
    more, so that it could not have shown a bias that matters; else `no_bias_seen`. Refuses errors not above zero (`not_positive`).
    """
    own, own_error = (float(column[0]) for column in finite(estimate, standard_error))
    found, errors = finite(controls, control_errors)
    if len(found) == 0:
        raise Unfit("too_few")
    require_positive(np.append(errors, own_error))
    spread = _spread(found, errors**2)
    weights = 1 / (errors**2 + spread**2)
    bias = float(weights @ found / weights.sum())
    doubt = float(np.sqrt(1 / weights.sum()))
    reach = float(stats.norm.ppf(0.5 + level / 2)) * float(np.hypot(doubt, spread))
    calibrated = effect(own - bias, float(np.sqrt(own_error**2 + doubt**2 + spread**2)), level=level)
    return NegativeControl(_verdict(own, bias, reach), bias, spread, calibrated, len(found))


def _verdict(own: float, bias: float, reach: float) -> Verdict:
    if abs(bias) > reach:
        return "bias_seen"
    return "uninformative" if abs(bias) + reach >= abs(own) / 2 else "no_bias_seen"


def _spread(found: Array, variances: Array) -> float:
    """Maximum likelihood of the spread between controls, the bias profiled out; zero for a single control."""
    if len(found) < 2:
        return 0.0

    def loss(spread: float) -> float:
        weights = 1 / (variances + spread**2)
        rest = found - weights @ found / weights.sum()
        return float((weights * rest**2 - np.log(weights)).sum())

    widest = 2 * float(np.ptp(found)) + 1e-300
    grid = np.linspace(0.0, widest, 401)
    best = int(np.argmin([loss(s) for s in grid]))
    inside = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, 400)]))
    near = optimize.minimize_scalar(loss, bounds=inside, method="bounded", options={"xatol": 1e-10 * widest})
    return 0.0 if loss(0.0) <= float(near.fun) else float(near.x)
