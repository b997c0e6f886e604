"""Counts among n whose true shares follow a beta distribution."""

from __future__ import annotations

import numpy as np
from scipy import optimize
from scipy.special import betaln, digamma, polygamma

from tejido.stats.design import Array
from tejido.stats.unfit import Unfit

FARTHEST = 20.0  # logarithms of the two numbers beyond this are no distribution any more
STILL = 1e-8


def beta_binomial(y: Array, n: Array) -> tuple[float, float]:
    """(α, β) of largest likelihood Σ log B(α + y, β + n − y) − log B(α, β) (Griffiths 1973, Biometrics 29:637).

    Shares that spread no more than chance (Σ(y − np)²/(p(1 − p)) ≤ Σn, Tarone 1979, Biometrika 66:585) have their maximum at infinity:
    refused (`no_spread`); so are organisations that are all none or all everybody (`separated`).
    """
    share = float(y.sum() / n.sum())
    if float(((y - n * share) ** 2).sum()) <= share * (1 - share) * float(n.sum()):
        raise Unfit("no_spread")
    if np.isin(y * (n - y), (0.0,)).all():
        raise Unfit("separated")
    start = np.log([share * 10, (1 - share) * 10])
    found = optimize.minimize(_loss, start, args=(y, n), jac=_slope, hess=_curvature, method="trust-exact", options={"gtol": 1e-9})
    here = np.asarray(found.x)
    for _ in range(3):
        here = here - np.linalg.solve(_curvature(here, y, n), _slope(here, y, n))
    if not (np.abs(here) < FARTHEST).all() or np.abs(_slope(here, y, n)).max() > STILL * float(n.sum()):
        raise Unfit("not_converged")
    alpha, beta = np.exp(here)
    return float(alpha), float(beta)


def _loss(logs: Array, y: Array, n: Array) -> float:
    alpha, beta = np.exp(logs)
    return -float((betaln(alpha + y, beta + n - y) - betaln(alpha, beta)).sum())


def _first(logs: Array, y: Array, n: Array) -> Array:
    alpha, beta = np.exp(logs)
    both = digamma(alpha + beta) - digamma(alpha + beta + n)
    return np.array([(digamma(alpha + y) - digamma(alpha) + both).sum(), (digamma(beta + n - y) - digamma(beta) + both).sum()])


def _slope(logs: Array, y: Array, n: Array) -> Array:
    return -np.exp(logs) * _first(logs, y, n)


def _curvature(logs: Array, y: Array, n: Array) -> Array:
    alpha, beta = np.exp(logs)
    both = float((polygamma(1, alpha + beta) - polygamma(1, alpha + beta + n)).sum())
    own = [float((polygamma(1, a + seen) - polygamma(1, a)).sum()) for a, seen in ((alpha, y), (beta, n - y))]
    second = np.array([[own[0] + both, both], [both, own[1] + both]])
    return -(second * np.outer([alpha, beta], [alpha, beta]) + np.diag(np.exp(logs) * _first(logs, y, n)))
