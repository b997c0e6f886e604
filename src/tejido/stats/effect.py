"""One effect with its error, interval and p value: what every estimate of a difference hands back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Effect:
    """`p` is two-sided, of the effect being zero."""

    estimate: float
    standard_error: float
    low: float
    high: float
    p: float


def effect(estimate: float, standard_error: float, *, level: float = 0.95, degrees_of_freedom: float = np.inf) -> Effect:
    """Estimate ± t·error, by the normal distribution unless degrees of freedom are given. An error of zero is refused (`no_spread`)."""
    if not standard_error > 0:
        raise Unfit("no_spread")
    reach = float(stats.t.ppf(0.5 + level / 2, degrees_of_freedom)) * standard_error
    p = float(2 * stats.t.sf(abs(estimate) / standard_error, degrees_of_freedom))
    return Effect(estimate, standard_error, estimate - reach, estimate + reach, p)
