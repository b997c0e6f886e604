"""Errors, intervals and p values from one covariance."""

import numpy as np
import pytest

from tejido.stats.wald import Wald

FIT = Wald(np.array([1.0, -2.0]), np.array([[0.25, 0.1], [0.1, 1.0]]))


def test_errors_intervals_and_p_of_the_normal_distribution():
    np.testing.assert_allclose(FIT.standard_errors, [0.5, 1.0])
    np.testing.assert_allclose(FIT.intervals(), [[0.020018007729972975, 1.979981992270027], [-3.959963984540054, -0.040036015459945837]])
    np.testing.assert_allclose(FIT.intervals(0.5), [[0.6627551249, 1.3372448751], [-2.6744897502, -1.3255102498]], rtol=1e-9)
    np.testing.assert_allclose(FIT.p_values(), [0.04550026389635842, 0.04550026389635842])


def test_students_distribution_where_degrees_of_freedom_are_given():
    np.testing.assert_allclose(FIT.intervals(0.95, 10)[0], [1 - 0.5 * 2.2281388519649385, 1 + 0.5 * 2.2281388519649385])
    np.testing.assert_allclose(FIT.p_values(10), [0.07338803477074037] * 2, rtol=1e-9)
    each = FIT.intervals(0.95, np.array([10.0, np.inf]))
    np.testing.assert_allclose(each, [FIT.intervals(0.95, 10)[0], FIT.intervals()[1]])
    np.testing.assert_allclose(FIT.p_values(np.array([10.0, np.inf])), [0.07338803477074037, 0.04550026389635842], rtol=1e-9)


def test_a_weighted_sum_of_coefficients_has_its_own_error():
    assert FIT.combination(np.array([1.0, 2.0])) == (-3.0, pytest.approx((0.25 + 0.4 + 4.0) ** 0.5))
    assert Wald(np.zeros(1), np.full((1, 1), -1e-20)).combination(np.ones(1)) == (0.0, 0.0)
