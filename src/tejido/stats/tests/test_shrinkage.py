"""Shrinkage: the batting averages of Efron & Morris, Morris's intervals, and shares of a beta distribution against R's VGAM."""

import numpy as np
import pytest
from scipy import stats

from tejido.stats.beta_binomial import beta_binomial
from tejido.stats.shrinkage import empirical_bayes, james_stein, shrunken_proportions
from tejido.stats.unfit import Unfit

# Efron & Morris 1975, 1977: the first 45 times at bat of 18 players, 1970, as printed; and the rest of their season.
BATTING = np.array([0.4, 0.378, 0.356, 0.333, 0.311, 0.311, 0.289, 0.267, 0.244, 0.244, *[0.222] * 5, 0.2, 0.178, 0.156])
PRINTED = [0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261, 0.261, *[0.256] * 5, 0.252, 0.247, 0.242]
CENTRE = BATTING.mean()
VARIANCE = CENTRE * (1 - CENTRE) / 45

# Crowder 1978 (Appl. Stat. 27:34): seeds that germinated on 21 plates.
SEEDS = [10, 23, 23, 26, 17, 5, 53, 55, 32, 46, 10, 8, 10, 8, 23, 0, 3, 22, 15, 32, 3]
PLATES = [39, 62, 81, 51, 39, 6, 74, 72, 51, 79, 13, 16, 30, 28, 45, 4, 12, 41, 30, 51, 7]


def test_the_batting_averages_are_those_printed():
    found = james_stein(BATTING, VARIANCE)
    np.testing.assert_allclose(found, PRINTED, atol=0.0006)
    assert found[0] == pytest.approx(0.293979015158785, rel=1e-12)
    assert found[-1] == pytest.approx(0.242155723958874, rel=1e-12)
    assert (found[0] - CENTRE) / (0.4 - CENTRE) == pytest.approx(0.212390537704556, rel=1e-12)


def test_noise_larger_than_the_spread_leaves_the_centre_only():
    np.testing.assert_allclose(james_stein([1.0, 2.0, 3.0, 4.0], 100.0), 2.5)
    np.testing.assert_allclose(james_stein([1.0, 2.0, 3.0, 4.0], 2.5), 2.5 + 0.5 * np.array([-1.5, -0.5, 0.5, 1.5]))


def test_equal_precision_is_james_and_stein_with_morriss_interval():
    found = empirical_bayes(BATTING, np.full(18, np.sqrt(VARIANCE)))
    np.testing.assert_allclose(found.estimates, james_stein(BATTING, VARIANCE), rtol=1e-10)
    pull = 1 - 0.212390537704556
    np.testing.assert_allclose(found.shrinkage, pull, rtol=1e-10)
    error = np.sqrt(VARIANCE * (1 - 17 / 18 * pull) + 2 / 15 * pull**2 * (BATTING - CENTRE) ** 2)
    np.testing.assert_allclose(found.standard_errors, error, rtol=1e-9)
    np.testing.assert_allclose(found.high - found.estimates, 1.959963984540054 * error, rtol=1e-9)
    np.testing.assert_allclose(found.estimates - found.low, 1.959963984540054 * error, rtol=1e-9)
    assert found.centre == pytest.approx(CENTRE)
    assert found.between == pytest.approx(((BATTING - CENTRE) ** 2).sum() / 17 - VARIANCE, rel=1e-9)


def test_unequal_precision_follows_morriss_equations():
    y, v = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 3.0]), np.array([0.5, 1.0, 2.0, 0.7, 3.0, 1.2])
    found = empirical_bayes(y, np.sqrt(v), level=0.9)
    a, w = found.between, 1 / (v + found.between)
    assert (w * (6 / 5 * (y - found.centre) ** 2 - v)).sum() / w.sum() == pytest.approx(a, rel=1e-9)
    assert found.centre == pytest.approx(w @ y / w.sum())
    pull = 3 / 5 * v / (v + a)
    np.testing.assert_allclose(found.shrinkage, pull)
    np.testing.assert_allclose(found.estimates, (1 - pull) * y + pull * found.centre)
    vbar = w @ v / w.sum()
    square = v * (1 - (6 - 6 * w / w.sum()) / 6 * pull) + 2 / 3 * pull**2 * (vbar + a) / (v + a) * (y - found.centre) ** 2
    np.testing.assert_allclose(found.standard_errors**2, square)
    np.testing.assert_allclose(found.high - found.low, 2 * 1.6448536269514722 * np.sqrt(square))


