"""Where the likelihood of a linear mixed model is greatest, to the last digits that the data carry."""

from __future__ import annotations

import numpy as np
from scipy import linalg, optimize

from tejido.stats.design import Array
from tejido.stats.mixed_criterion import bends, criterion, factor_of, slope
from tejido.stats.mixed_problem import Problem, turned
from tejido.stats.unfit import Unfit

ROUNDS = 12
WIDE = 2.0  # a factor beyond this calls for other units
POLISH = 12
STILL = 1e-10  # largest last step of a relative covariance parameter
FLAT = 1e-8  # largest slope of the deviance, an observation, that counts as a maximum
ON_THE_EDGE = 1e-4  # singular value of L, in units where the average person has Z'Z = I
EMPTY = 1e-9  # a curvature below this share of the largest is none


def maximum(problem: Problem) -> tuple[Problem, Array]:
    """The problem in units that suit its answer, and that answer (theta).

    By a trust region from L = I, where people differ as much as the answers of one; where they differ much more, again in their units;
    then Newton's steps to the place.
    """
    theta = np.eye(problem.size)[np.tril_indices(problem.size)]
    for _ in range(ROUNDS):
        theta = _by_trust_region(problem, theta)
        sides, sizes, _ = np.linalg.svd(factor_of(theta, problem.size))
        if sizes[0] <= WIDE:
            return problem, _polished(problem, theta)
        problem = turned(problem, sides * np.maximum(sizes, 1.0))
        theta = np.diag(np.minimum(sizes, 1.0))[np.tril_indices(problem.size)]
    raise Unfit("not_converged")


def on_the_edge(problem: Problem, theta: Array) -> bool:
    return bool(linalg.svdvals(factor_of(theta, problem.size))[-1] < ON_THE_EDGE)


def _by_trust_region(problem: Problem, start: Array) -> Array:
    n = problem.patterns.rows
    found = optimize.minimize(
        lambda theta: criterion(theta, problem).deviance / n,
        start,
        jac=lambda theta: slope(theta, problem) / n,
        hess=lambda theta: bends(lambda at: slope(at, problem) / n, theta),
        method="trust-exact",
        options={"gtol": 1e-6, "maxiter": 200},
    )
    return np.asarray(found.x)


def _polished(problem: Problem, theta: Array) -> Array:
    """Newton's steps, which need no differences of the deviance. What is not a flat and hollow place in the end is refused."""
    n = problem.patterns.rows

    def pull(at: Array) -> Array:
        return slope(at, problem) / n

    for _ in range(POLISH):
        step = linalg.pinvh(bends(pull, theta), rtol=EMPTY) @ pull(theta)
        theta = theta - step
        if np.abs(step).max() <= STILL:
            break
    hollow = np.linalg.eigvalsh(bends(pull, theta))
    if np.abs(pull(theta)).max() > FLAT or hollow[0] < -1e-6 * hollow[-1]:
        raise Unfit("not_converged")
    return theta
