"""A share of people with an interval that holds in small groups, and the difference of two shares."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from tejido.stats.unfit import Unfit


@dataclass(frozen=True)
class Proportion:
    count: int
    n: int
    estimate: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True)
class ProportionDifference:
    estimate: float
    standard_error: float
    low: float
    high: float
    p: float


def wilson(count: int, n: int, level: float = 0.95) -> Proportion:
    """The score interval of Wilson 1927 (J. Am. Stat. Assoc. 22:209): it never leaves 0–1 and keeps its promise at n = 10."""
    if n == 0:
        raise Unfit("too_few")
    z = float(stats.norm.ppf(0.5 + level / 2))
    share = count / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    low = 0.0 if count == 0 else max(0.0, centre - reach)  # centre and reach are equal then, but for the last digit of the machine
    high = 1.0 if count == n else min(1.0, centre + reach)
    return Proportion(count, n, share, float(np.sqrt(share * (1 - share) / n)), low, high)


def difference_of_proportions(compared: Proportion, reference: Proportion) -> ProportionDifference:
    """Newcombe 1998 (Stat. Med. 17:873, method 10): the interval built from the two Wilson intervals; p of the pooled z test."""
    estimate = compared.estimate - reference.estimate
    low = estimate - float(np.hypot(compared.estimate - compared.low, reference.high - reference.estimate))
    high = estimate + float(np.hypot(compared.high - compared.estimate, reference.estimate - reference.low))
    pooled = (compared.count + reference.count) / (compared.n + reference.n)
    spread = float(np.sqrt(pooled * (1 - pooled) * (1 / compared.n + 1 / reference.n)))
    p = float(2 * stats.norm.sf(abs(estimate) / spread)) if spread > 0 else 1.0
    error = float(np.hypot(compared.standard_error, reference.standard_error))
    return ProportionDifference(estimate, error, low, high, p)
