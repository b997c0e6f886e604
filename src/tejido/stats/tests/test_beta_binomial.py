"""Shares of organisations that follow a beta distribution: the top of the likelihood, and where there is none."""

import numpy as np
import pytest
from scipy import optimize, stats

from tejido.stats.beta_binomial import _curvature, _loss, _slope, beta_binomial
from tejido.stats.unfit import Unfit

Y, N = np.array([3.0, 9, 1, 14, 6, 0, 7, 20]), np.array([10.0, 12, 9, 20, 15, 6, 30, 22])


def log_likelihood(alpha, beta):
    return stats.betabinom.logpmf(Y, N, alpha, beta).sum()


def test_it_is_the_top_of_the_likelihood_of_scipys_own_distribution():
    alpha, beta = beta_binomial(Y, N)
    top = optimize.minimize(
        lambda logs: -log_likelihood(*np.exp(logs)),
        np.zeros(2),
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000},
    )
    np.testing.assert_allclose([alpha, beta], np.exp(top.x), rtol=1e-5)
    for step in (1 + 1e-4, 1 - 1e-4):
        assert log_likelihood(alpha * step, beta) < log_likelihood(alpha, beta)
        assert log_likelihood(alpha, beta * step) < log_likelihood(alpha, beta)


def test_loss_slope_and_curvature_belong_together():
    logs, step = np.array([0.3, -0.4]), 1e-5
    free = stats.betabinom.logpmf(Y, N, 1.0, 1.0).sum() + _loss(np.zeros(2), Y, N)  # what does not depend on α and β
    assert -_loss(logs, Y, N) + free == pytest.approx(log_likelihood(*np.exp(logs)), rel=1e-12)
    slope = [(_loss(logs + s, Y, N) - _loss(logs - s, Y, N)) / (2 * step) for s in step * np.eye(2)]
    curvature = [(_slope(logs + s, Y, N) - _slope(logs - s, Y, N)) / (2 * step) for s in step * np.eye(2)]
    np.testing.assert_allclose(_slope(logs, Y, N), slope, rtol=1e-7)
    np.testing.assert_allclose(_curvature(logs, Y, N), curvature, rtol=1e-7)


def test_the_other_answer_turns_the_two_numbers_round_and_order_does_not_matter():
    alpha, beta = beta_binomial(Y, N)
    assert beta_binomial((N - Y)[::-1], N[::-1]) == pytest.approx((beta, alpha), rel=1e-8)


@pytest.mark.parametrize(
    ("reason", "y", "n"),
    [
        ("no_spread", [5, 5, 5], [10, 10, 10]),
        ("no_spread", [0, 0], [10, 10]),
        ("no_spread", [5, 6, 4], [10, 10, 10]),
        ("separated", [0, 10, 0], [10, 10, 10]),
        ("separated", [10, 0], [10, 7]),
    ],
)
def test_shares_without_a_distribution_are_refused(reason, y, n):
    with pytest.raises(Unfit) as refused:
        beta_binomial(np.array(y, float), np.array(n, float))
    assert (refused.value.reason, refused.value.columns) == (reason, ())
