"""Families of a generalised linear model: how the mean follows from the linear predictor, and how the outcome varies about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit, xlogy

from tejido.stats.design import Array

Name = Literal["logit", "cloglog", "poisson"]
LEAST, MOST = -700.0, 700.0  # beyond these exp() is no longer a number


@dataclass(frozen=True)
class Family:
    """Binomial with logit or complementary log-log link, or Poisson with log link. All functions take and give arrays of one shape."""

    name: Name

    def mean(self, line: Array) -> Array:
        """The expected outcome of one person (or person-period)."""
        if self.name == "logit":
            return np.asarray(expit(line))
        if self.name == "cloglog":
            return -np.expm1(-np.exp(np.clip(line, LEAST, MOST)))
        return np.exp(np.clip(line, LEAST, MOST))

    def parts(self, line: Array) -> tuple[Array, Array, Array]:
        """Mean, derivative of the mean over variance (the score's weight), and Fisher weight (derivative² over variance)."""
        if self.name == "logit":
            mean = np.asarray(expit(line))
            return mean, np.ones_like(mean), mean * np.asarray(expit(-line))
        hazard = np.exp(np.clip(line, LEAST, MOST))
        if self.name == "poisson":
            return hazard, np.ones_like(hazard), hazard
        mean = -np.expm1(-hazard)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            weight = np.where(hazard < 1e-10, 1.0, hazard / mean)
            fisher = np.where(hazard > 700, 0.0, hazard**2 * np.exp(-hazard) / mean)
            fisher = np.where(hazard < 1e-10, hazard, fisher)
        return mean, weight, fisher

    def deviance(self, n: Array, total: Array, mean: Array, line: Array) -> float:
        """Twice the log-likelihood lost against a model that knows every outcome (each person 0 or 1; or each cell's count).

        Binomial: −2 Σ [s·log µ + (n − s)·log(1 − µ)], equal to the deviance of the rows themselves (a binary row has no deviance of its
        own). Poisson: 2 Σ [s·log(s / nµ) − (s − nµ)], of the cells as they are: cells that put people together have less of it than rows.
        """
        if self.name == "logit":
            return float(2 * (n * np.logaddexp(0.0, line) - total * line).sum())
        if self.name == "cloglog":
            with np.errstate(divide="ignore"):
                return float(2 * (-xlogy(total, mean) + (n - total) * np.exp(np.clip(line, LEAST, MOST))).sum())
        expected = n * mean
        return float(2 * (xlogy(total, total) - xlogy(total, expected) - (total - expected)).sum())

    def start(self, rate: float) -> float:
        """The constant that gives this overall rate."""
        if self.name == "logit":
            return float(np.log(rate / (1 - rate)))
        return float(np.log(-np.log1p(-rate))) if self.name == "cloglog" else float(np.log(rate))


LOGIT, CLOGLOG, POISSON = Family("logit"), Family("cloglog"), Family("poisson")
