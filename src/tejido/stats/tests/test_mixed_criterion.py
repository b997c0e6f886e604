"""The criterion of a mixed model from patterns against the one written out in full, and its slopes against differences."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from tejido.stats.mixed_criterion import bends, covariance_slopes, criterion, curvature, factor_of, slope
from tejido.stats.mixed_problem import problem_of, turned
from tejido.stats.patterns import patterns_from_rows
from tejido.stats.tests.repeated_measures import as_they_are
from tejido.stats.unfit import Unfit

CHANCE = np.random.default_rng(11)
WHO = np.repeat(np.arange(7), [1, 2, 3, 5, 5, 4, 2])
Z = np.column_stack([np.ones(22), CHANCE.normal(2, 1, 22)])
X = np.column_stack([Z, CHANCE.normal(size=22)])
Y = X @ [3.0, 1, 1] + CHANCE.normal(size=7)[WHO] + CHANCE.normal(size=22)
THETA = np.array([0.8, -0.3, 0.5])


def problem(reml):
    return problem_of(patterns_from_rows(Y, X, Z, WHO, origin=as_they_are(3, 2)), reml=reml)


def written_out(theta, turn, reml):
    """deviance, b, rest, X'V⁻¹X, by matrices of all observations."""
    factor = turn @ factor_of(theta, 2)
    v = np.eye(22) + (WHO[:, None] == WHO) * (Z @ factor @ factor.T @ Z.T)
    inverse = np.linalg.inv(v)
    precision = X.T @ inverse @ X
    b = np.linalg.solve(precision, X.T @ inverse @ Y)
    rest = (Y - X @ b) @ inverse @ (Y - X @ b)
    n = 19 if reml else 22
    volume = np.linalg.slogdet(v)[1] + (np.linalg.slogdet(precision)[1] if reml else 0)
    return volume + n * (1 + np.log(2 * np.pi * rest / n)), b, rest, precision


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("theta", [THETA, np.zeros(3), np.array([1.0, 2.0, 0.0]), np.array([300.0, 20.0, 100.0])])
def test_it_is_the_likelihood_written_out(theta, reml):
    given = problem(reml)
    here = criterion(theta, given)
    deviance, b, rest, precision = written_out(theta, given.turn, reml)
    assert here.deviance == pytest.approx(deviance, abs=1e-9)
    assert_allclose(here.coefficients, b, rtol=1e-9)
    assert here.rest == pytest.approx(rest, rel=1e-9)
    assert_allclose(here.precision, precision, rtol=1e-8, atol=1e-9)


def test_the_average_person_has_one_of_everything():
    given = problem(False)
    assert_allclose(np.tensordot(given.patterns.n, given.patterns.zz, axes=1) / 7, np.eye(2), atol=1e-12)
    assert (given.degrees, problem(True).degrees, given.size) == (22, 19, 2)


def test_other_columns_of_the_same_space_change_nothing():
    given = problem(True)
    basis = np.array([[2.0, 0.5], [-1.0, 30.0]])
    moved = turned(given, basis)
    back = np.linalg.inv(basis) @ factor_of(THETA, 2)
    theta = np.linalg.cholesky(back @ back.T)[np.tril_indices(2)]
    assert criterion(theta, moved).deviance == pytest.approx(criterion(THETA, given).deviance, abs=1e-10)
    assert_allclose(moved.turn, given.turn @ basis)


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("theta", [THETA, np.array([0.0, 1.0, 0.2])])
def test_the_slope_is_that_of_the_criterion(theta, reml):
    given = problem(reml)

    def rough(width):
        return np.array([criterion(theta + s, given).deviance - criterion(theta - s, given).deviance for s in width * np.eye(3)]) / (
            2 * width
        )

    assert_allclose(slope(theta, given), (4 * rough(1e-3) - rough(2e-3)) / 3, rtol=1e-7, atol=1e-8)


def test_with_the_residual_variance_held_the_slope_is_of_volume_and_rest():
    given = problem(True)

    def held(theta):
        here = criterion(theta, given)
        volume = here.deviance - given.degrees * (1 + np.log(2 * np.pi * here.rest / given.degrees))
        return volume + here.rest / 1.7

    rough = [(held(THETA + s) - held(THETA - s)) / 2e-5 for s in 1e-5 * np.eye(3)]
    assert_allclose(slope(THETA, given, 1.7), rough, rtol=1e-6)


def test_second_derivatives_are_exact_where_they_should_be():
    def gradient(at):
        return np.array([np.exp(at[0]) * at[1], np.exp(at[0]) + 3 * at[1] ** 2 * 40])

    at = np.array([0.3, 5.0])
    exact = np.array([[5 * np.exp(0.3), np.exp(0.3)], [np.exp(0.3), 1200]])
    assert_allclose(bends(gradient, at), exact, rtol=1e-5)
    assert_allclose(curvature(gradient, at), exact, rtol=1e-10)
    assert_allclose(bends(lambda t: np.array([t[0] ** 3]), np.array([2.0]), 0.1), [[12 + 0.2**2]])
    assert_allclose(bends(lambda t: np.array([t[0] ** 3]), np.array([0.5]), 0.1), [[0.75 + 0.1**2]])


def test_second_derivatives_are_symmetric():
    found = bends(lambda t: np.array([t[1] ** 2, t[0] ** 3]), np.array([1.0, 2.0]))
    assert found[0, 1] == found[1, 0] == pytest.approx((4 + 3) / 2, rel=1e-5)


@pytest.mark.parametrize("reml", [False, True])
def test_the_errors_change_with_the_variances_as_told(reml):
    given = problem(reml)
    here = criterion(THETA, given)
    slopes = covariance_slopes(THETA, given, here)
    s = (here.rest / given.degrees) ** 0.5
    for j, step in enumerate(1e-5 * np.eye(3)):
        ahead, behind = (np.linalg.inv(criterion(THETA + way * step, given).precision) for way in (1, -1))
        assert_allclose(slopes[j], s**2 * (ahead - behind) / 2e-5, rtol=1e-5, atol=1e-9)
    assert_allclose(slopes[3], 2 * s * np.linalg.inv(here.precision), rtol=1e-12)
    assert len(slopes) == 4


def test_an_outcome_without_error_has_no_maximum():
    exact = patterns_from_rows(X @ [1.0, 2.0, 3.0], X, Z, WHO)
    with pytest.raises(Unfit, match="perfect"):
        criterion(THETA, problem_of(exact, reml=False))


def test_a_column_that_is_everybodys_own_course_leaves_nothing_within_people():
    given = problem(False)
    assert (given.within_xx[:2] == 0).all()
    assert (given.within_xx[:, :2] == 0).all()
    assert (given.within_xy[:2] == 0).all()
    inside = X[:, 2].copy()
    for p in range(7):
        own = Z[p == WHO]
        inside[p == WHO] -= own @ np.linalg.lstsq(own, X[p == WHO, 2], rcond=None)[0]
    assert given.within_xx[2, 2] == pytest.approx(inside @ inside, rel=1e-9)
    assert given.within_xy[2] == pytest.approx(inside @ Y, rel=1e-8)
