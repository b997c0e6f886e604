"""What a linear mixed model maximises, from patterns: the profiled deviance or REML criterion, with its exact slope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tejido.stats.design import Array
from tejido.stats.mixed_problem import Problem
from tejido.stats.unfit import Unfit

PERFECT = 1e-9  # a residual below this share of the outcome drowns in the rounding of its sums: no error to measure by


@dataclass(frozen=True)
class Point:
    """The best that one relative covariance D = LL' allows.

    deviance: −2 log-likelihood (or REML criterion) · coefficients (p,) · rest: (y − Xb)'V⁻¹(y − Xb) with V = I + ZDZ' ·
    precision (p, p) = X'V⁻¹X · errors (K, q, q): Σ of ee', e = Z'(y − Xb) · keep (K, q, q) = (I + Z'ZD)⁻¹, for Z'V⁻¹ = keep·Z'.
    """

    deviance: float
    coefficients: Array
    rest: float
    precision: Array
    errors: Array
    keep: Array


def factor_of(theta: Array, size: int) -> Array:
    """L (q, q), lower triangle filled by rows from theta (q(q+1)/2,)."""
    factor = np.zeros((size, size))
    factor[np.tril_indices(size)] = theta
    return factor


def criterion(theta: Array, problem: Problem) -> Point:
    """d(L) = log|V| + n·(1 + log(2π·rest/n)), b and s² profiled out; REML adds log|X'V⁻¹X| and has n = N − p.

    Bates, Mächler, Bolker & Walker 2015 (J. Stat. Softw. 67:1), eq. 33 and 41. For any u and v, u'V⁻¹v is what is left of u'v within
    people (fixed, see `Problem`) and (Z'u)'(Z'Z)⁻(I + Z'ZD)⁻¹(Z'v): nothing is taken from anything, however much people differ.
    An outcome told without any error has no maximum and is refused.
    """
    data, factor = problem.patterns, factor_of(theta, problem.size)
    inner = np.eye(problem.size) + data.zz @ (factor @ factor.T)
    keep = np.asarray(np.linalg.inv(inner), dtype=float)
    between = problem.inverse @ keep
    reach = between @ data.zx
    precision = problem.within_xx + np.tensordot(data.n[:, None, None] * data.zx, reach, axes=((0, 1), (0, 1)))
    moment = problem.within_xy + np.tensordot(data.total, reach)
    b = np.asarray(np.linalg.solve(precision, moment), dtype=float)
    expected = data.zx @ b
    cross = data.total[:, :, None] * expected[:, None, :]
    errors = data.squares - cross - cross.transpose(0, 2, 1) + data.n[:, None, None] * expected[:, :, None] * expected[:, None, :]
    rest = problem.within_yy - float(b @ (2 * problem.within_xy - problem.within_xx @ b)) + float((between * errors).sum())
    if rest <= PERFECT * data.yy:
        raise Unfit("perfect")
    volume = float(data.n @ np.linalg.slogdet(inner)[1]) + (float(np.linalg.slogdet(precision)[1]) if problem.reml else 0.0)
    deviance = volume + problem.degrees * (1 + float(np.log(2 * np.pi * rest / problem.degrees)))
    return Point(deviance, b, rest, precision, errors, keep)


def slope(theta: Array, problem: Problem, variance: float | None = None) -> Array:
    """d(deviance)/d(theta), exact; with s² profiled out, or held at `variance`.

    d/dD = Σ [n·Z'V⁻¹Z − Z'V⁻¹(y − Xb)(y − Xb)'V⁻¹Z/s²] (− n·Z'V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹Z for REML), and by D = LL' the slope in L is
    2(d/dD)L. That b depends on D too changes nothing: b is the best at each D.
    """
    data, here = problem.patterns, criterion(theta, problem)
    variance = here.rest / problem.degrees if variance is None else variance
    keep = here.keep
    flow = np.tensordot(data.n, keep @ data.zz, axes=1) - (keep @ here.errors @ keep.transpose(0, 2, 1)).sum(axis=0) / variance
    if problem.reml:
        reach = keep @ data.zx
        flow -= np.tensordot(data.n, reach @ np.linalg.inv(here.precision) @ reach.transpose(0, 2, 1), axes=1)
    return np.asarray(2 * (flow @ factor_of(theta, problem.size))[np.tril_indices(problem.size)])


def bends(gradient: Callable[[Array], Array], theta: Array, step: float = 1e-3) -> Array:
    """Second derivatives (m, m) as central differences of exact first ones, symmetric: good to a millionth, enough to climb by."""
    columns = []
    for j in range(len(theta)):
        move = np.zeros(len(theta))
        move[j] = step * max(1.0, abs(theta[j]))
        columns.append((gradient(theta + move) - gradient(theta - move)) / (2 * move[j]))
    found = np.column_stack(columns)
    return (found + found.T) / 2


def curvature(gradient: Callable[[Array], Array], theta: Array) -> Array:
    """The same of two widths, extrapolated (Richardson): enough to report what follows from it."""
    return (4 * bends(gradient, theta, 1e-3) - bends(gradient, theta, 2e-3)) / 3


def covariance_slopes(theta: Array, problem: Problem, here: Point) -> Array:
    """Derivatives of s²H⁻¹, H = X'V⁻¹X, by theta and by s, (m + 1, p, p): s²·H⁻¹(Σ n·X'V⁻¹Z dD Z'V⁻¹X)H⁻¹, and 2s·H⁻¹."""
    data, factor = problem.patterns, factor_of(theta, problem.size)
    variance = here.rest / problem.degrees
    inverse = np.linalg.inv(here.precision)
    spread = here.keep @ data.zx @ inverse
    slopes = []
    for row, column in np.argwhere(np.tri(problem.size)):
        change = np.zeros_like(factor)
        change[row] = factor[:, column]
        change = change + change.T
        slopes.append(variance * np.tensordot(data.n[:, None, None] * spread, change @ spread, axes=((0, 1), (0, 1))))
    return np.stack([*slopes, 2 * variance**0.5 * inverse])
