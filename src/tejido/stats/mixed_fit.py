"""What a linear mixed model says: of the average, of how people differ, of how sure it is. Never of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from tejido.stats.design import Array
from tejido.stats.unfit import Unfit
from tejido.stats.wald import Wald

Method = Literal["ML", "REML"]
SAME = 1e-9


@dataclass(frozen=True)
class MixedFit(Wald):
    """Fixed effects with their covariance (as lme4 gives it), and how people differ about them.

    Intervals and p values are Student's with Satterthwaite's degrees of freedom, as lmerTest's. REML is for small samples: ML, which
    comparisons of likelihoods need, takes no account of the coefficients in the variances, so its errors are the smaller ones.

    random_covariance (q, q): of the random effects, first the intercept · residual_variance · deviance: −2 log-likelihood, or the REML
    criterion · method · n observations · groups people · patterns the kinds of people that were enough · on_the_edge: the random
    covariance is singular (a variance of zero, a correlation of one), so the model asks more than these data can tell apart ·
    outcome_variance, fixed_variance, random_variance: of y, of Xb and of Zu over the observations · theta_covariance (m, m): of the
    m − 1 relative covariance parameters and the residual standard deviation · covariance_slopes (m, p, p): `covariance` by each of them.

    What the model would predict of one person (conditional modes, "BLUPs") is not here and cannot be had from what is: it would publish
    a person's answers, shrunken a little.
    """

    random_covariance: Array
    residual_variance: float
    deviance: float
    method: Method
    n: int
    groups: int
    patterns: int
    on_the_edge: bool
    outcome_variance: float
    fixed_variance: float
    random_variance: float
    theta_covariance: Array
    covariance_slopes: Array

    @property
    def parameters(self) -> int:
        """Fixed effects, variances and covariances."""
        return len(self.coefficients) + len(self.theta_covariance)

    @property
    def random_correlation(self) -> Array:
        """Correlation of the random effects (q, q); not a number beside a variance of zero."""
        deviations = np.sqrt(np.diag(self.random_covariance))
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.random_covariance / np.outer(deviations, deviations))

    def intervals(self, level: float = 0.95, degrees_of_freedom: float | Array | None = None) -> Array:
        """One row (low, high) per coefficient, by Student's t with its own degrees of freedom unless others are given."""
        return super().intervals(level, self.degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom)

    def p_values(self, degrees_of_freedom: float | Array | None = None) -> Array:
        """Two-sided, of each coefficient being zero."""
        return super().p_values(self.degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom)

    @property
    def degrees_of_freedom(self) -> Array:
        """Satterthwaite's, of each coefficient."""
        return self.degrees_for(np.eye(len(self.coefficients)))

    def degrees_for(self, weights: Array) -> Array:
        """Satterthwaite's degrees of freedom of weighted sums of the coefficients: weights (m, p), answer (m,).

        2v²/(g'Ag), v the variance of the sum, g its slopes by the covariance parameters, A their covariance: Giesbrecht & Burns 1985
        (Biometrics 41:477), as in Kuznetsova, Brockhoff & Christensen 2017 (J. Stat. Softw. 82:13).
        """
        variance = np.einsum("mi,ij,mj->m", weights, self.covariance, weights)
        slopes = np.einsum("mi,kij,mj->mk", weights, self.covariance_slopes, weights)
        return np.asarray(2 * variance**2 / np.einsum("mk,kl,ml->m", slopes, self.theta_covariance, slopes))

    def course(self, design: Array, level: float = 0.95, degrees_of_freedom: float | Array = np.inf) -> Array:
        """Mean of the outcome at each row of a design (m, p), with its interval: (m, 3) estimate, low, high. Of the average, not of a person."""
        centre = design @ self.coefficients
        error = np.sqrt(np.einsum("mi,ij,mj->m", design, self.covariance, design))
        reach = np.asarray(stats.t.ppf(0.5 + level / 2, degrees_of_freedom), dtype=float) * error
        return np.column_stack([centre, centre - reach, centre + reach])

    def intraclass(self, random: Array | None = None) -> float:
        """Share of the variance that lies between people, z'Gz / (z'Gz + s²), at one row of the random design (default: the start, z = 1, 0…)."""
        at = np.eye(len(self.random_covariance))[0] if random is None else random
        between = float(at @ self.random_covariance @ at)
        return between / (between + self.residual_variance)

    def r_squared(self) -> tuple[float, float]:
        """Marginal and conditional R²: shares of the fixed effects, and of these with the random ones.

        Nakagawa & Schielzeth 2013 (Methods Ecol. Evol. 4:133), with slopes as in Johnson 2014 (Methods Ecol. Evol. 5:944).
        """
        whole = self.fixed_variance + self.random_variance + self.residual_variance
        return self.fixed_variance / whole, (self.fixed_variance + self.random_variance) / whole


@dataclass(frozen=True)
class LikelihoodRatio:
    """Twice the log-likelihood gained, its degrees of freedom, and p. `p_on_the_edge`: where one random effect was added and nothing else."""

    statistic: float
    degrees_of_freedom: int
    p: float
    p_on_the_edge: float | None


def likelihood_ratio(smaller: MixedFit, larger: MixedFit) -> LikelihoodRatio:
    """Does the larger model say more than the smaller one that it contains? Both by ML, on the same observations.

    p by χ². A variance cannot be negative, so for one more random effect (q → q + 1) χ² says too little: there the distribution is half
    χ²(q), half χ²(q + 1) (Stram & Lee 1994, Biometrics 50:1171). Refuses fits that cannot be compared: REML (whose likelihood is of
    contrasts that change with the design), other observations, no parameter more, a larger model with a smaller likelihood.
    """
    one, other = (np.array([fit.n, fit.groups, fit.outcome_variance]) for fit in (smaller, larger))
    more = larger.parameters - smaller.parameters
    gain = smaller.deviance - larger.deviance
    apart = "REML" in (smaller.method, larger.method) or not np.allclose(one, other, rtol=SAME, atol=0.0)
    if apart or more < 1 or gain < -1e-6:
        raise Unfit("not_comparable")
    gain = max(gain, 0.0)
    q, wider = len(smaller.random_covariance), len(larger.random_covariance)
    alone = len(smaller.coefficients) == len(larger.coefficients) and wider == q + 1
    mixture = float(stats.chi2.sf(gain, q) + stats.chi2.sf(gain, q + 1)) / 2
    return LikelihoodRatio(gain, more, float(stats.chi2.sf(gain, more)), mixture if alone else None)
