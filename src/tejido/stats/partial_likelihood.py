"""Cox's partial likelihood at one set of coefficients: its value, slope and curvature, by Efron or Breslow where events are tied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tejido.stats.design import Array
from tejido.stats.risk_sets import RiskSets, gram
from tejido.stats.survival_times import summed


@dataclass(frozen=True)
class PartialLikelihood:
    """Rates relative to exp(`shift`), so that nothing overflows.

    risk (n,) weight·exp(x'β − shift) · over slots l of a time: hazard Σ w/s (K,), own_hazard Σ w(1−f)/s, which those who have the event
    then live through, and the squares Σ w/s², Σ w·f/s², Σ w·f²/s², s being the sum at risk less the share f of the deaths ·
    at_risk, of_deaths (K, p): sums of risk·x.
    """

    sets: RiskSets
    line: Array
    shift: float
    risk: Array
    hazard: Array
    own_hazard: Array
    squares: tuple[Array, Array, Array]
    at_risk: Array
    of_deaths: Array
    log_likelihood: float

    @property
    def finite(self) -> bool:
        """Whether all sums can be counted on: so far out that a whole risk set has no weight left, they cannot."""
        return bool(np.isfinite(self.log_likelihood) and np.isfinite(self.squares[0]).all())

    def scores(self) -> Array:
        """Observed minus expected sum of x at each event time (K, p)."""
        partly = (self.hazard - self.own_hazard)[:, None]
        return np.asarray(self.sets.observed - self.hazard[:, None] * self.at_risk + partly * self.of_deaths)

    def information(self, factor: Array | None = None) -> Array:
        """Minus the second derivative (p, p); with a factor (K,), each event time counts so often."""
        by = np.ones(len(self.hazard)) if factor is None else factor
        exposure = self.sets.lived(self.hazard * by)(slice(None))
        dead, end = self.sets.dead, self.sets.last - 1
        exposure[dead] -= ((self.hazard - self.own_hazard) * by)[end[dead]]
        a, b, c = (square * by for square in self.squares)
        all_, own = self.at_risk, self.of_deaths
        crossed = (all_ * b[:, None]).T @ own
        means = (all_ * a[:, None]).T @ all_ - crossed - crossed.T + (own * c[:, None]).T @ own
        return np.asarray(gram(self.sets.design, self.risk * exposure) - means, dtype=float)

    def mean_steps(self) -> tuple[Array, Array]:
        """Σ w·mean/s at each event time (K, p), as those at risk live through it and as those who have the event then do."""
        a, b, c = (square[:, None] for square in self.squares)
        return a * self.at_risk - b * self.of_deaths, (a - b) * self.at_risk - (b - c) * self.of_deaths


def partial_likelihood(sets: RiskSets, coefficients: Array) -> PartialLikelihood:
    """Cox 1972 (J. R. Stat. Soc. B 34:187), ties by Efron 1977 (J. Am. Stat. Assoc. 72:557) or Breslow 1974 (Biometrics 30:89)."""
    line = sets.design @ coefficients
    shift = float(line.max())
    risk = sets.rows.weight * np.exp(line - shift)
    total, own = sets.totals(risk)
    place, share, weight = sets.slot_time, sets.slot_share, sets.slot_weight
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        size = total[place] - share * own[place]
        rate = weight / size
        square = rate / size
        worth = float((sets.rows.weight[sets.dead] * (line[sets.dead] - shift)).sum() - (weight * np.log(size)).sum())
        whole, part, *squares = (summed(place, x, len(own)) for x in (rate, rate * (1 - share), square, square * share, square * share**2))
    return PartialLikelihood(
        sets, line, shift, risk, whole, part, (squares[0], squares[1], squares[2]), *sets.sums(risk), worth
    )  # fmt: skip
