"""Least squares and logistic regression on cells, as standardisation uses them."""

import numpy as np
import pytest

from tejido.stats.cells import Cells, cells_from_rows
from tejido.stats.least_squares import least_squares
from tejido.stats.outcome_model import outcome_model
from tejido.stats.unfit import Unfit

RANDOM = np.random.default_rng(7)
X = np.column_stack([np.ones(60), RANDOM.integers(0, 3, 60), RANDOM.integers(0, 2, 60)]).astype(float)
Y = X @ [1.0, 2.0, -1.0] + RANDOM.normal(size=60)


def test_cells_give_the_least_squares_of_the_rows():
    fit, rows = outcome_model(cells_from_rows(X, Y), "linear"), least_squares(X, Y)
    np.testing.assert_allclose(fit.coefficients, rows.coefficients, rtol=1e-11)
    np.testing.assert_allclose(fit.covariance, rows.covariances["classical"], rtol=1e-9)
    np.testing.assert_allclose(fit.inverse, np.linalg.inv(X.T @ X), rtol=1e-9)
    np.testing.assert_allclose(fit.mean(X), X @ rows.coefficients)
    np.testing.assert_array_equal(fit.slope(X), X)
    assert fit.family == "linear"


def test_a_binary_outcome_has_a_slope_that_bends():
    y = (np.arange(60) % 7 < 3).astype(float)
    fit = outcome_model(cells_from_rows(X, y), "logit")
    step = np.zeros(3)
    for j in range(3):
        step[:] = 0
        step[j] = 1e-6
        moved = 1 / (1 + np.exp(-X @ (fit.coefficients + step)))
        np.testing.assert_allclose(fit.slope(X)[:, j], (moved - fit.mean(X)) / 1e-6, atol=1e-5)
    np.testing.assert_array_equal(fit.covariance, fit.inverse)
    assert fit.mean(X).sum() == pytest.approx(y.sum())


def test_a_saturated_design_is_a_design():
    x = np.repeat([0.0, 1.0], 3)
    fit = outcome_model(cells_from_rows(np.column_stack([np.ones(6), x]), np.array([1.0, 2, 3, 4, 5, 9])), "linear")
    np.testing.assert_allclose(fit.coefficients, [2, 4])
    assert fit.covariance[0, 0] == pytest.approx((2 + 14) / 4 / 3)


@pytest.mark.parametrize("y", [np.full(4, 0.5), np.array([2.0, 0, 0, 1]), np.array([-1.0, 1, 0, 1])])
def test_what_is_not_zero_or_one_has_no_logit(y):
    with pytest.raises(Unfit, match="not_yes_no"):
        outcome_model(cells_from_rows(np.column_stack([np.ones(4), [0.0, 1, 0, 1]]), y), "logit")


def test_cells_that_cannot_hold_a_binary_outcome_are_refused():
    one = np.ones((1, 1))
    for total in (-1.0, 3.0):
        with pytest.raises(Unfit, match="not_yes_no"):
            outcome_model(Cells(one, np.array([2.0]), np.array([total]), np.array([total])), "logit")


def test_bad_designs_are_refused():
    with pytest.raises(Unfit, match="collinear"):
        outcome_model(cells_from_rows(np.column_stack([X, X[:, 1] * 2]), Y), "linear")
    with pytest.raises(Unfit, match="too_few"):
        outcome_model(cells_from_rows(np.array([[1.0, 0], [1, 1]]), np.array([1.0, 2])), "linear")
    with pytest.raises(Unfit, match="unknown_family"):
        outcome_model(cells_from_rows(X, Y), "probit")


def test_an_empty_cell_adds_nothing():
    cells = cells_from_rows(X, Y)
    more = Cells(np.vstack([cells.design, [[1, 9, 9]]]), *(np.append(v, 0.0) for v in (cells.n, cells.total, cells.squares)))
    np.testing.assert_allclose(outcome_model(more, "linear").covariance, outcome_model(cells, "linear").covariance)


def test_a_column_that_varies_only_where_nobody_is_says_nothing():
    design = np.array([[1.0, 0, 2], [1, 1, 2], [1, 1, 9]])
    with pytest.raises(Unfit) as refusal:
        outcome_model(Cells(design, np.array([5.0, 5, 0]), np.array([3.0, 4, 0]), np.array([9.0, 9, 0])), "linear")
    assert (refusal.value.reason, refusal.value.columns) == ("constant", (2,))


def test_one_person_more_than_columns_is_enough_however_small_the_rest():
    x, y = np.array([0.0, 1, 2]), np.array([1.0, 1.1, 1.4])
    fit = outcome_model(cells_from_rows(np.column_stack([np.ones(3), x]), y), "linear")
    np.testing.assert_allclose(fit.coefficients, [29 / 30, 0.2])
    np.testing.assert_allclose(fit.covariance, np.array([[5 / 6, -0.5], [-0.5, 0.5]]) * 0.02 / 3, rtol=1e-9)
