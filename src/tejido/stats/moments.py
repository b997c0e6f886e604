"""Least squares from moments: of each cell its persons, the sum of the outcome and the sum of its squares are enough."""

from __future__ import annotations

import numpy as np
from scipy import linalg

from tejido.stats.cells import Cells
from tejido.stats.cluster_sums import add_by_cluster, finite_factor
from tejido.stats.design import Array
from tejido.stats.linear_fit import LinearFit
from tejido.stats.triangle import Source, Triangle, Weights, occupied, triangle, within

ERRORS = ("classical", "HC0", "HC1", "HC2", "HC3")
FULL = 1e-9  # a person whose leverage is this close to 1 alone decides a coefficient


def ols(source: Source, *, weights: Weights = "frequency", constant: bool = True) -> LinearFit:
    """Ordinary least squares, b = (X'X)⁻¹X'y, as if every person had a row; the constant is the first column.

    Of a cell with n persons, sum t and sum of squares q, the residuals add up to t − n·xb and their squares to q − t²/n + n(t/n − xb)²;
    the leverage h = x(X'X)⁻¹x' is that of each person in it. So all errors are those of the rows: classical s²(X'X)⁻¹; HC0 (White 1980,
    Econometrica 48:817); HC1 = HC0·n/(n−p); HC2 and HC3 (MacKinnon & White 1985, J. Econometrics 29:305), with residuals² over 1−h and
    (1−h)², not a number where one person alone decides a coefficient; and, where cells name a cluster, CR1 (Liang & Zeger 1986, Biometrika
    73:13) with the finite factor G/(G−1)·(n−1)/(n−p) on persons. Wong et al. 2021, arXiv:2102.11297, for the compression.

    `weights`: with "frequency", n counts persons, in whole numbers. With "analytic" each cell is one observation, the mean t/n, whose
    variance is σ²/n: its squares are not needed, the sample is the number of cells, and errors are those of weighted least squares.

    Householder triangles a chunk at a time, never X'X, with the outcome taken from near its mean. Sums of squares of an outcome whose mean
    is over 20,000 standard deviations lost their digits before they came here ("rounded"): take a round number off the outcome first.
    Refuses (`Unfit`): not_a_number, infinite, impossible_counts, not_whole, too_few (persons for the columns), constant, collinear,
    one_outcome, perfect, rounded.
    """
    found = triangle(source, weights=weights, constant=constant)
    size = len(found.coefficients)
    meats, scores = np.zeros((3, size, size)), np.zeros((0, size + 1))
    for cells in occupied(source):
        z, gap = found.orthonormal(cells.design), cells.total - cells.n * (cells.design @ found.coefficients)
        meats += _meats(cells, z, gap, weights)
        if cells.cluster is not None:
            scores = add_by_cluster(scores, np.column_stack([z * gap[:, None], cells.n]), cells.cluster)
    return _told(found, meats, scores[scores[:, size] > 0, :size])


def _meats(cells: Cells, z: Array, gap: Array, weights: Weights) -> Array:
    """Sums of residual² z'z, and the same over 1 − h and (1 − h)²."""
    leverage = np.square(z).sum(axis=1)
    if weights == "frequency":
        squares = within(cells) + gap**2 / cells.n
    else:
        squares, leverage = gap**2, leverage * cells.n
    kept = np.where(leverage > 1 - FULL, np.nan, 1 - leverage)
    return np.stack([(z.T * w) @ z for w in (squares, squares / kept, squares / kept**2)])


def _told(found: Triangle, meats: Array, scores: Array) -> LinearFit:
    size, n = len(found.coefficients), found.n
    freedom, clusters = n - size, len(scores)
    variance = found.residual / freedom
    middles = {"classical": variance * np.eye(size), "HC0": meats[0], "HC1": meats[0] * n / freedom, "HC2": meats[1], "HC3": meats[2]}
    if clusters > 1:
        middles["CR1"] = scores.T @ scores * finite_factor(clusters, n, size)
    inverse = linalg.solve_triangular(found.factor, np.eye(size))
    return LinearFit(
        coefficients=found.coefficients,
        covariances={kind: inverse @ middle @ inverse.T for kind, middle in middles.items()},
        residual_variance=variance,
        degrees_of_freedom=freedom,
        log_likelihood=float(found.logarithms - n * (np.log(2 * np.pi * found.residual / n) + 1)) / 2,
        n=n,
        r_squared=1 - found.residual / found.spread,
        cells=found.cells,
        clusters=clusters,
    )
