"""Change of single persons beyond what an instrument's error can explain, and whether they left the range of those who seek help."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.finite import finite, require_positive
from tejido.stats.proportion import Proportion, wilson
from tejido.stats.subtraction import subtracted
from tejido.stats.unfit import Unfit

GROUPS = ("recovered", "improved", "unchanged", "deteriorated")


@dataclass(frozen=True)
class ReliableChange:
    """index (n,): change over its error, above zero is better · group (n,) of `GROUPS` · shares: of each group with Wilson interval ·
    reliable: change in points that is beyond error · cutoff as used · beyond_mid: share who gained at least the minimal important
    difference, if one is given."""

    index: Array
    group: NDArray[np.str_]
    shares: dict[str, Proportion]
    standard_error: float
    reliable: float
    cutoff: float
    beyond_mid: Proportion | None


def reliable_change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    standard_deviation: float,
    reliability: float,
    cutoff: float,
    higher_is_better: bool,
    mid: float | None = None,
    level: float = 0.95,
) -> ReliableChange:
    """RCI = (after − before)/(s√2√(1 − r)) (Jacobson & Truax 1991, J. Consult. Clin. Psychol. 59:12); beyond ±z it is reliable.

    s and the reliability r belong to the instrument, not to this sample. Recovered: reliably better and from the clinical side of the
    cut-off to the other (a score on the cut-off is still clinical); improved: reliably better only; deteriorated: reliably worse.
    Who gains exactly the `mid` in decimals as written (`subtracted`) counts.
    Refuses what `finite` refuses, nobody (`too_few`), s not above zero (`not_positive`) and r outside 0 to 1, 1 excluded
    (`outside_range`).
    """
    first, last = finite(before, after)
    if len(first) == 0:
        raise Unfit("too_few")
    require_positive(np.array([standard_deviation, 1.0 if mid is None else mid]))
    if not 0 <= reliability < 1:
        raise Unfit("outside_range")
    sign = 1.0 if higher_is_better else -1.0
    error = standard_deviation * float(np.sqrt(2 * (1 - reliability)))
    gain = sign * (last - first)
    index = gain / error
    edge = float(stats.norm.ppf(0.5 + level / 2))
    crossed = (sign * (first - cutoff) <= 0) & (sign * (last - cutoff) > 0)
    group = np.select([(index > edge) & crossed, index > edge, index < -edge], [GROUPS[0], GROUPS[1], GROUPS[3]], GROUPS[2])
    shares = {name: wilson(int((group == name).sum()), len(group), level) for name in GROUPS}
    gained = None if mid is None else wilson(int((sign * subtracted(last, first) >= mid).sum()), len(gain), level)
    return ReliableChange(index, group, shares, error, edge * error, cutoff, gained)


def cutoff_a(clinical_mean: float, clinical_deviation: float, *, higher_is_better: bool) -> float:
    """Two standard deviations beyond the mean of those who seek help: for instruments without norms."""
    return clinical_mean + (2 if higher_is_better else -2) * clinical_deviation


def cutoff_b(norm_mean: float, norm_deviation: float, *, higher_is_better: bool) -> float:
    """Within two standard deviations of the mean of the general population."""
    return norm_mean + (-2 if higher_is_better else 2) * norm_deviation


def cutoff_c(clinical_mean: float, clinical_deviation: float, norm_mean: float, norm_deviation: float) -> float:
    """The score as far from one mean as from the other in their own deviations: (s₀·m₁ + s₁·m₀)/(s₀ + s₁)."""
    require_positive(np.array([clinical_deviation, norm_deviation]))
    return (norm_deviation * clinical_mean + clinical_deviation * norm_mean) / (clinical_deviation + norm_deviation)
