"""Families of a generalised linear model: how the mean follows from the linear predictor, and how the outcome varies about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import expit, xlogy

from tejido.stats.design import Array

LEAST, MOST = -700.0, 700.0  # beyond these exp() is no longer a number
SURE = float(np.log(700.0))  # a complementary log-log line beyond this is a risk of one
SMALL = 1e-4  # below this hazard a series is exact where the closed form cancels


class Family(Protocol):
    """All functions take and give arrays of one shape. `bounded`: the outcome counts persons out of n, so it cannot exceed n."""

    @property
    def name(self) -> str: ...

    @property
    def bounded(self) -> bool: ...

    def mean(self, line: Array) -> Array:
        """The expected outcome of one person (or person-period)."""
        ...

    def slope(self, line: Array) -> Array:
        """The derivative of the mean by the linear predictor."""
        ...

    def parts(self, line: Array) -> tuple[Array, Array, Array]:
        """Mean, derivative of the mean over variance (the score's weight), and Fisher weight (derivative² over variance)."""
        ...

    def curvature(self, n: Array, total: Array, line: Array) -> Array:
        """Minus the second derivative of each cell's log-likelihood: the observed information, never negative in these families."""
        ...

    def deviance(self, n: Array, total: Array, mean: Array, line: Array) -> float:
        """Twice the log-likelihood lost against a model that knows every outcome."""
        ...

    def start(self, rate: float) -> float:
        """The linear predictor of this overall rate."""
        ...


@dataclass(frozen=True)
class Logit:
    """Binomial with log-odds. Deviance −2 Σ [s·log µ + (n − s)·log(1 − µ)]: that of the rows, a yes-or-no row having none of its own."""

    name: str = "logit"
    bounded: bool = True

    def mean(self, line: Array) -> Array:
        return np.asarray(expit(line))

    def slope(self, line: Array) -> Array:
        return np.asarray(expit(line) * expit(-line))

    def parts(self, line: Array) -> tuple[Array, Array, Array]:
        mean = np.asarray(expit(line))
        return mean, np.ones_like(mean), mean * np.asarray(expit(-line))

    def curvature(self, n: Array, total: Array, line: Array) -> Array:
        return n * self.slope(line)

    def deviance(self, n: Array, total: Array, mean: Array, line: Array) -> float:
        return float(2 * (n * np.logaddexp(0.0, line) - total * line).sum())

    def start(self, rate: float) -> float:
        return float(np.log(rate / (1 - rate)))


@dataclass(frozen=True)
class CLogLog:
    """Binomial with log(−log(1 − µ)): a hazard in continuous time seen period by period (Prentice & Gloeckler 1978, Biometrics 34:57)."""

    name: str = "cloglog"
    bounded: bool = True

    def mean(self, line: Array) -> Array:
        return -np.expm1(-np.exp(np.clip(line, LEAST, SURE)))

    def slope(self, line: Array) -> Array:
        hazard = np.exp(np.clip(line, LEAST, SURE))
        return hazard * np.exp(-hazard)

    def parts(self, line: Array) -> tuple[Array, Array, Array]:
        hazard = np.exp(np.clip(line, LEAST, SURE))
        mean = -np.expm1(-hazard)
        weight = hazard / mean
        return mean, weight, weight * hazard * np.exp(-hazard)

    def curvature(self, n: Array, total: Array, line: Array) -> Array:
        """(n − s)·h + s·h·e⁻ʰ(h − 1 + e⁻ʰ)/(1 − e⁻ʰ)², with h the hazard."""
        hazard = np.exp(np.clip(line, LEAST, SURE))
        kept, mean = np.exp(-hazard), -np.expm1(-hazard)
        bend = np.divide(hazard - mean, np.square(mean), out=0.5 + hazard / 3, where=hazard >= SMALL)
        return (n - total) * hazard + total * hazard * kept * bend

    def deviance(self, n: Array, total: Array, mean: Array, line: Array) -> float:
        return float(2 * (-xlogy(total, mean) + (n - total) * np.exp(np.clip(line, LEAST, MOST))).sum())

    def start(self, rate: float) -> float:
        return float(np.log(-np.log1p(-rate)))


@dataclass(frozen=True)
class Poisson:
    """Counts with log link. Deviance 2 Σ [s·log(s / nµ) − (s − nµ)] of the cells as they are: those that put people together have less."""

    name: str = "poisson"
    bounded: bool = False

    def mean(self, line: Array) -> Array:
        return np.exp(np.clip(line, LEAST, MOST))

    def slope(self, line: Array) -> Array:
        return self.mean(line)

    def parts(self, line: Array) -> tuple[Array, Array, Array]:
        mean = self.mean(line)
        return mean, np.ones_like(mean), mean

    def curvature(self, n: Array, total: Array, line: Array) -> Array:
        return n * self.mean(line)

    def deviance(self, n: Array, total: Array, mean: Array, line: Array) -> float:
        expected = n * mean
        return float(2 * (xlogy(total, total) - xlogy(total, expected) - (total - expected)).sum())

    def start(self, rate: float) -> float:
        return float(np.log(rate))


LOGIT, CLOGLOG, POISSON = Logit(), CLogLog(), Poisson()
