"""The discrete-time hazard: the risk of the event in each period among those still waiting, and the survival that it implies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.cells import Cells
from tejido.stats.design import Array
from tejido.stats.families import CLOGLOG, LOGIT, Family
from tejido.stats.glm import GlmFit, glm
from tejido.stats.life_table import median_period
from tejido.stats.wald import Wald

LINKS: Mapping[str, Family] = {"cloglog": CLOGLOG, "logit": LOGIT}


@dataclass(frozen=True)
class SurvivalPath:
    """What the model expects of a person with one path of covariates, period by period from the first.

    `hazard` (T,), `survival` Π(1 − h) at the end of each period, their delta-method errors, and the interval of survival, made on the
    log(−log S) scale so that it stays within 0 and 1. `median`: when half have had the event, straight within its period; `median_low` and
    `median_high` where the two ends of the interval cross one half (Brookmeyer & Crowley 1982, Biometrics 38:29); none: not reached.
    """

    hazard: Array
    hazard_error: Array
    survival: Array
    survival_error: Array
    low: Array
    high: Array
    median: float | None
    median_low: float | None
    median_high: float | None


def discrete_hazard(
    source: Cells | Sequence[Cells] | Callable[[], Iterable[Cells]], link: str = "cloglog", *, constant: bool = True
) -> GlmFit:
    """h(t | x) of person-periods: cloglog gives hazard ratios of continuous time (Prentice & Gloeckler 1978, Biometrics 34:57), logit odds
    of the event in a period (Cox 1972; Allison 1982, Sociol. Methodol. 13:61).

    design (K, p): time first (a factor, `constant=False` where it has a column per period; or a spline), then covariates, fixed or of the
    period; repeated spells with their number or the gap since the last one as columns. A period without any event is refused as
    `separated`, by its column: merge it with its neighbour or let time be a spline.
    """
    return glm(source, LINKS[link], constant=constant)


def survival_path(fit: Wald, path: Array, link: str = "cloglog", *, level: float = 0.95) -> SurvivalPath:
    """Survival under `path` (T, p), the design row of each period from the first one at risk: S(t) = Π_{u ≤ t} (1 − h(u)).

    Errors by the delta method: ∂ log S(t)/∂b = −Σ_{u ≤ t} h'(u)/(1 − h(u)) x(u). Covariance and degrees of freedom are those of the fit:
    from `cluster_robust`, they allow for likeness within clusters.
    """
    family = LINKS[link]
    line = path @ fit.coefficients
    hazard, slope = family.mean(line), family.slope(line)
    survival: Array = np.asarray(np.cumprod(1 - hazard))
    with np.errstate(divide="ignore", invalid="ignore"):
        falling = np.cumsum((slope / (1 - hazard))[:, None] * path, axis=0)
        log_error = fit.errors_of(falling)
        reach = stats.t.ppf(0.5 + level / 2, fit.degrees_for(falling)) * log_error / -np.log(survival)
        low, high = survival ** np.exp(reach), survival ** np.exp(-reach)
    periods = np.arange(1.0, len(path) + 1)
    return SurvivalPath(
        hazard=hazard,
        hazard_error=slope * fit.errors_of(path),
        survival=survival,
        survival_error=survival * log_error,
        low=low,
        high=high,
        median=median_period(periods, survival),
        median_low=median_period(periods, low),
        median_high=median_period(periods, high),
    )
