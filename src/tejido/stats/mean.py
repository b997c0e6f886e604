"""The mean of one group with its own interval."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.design import Array, require_finite
from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Mean:
    estimate: float
    standard_deviation: float
    standard_error: float
    low: float
    high: float
    n: int


def mean(values: Array, level: float = 0.95) -> Mean:
    """Student's interval (1908, Biometrika 6:1): x̄ ± t·s/√n."""
    require_finite(values)
    n = len(values)
    if n < 2:
        raise Unfit("too_few")
    centre, spread = float(values.mean()), float(values.std(ddof=1))
    error = spread / float(np.sqrt(n))
    reach = float(stats.t.ppf(0.5 + level / 2, n - 1)) * error
    return Mean(centre, spread, error, centre - reach, centre + reach, n)
