"""A score repeated in the same people: the linear mixed model, by maximum likelihood or REML, on patterns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from tejido.stats.design import Array
from tejido.stats.independence import ALONE, require_independent
from tejido.stats.mixed_criterion import Point, covariance_slopes, criterion, curvature, factor_of, slope
from tejido.stats.mixed_fit import Method, MixedFit
from tejido.stats.mixed_maximum import maximum, on_the_edge
from tejido.stats.mixed_problem import Problem, problem_of
from tejido.stats.pattern_chunks import Rows, patterns_from_chunks
from tejido.stats.patterns import Origin, Patterns, origin_of
from tejido.stats.unfit import Unfit

CHUNK = 2**17  # rows: some megabytes at a time
MOST_RANDOM = 3


def mixed_model(outcome: Array, design: Array, random: Array, group: NDArray, *, method: Method = "ML") -> MixedFit:
    """Random effects per group (a person): y = Xb + Zu + e, u ~ N(0, G), e ~ N(0, s²); q ≤ 3 random effects with any covariance.

    outcome (N,), design (N, p) and random (N, q), both with the constant first, group (N,); rows in any order. See
    `mixed_model_on_patterns` for the method and what is refused; ValueError where a constant is not first.
    """
    origin = origin_of(outcome, design, random) if _numeric(outcome, design, random) else None
    return mixed_model_on_patterns(patterns_from_chunks(_slices(outcome, design, random, group), origin=origin), method=method)


def mixed_model_on_patterns(patterns: Patterns, *, method: Method = "ML") -> MixedFit:
    """The same from sufficient statistics (`patterns_from_rows`, `patterns_from_chunks`), where the work no longer grows with the people.

    Laird & Ware 1982 (Biometrics 38:963). b and s² are profiled out and the deviance (or the REML criterion, Patterson & Thompson 1971,
    Biometrika 58:545) is minimised over L, the Cholesky factor of G/s², as in Bates, Mächler, Bolker & Walker 2015 (J. Stat. Softw. 67:1),
    here with exact slopes by a trust region and Newton's last steps. Errors of b are those of generalised least squares at the maximum.

    Refuses (`Unfit`): infinite; not_a_number (text); one_outcome; too_few (rows for the columns); few_groups (one person); few_repeats (no more rows than
    random effects: a row a person); many_random (q > 3); constant, collinear (columns of the design); random_constant, random_collinear,
    random_unchanging (columns of `random`; the last changes within nobody); perfect (no error left); not_converged.
    A singular G is an answer, told by `on_the_edge`.
    """
    _require_estimable(patterns)
    try:
        problem, theta = maximum(problem_of(patterns, reml=method == "REML"))
    except np.linalg.LinAlgError as error:
        raise Unfit("not_converged") from error
    return _told(problem, theta, method)


def _numeric(*arrays: Array) -> bool:
    return all(len(a) and np.asarray(a).dtype.kind in "biuf" and np.isfinite(a).all() for a in arrays)


def _slices(outcome: Array, design: Array, random: Array, group: NDArray) -> Iterator[Rows]:
    order = None if (group[1:] >= group[:-1]).all() else np.argsort(group, kind="stable")
    for start in range(0, len(outcome), CHUNK):
        part = slice(start, start + CHUNK) if order is None else order[start : start + CHUNK]
        yield outcome[part], design[part], random[part], group[part]


def _require_estimable(patterns: Patterns) -> None:
    p, q = len(patterns.xx), patterns.zz.shape[1]
    if q > MOST_RANDOM:
        raise Unfit("many_random")
    if patterns.groups < 2:
        raise Unfit("few_groups")
    if patterns.rows <= p:
        raise Unfit("too_few")
    if patterns.rows <= patterns.groups * q:
        raise Unfit("few_repeats")
    require_independent(patterns.xx)
    _require_random(patterns)
    spread = patterns.yy - patterns.xy[0] ** 2 / patterns.rows
    if spread <= 1e-14 * patterns.yy:
        raise Unfit("one_outcome")


def _require_random(patterns: Patterns) -> None:
    gram = np.tensordot(patterns.n, patterns.zz, axes=1)
    try:
        require_independent(gram)
    except Unfit as unfit:
        raise Unfit(f"random_{unfit.reason}", unfit.columns) from None
    within = patterns.zz - patterns.zz[:, :1, :] * patterns.zz[:, :, :1] / patterns.zz[:, :1, :1]
    own = np.diag(np.tensordot(patterns.n, within, axes=1))
    for j in range(1, len(own)):
        if own[j] <= ALONE * gram[j, j]:
            raise Unfit("random_unchanging", [j])


def _told(problem: Problem, theta: Array, method: Method) -> MixedFit:
    """Back from the units of the problem to those of the data."""
    data, here, factor = problem.patterns, criterion(theta, problem), factor_of(theta, problem.size)
    p, origin = len(data.xx), data.origin
    unit = float(origin.unit[0])
    back, back_random = _back(origin, 1, p), _back(origin, 1 + p, problem.size) @ problem.turn
    variance = here.rest / problem.degrees
    spread = unit * variance**0.5 * back_random @ factor
    coefficients = unit * back @ here.coefficients
    coefficients[0] += origin.at[0]
    line = data.xx[0] @ here.coefficients
    rows = data.rows
    return MixedFit(
        coefficients=coefficients,
        covariance=unit**2 * variance * back @ np.linalg.inv(here.precision) @ back.T,
        random_covariance=spread @ spread.T,
        residual_variance=unit**2 * variance,
        deviance=here.deviance + 2 * problem.degrees * np.log(unit) + (2 * np.log(origin.unit[1 : 1 + p]).sum() if problem.reml else 0.0),
        method=method,
        n=rows,
        groups=data.groups,
        patterns=len(data),
        on_the_edge=on_the_edge(problem, theta),
        outcome_variance=unit**2 * (data.yy - data.xy[0] ** 2 / rows) / (rows - 1),
        fixed_variance=unit**2 * float(here.coefficients @ data.xx @ here.coefficients - line**2 / rows) / (rows - 1),
        random_variance=unit**2 * variance * float(np.sum(np.tensordot(data.n, data.zz, axes=1) * (factor @ factor.T))) / rows,
        theta_covariance=_theta_covariance(theta, problem, here),
        covariance_slopes=unit**2 * back @ covariance_slopes(theta, problem, here) @ back.T,
    )


def _back(origin: Origin, first: int, size: int) -> Array:
    """T (size, size) with (columns in the origin's units) = (columns as given)·T, for a block of columns that starts with the constant."""
    at, unit = origin.at[first : first + size], origin.unit[first : first + size]
    back = np.diag(1 / unit)
    back[0, 1:] = -at[1:] / unit[1:]
    return back


def _theta_covariance(theta: Array, problem: Problem, here: Point) -> Array:
    """Twice the inverse of the deviance's second derivatives by theta and s. A direction in which nothing changes says nothing."""
    variance, m = here.rest / problem.degrees, len(theta)
    second = np.empty((m + 1, m + 1))
    second[:m, :m] = curvature(lambda t: slope(t, problem, variance), theta)
    of_rest = 2 * variance * (slope(theta, problem) - slope(theta, problem, 2 * variance))
    second[:m, m] = second[m, :m] = -2 * of_rest / variance**1.5
    second[m, m] = 4 * problem.degrees / variance
    return np.asarray(2 * linalg.pinvh(second, rtol=1e-9))
