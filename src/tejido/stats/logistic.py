"""Logistic regression by maximum likelihood, and the risks standardised to the people studied."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats
from scipy.special import expit

from tejido.stats.design import Array, require_finite, require_full_rank
from tejido.stats.unfit import Unfit

MOST_ROUNDS = 50
CONVERGED = 1e-12
SUSPICIOUS = 12.0  # fitted odds beyond 160 000 to one: look whether the data are separated


@dataclass(frozen=True)
class LogisticFit:
    coefficients: Array
    covariance: Array
    deviance: float
    n: int
    events: int

    @property
    def standard_errors(self) -> Array:
        return np.sqrt(np.diag(self.covariance))

    def intervals(self, level: float = 0.95) -> Array:
        """Wald intervals on the log-odds scale."""
        reach = stats.norm.ppf(0.5 + level / 2) * self.standard_errors
        return np.column_stack([self.coefficients - reach, self.coefficients + reach])

    def p_values(self) -> Array:
        return np.asarray(2 * stats.norm.sf(np.abs(self.coefficients) / self.standard_errors))


@dataclass(frozen=True)
class StandardisedRisk:
    """A risk, or a difference of risks, averaged over the people studied."""

    estimate: float
    standard_error: float
    low: float
    high: float
    p: float


def logistic(design: Array, outcome: Array) -> LogisticFit:
    """Maximum likelihood by Fisher scoring, until the deviance stands still to 1e-12 of itself.

    McCullagh & Nelder 1989, Generalized Linear Models, ch. 4. Separated data have no maximum (Albert & Anderson 1984,
    Biometrika 71:1): they are refused, since an optimiser would stop at an arbitrary large number and call it an estimate.
    """
    require_finite(outcome)
    events = int(outcome.sum())
    if events in (0, len(outcome)):
        raise Unfit("one_outcome")
    require_full_rank(design)
    scale = np.maximum(np.abs(design).max(axis=0), 1e-300)
    scaled = design / scale
    coefficients, deviance = _score_to_maximum(scaled, outcome)
    risk = expit(scaled @ coefficients)
    covariance = np.linalg.inv(scaled.T * (risk * (1 - risk)) @ scaled) / np.outer(scale, scale)
    return LogisticFit(coefficients / scale, covariance, deviance, len(outcome), events)


def _score_to_maximum(design: Array, outcome: Array) -> tuple[Array, float]:
    coefficients = np.zeros(design.shape[1])
    deviance = _deviance(outcome, design @ coefficients)
    for _ in range(MOST_ROUNDS):
        risk = expit(design @ coefficients)
        step = _step(design, outcome, risk)
        while _deviance(outcome, design @ (coefficients + step)) > deviance * (1 + CONVERGED) and np.abs(step).max() > CONVERGED:
            step = step / 2
        coefficients = coefficients + step
        previous, deviance = deviance, _deviance(outcome, design @ coefficients)
        if abs(previous - deviance) <= CONVERGED * (abs(deviance) + 0.1):
            if np.abs(design @ coefficients).max() > SUSPICIOUS and separated(design, outcome):
                raise Unfit("separated")
            return coefficients + _step(design, outcome, expit(design @ coefficients)), deviance
    raise Unfit("separated" if separated(design, outcome) else "not_converged")


def _step(design: Array, outcome: Array, risk: Array) -> Array:
    try:
        return np.asarray(np.linalg.solve(design.T * (risk * (1 - risk)) @ design, design.T @ (outcome - risk)))
    except np.linalg.LinAlgError as error:
        raise Unfit("separated" if separated(design, outcome) else "not_converged") from error


def separated(design: Array, outcome: Array) -> bool:
    """Is there a line with every event on one side of it (or on it) and the others on the other?

    The linear programme of Konis 2007 (Computational algorithms for detecting separation in logistic regression, Oxford):
    maximise the sum of the signed distances while none is negative. A maximum above zero is separation.
    """
    signed = (2 * outcome - 1)[:, None] * design
    found = optimize.linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(outcome)), bounds=[(-1, 1)] * design.shape[1], method="highs"
    )
    return bool(found.status == 0 and -found.fun > 1e-7)


def _deviance(outcome: Array, line: Array) -> float:
    return float(2 * (np.logaddexp(0.0, line) - outcome * line).sum())


def standardised_risk(fit: LogisticFit, design: Array) -> StandardisedRisk:
    """The mean predicted risk if everyone had this design: g-computation with a delta-method interval.

    Robins 1986 (Math. Modelling 7:1393); Localio, Margolis & Berlin 2007 (J. Clin. Epidemiol. 60:874). The people are
    taken as given, so the interval speaks of them and not of a wider population.
    """
    return _standardised(fit, [(1.0, design)])


def standardised_risk_difference(fit: LogisticFit, exposed: Array, reference: Array) -> StandardisedRisk:
    """Everyone exposed against no one exposed, each person with their own covariates."""
    return _standardised(fit, [(1.0, exposed), (-1.0, reference)])


def _standardised(fit: LogisticFit, sides: list[tuple[float, Array]]) -> StandardisedRisk:
    estimate, slope = 0.0, np.zeros(len(fit.coefficients))
    for sign, design in sides:
        risk = expit(design @ fit.coefficients)
        estimate += sign * float(risk.mean())
        slope += sign * (risk * (1 - risk)) @ design / len(design)
    error = float(np.sqrt(slope @ fit.covariance @ slope))
    reach = float(stats.norm.ppf(0.975)) * error
    return StandardisedRisk(estimate, error, estimate - reach, estimate + reach, float(2 * stats.norm.sf(abs(estimate) / error)))
