"""Could each person have been in either group? What weighting costs where hardly anyone could."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tejido.stats.comparison import Comparison
from tejido.stats.design import Array
from tejido.stats.propensity import Estimand
from tejido.stats.unfit import Unfit

BINS = 20
SMALLEST_SAMPLE = 50.0
MOST_OUTSIDE = 0.10


@dataclass(frozen=True)
class Overlap:
    """low, high: the common support · outside: share of the people the estimand speaks of who lie beyond it · exposed_size and
    reference_size: effective sample size of each group under its weights · largest_weight: the largest, over the mean weight of its
    group · edges (21,) · exposed, reference (20,): people in each bin of the score."""

    low: float
    high: float
    outside: float
    exposed_size: float
    reference_size: float
    largest_weight: float
    edges: Array
    exposed: NDArray[np.intp]
    reference: NDArray[np.intp]

    @property
    def smallest_size(self) -> float:
        return min(self.exposed_size, self.reference_size)


def overlap(compared: Comparison, score: Array, weight: Array, estimand: Estimand = "ATE") -> Overlap:
    """Common support is the range of scores seen in both groups (Dehejia & Wahba 1999, J. Am. Stat. Assoc. 94:1053): from the larger of
    the two smallest scores to the smaller of the two largest. Outside it for the ATT only those exposed count. The effective sample
    size of a group is (Σw)²/Σw² (Kish 1965, Survey Sampling)."""
    taken = compared.exposed == 1
    low = max(float(score[taken].min()), float(score[~taken].min()))
    high = min(float(score[taken].max()), float(score[~taken].max()))
    beyond = (score < low) | (score > high)
    people = compared.n * (taken if estimand == "ATT" else 1.0)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    sides = [(compared.n[side], weight[side], score[side]) for side in (taken, ~taken)]
    sizes = [float(n @ w) ** 2 / float(n @ w**2) for n, w, _ in sides]
    largest = max(float(w.max()) * float(n.sum()) / float(n @ w) for n, w, _ in sides)
    counts = [np.rint(np.histogram(s, bins=edges, weights=n)[0]).astype(np.intp) for n, _, s in sides]
    outside = float(people[beyond].sum() / people.sum())
    return Overlap(low, high, outside, sizes[0], sizes[1], largest, edges, counts[0], counts[1])


def require_overlap(found: Overlap, estimand: Estimand = "ATE") -> None:
    """Refuse (`no_overlap`) an effect that would rest on fewer than 50 effective persons in a group, or speak of people of whom more
    than a tenth have no counterpart. The ATO weighs such people down to nothing, so only its size is looked at."""
    if found.smallest_size < SMALLEST_SAMPLE or (estimand != "ATO" and found.outside > MOST_OUTSIDE):
        raise Unfit("no_overlap")