def test_estimates_alike_are_drawn_together_but_not_wholly():
    found = empirical_bayes([1.0, 1.1, 0.9, 1.0, 1.05], np.ones(5))
    assert found.between == 0
    np.testing.assert_allclose(found.shrinkage, 0.5)
    assert (found.standard_errors > 0.5).all()


def test_the_beta_of_the_seeds_is_that_of_vgam():
    # VGAM 1.1-7: vglm(cbind(y, n - y) ~ 1, betabinomialff)
    assert beta_binomial(np.array(SEEDS, float), np.array(PLATES, float)) == pytest.approx((5.557158, 5.701897), rel=1e-6)


def test_shares_are_drawn_to_the_beta_and_keep_its_interval():
    found = shrunken_proportions(SEEDS, PLATES)
    alpha, beta = beta_binomial(np.array(SEEDS, float), np.array(PLATES, float))
    np.testing.assert_allclose(found.estimates, (alpha + np.array(SEEDS)) / (alpha + beta + np.array(PLATES)))
    np.testing.assert_allclose(found.shrinkage, (alpha + beta) / (alpha + beta + np.array(PLATES)))
    assert found.low[15] == pytest.approx(stats.beta.ppf(0.025, alpha, beta + 4))
    assert found.high[15] == pytest.approx(stats.beta.ppf(0.975, alpha, beta + 4))
    spread = found.estimates * (1 - found.estimates) / (alpha + beta + np.array(PLATES) + 1)
    np.testing.assert_allclose(found.standard_errors**2, spread)
    assert found.centre == pytest.approx(alpha / (alpha + beta))
    assert found.between == pytest.approx(found.centre * (1 - found.centre) / (alpha + beta + 1))
    assert shrunken_proportions(SEEDS, PLATES, level=0.8).low[0] > found.low[0]


def test_the_beta_is_where_the_likelihood_is_flat():
    events, n = np.array([1.0, 7, 3, 9, 2]), np.array([10.0, 12, 20, 11, 30])
    alpha, beta = beta_binomial(events, n)

    def likelihood(a, b):
        return stats.betabinom.logpmf(events, n, a, b).sum()

    for a, b in ((1.01, 1), (0.99, 1), (1, 1.01), (1, 0.99)):
        assert likelihood(alpha * a, beta * b) < likelihood(alpha, beta)


@pytest.mark.parametrize(
    ("events", "n", "reason"),
    [
        ([1, 2, 3], [10, 10, 10], "too_few"),
        ([1.5, 2, 3, 4], [10] * 4, "not_whole"),
        ([1, 2, 3, 4], [10.5, 10, 10, 10], "not_whole"),
        ([1, 2, 3, 11], [10] * 4, "impossible_counts"),
        ([1, 2, 3, -1], [10] * 4, "impossible_counts"),
        ([0, 2, 3, 1], [0, 10, 10, 10], "impossible_counts"),
        ([0] * 4, [10] * 4, "one_outcome"),
        ([10] * 4, [10] * 4, "one_outcome"),
        ([5, 5, 5, 5], [10] * 4, "no_spread"),
        ([4, 6, 5, 5], [10] * 4, "no_spread"),
        ([10, 0, 10, 0], [10] * 4, "separated"),
    ],
)
def test_shares_that_cannot_be_shrunken_are_refused(events, n, reason):
    with pytest.raises(Unfit, match=reason):
        shrunken_proportions(events, n)


def test_estimates_that_cannot_be_shrunken_are_refused():
    with pytest.raises(Unfit, match="too_few"):
        james_stein([1.0, 2.0, 3.0], 1.0)
    with pytest.raises(Unfit, match="not_positive"):
        james_stein([1.0, 2.0, 3.0, 4.0], 0.0)
    with pytest.raises(Unfit, match="no_spread"):
        james_stein([1.0] * 4, 1.0)
    with pytest.raises(Unfit, match="too_few"):
        empirical_bayes([1.0, 2.0, 3.0], [1.0] * 3)
    with pytest.raises(Unfit) as caught:
        empirical_bayes([1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 1.0, 1.0])
    assert (caught.value.reason, caught.value.columns) == ("not_positive", (1,))


def test_shares_a_little_more_spread_than_chance_have_a_beta_and_those_just_as_spread_none():
    n = np.full(4, 10.0)
    alpha, beta = beta_binomial(np.array([3.0, 7, 3, 7]), n)
    assert alpha == pytest.approx(beta, rel=1e-6)
    assert 1 < alpha < 100
    with pytest.raises(Unfit, match="no_spread"):
        beta_binomial(np.array([4.0, 6, 3, 7]), n)
