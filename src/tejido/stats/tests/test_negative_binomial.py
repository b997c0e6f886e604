"""Negative binomial regression against MASS::glm.nb (R 4.2.2, epsilon 1e-15), θ and its error by MASS::theta.ml(eps = 1e-12)."""

import numpy as np
import pytest
from scipy import optimize, stats

from tejido.stats.negative_binomial import negative_binomial
from tejido.stats.tests.published import CHILD, DAYS
from tejido.stats.tests.test_counts import children
from tejido.stats.unfit import Unfit


def test_days_away_from_school_as_in_r():
    fit = negative_binomial(children(), DAYS)
    coefficients = [2.89457999024930368, -0.56937169735797388, 0.08232028414568711, -0.44842814987752372, 0.08808015211407122]
    errors = [0.2284246147819158, 0.1533333592827448, 0.1599150146482780, 0.2397465925552996, 0.2361930286536094]
    np.testing.assert_allclose(fit.coefficients[:5], coefficients, rtol=1e-7)
    np.testing.assert_allclose(fit.coefficients[5:], [0.35690097142944477, 0.29210915703369694], rtol=1e-7)
    np.testing.assert_allclose(fit.standard_errors[:5], errors, rtol=1e-7)
    np.testing.assert_allclose(fit.standard_errors[5:], [0.2483243627994872, 0.1864747101003603], rtol=1e-7)
    assert fit.theta == pytest.approx(1.274892645055534, rel=1e-10)
    assert fit.theta_error == pytest.approx(0.1610356617131832, rel=1e-9)
    assert fit.log_likelihood == pytest.approx(-1093.151018289983 / 2, rel=1e-12)
    assert fit.n == 146


def test_with_weights_and_time_at_risk_as_in_r():
    design = np.column_stack([np.ones(146), CHILD[:, :2]])
    weights, time = np.resize([1.0, 2, 3], 146), np.resize([0.5, 1, 2, 3], 146)
    fit = negative_binomial(design, DAYS, weights=weights, offset=np.log(time))
    np.testing.assert_allclose(fit.coefficients, [3.01343626735493597, -0.61917389147671642, 0.02689314097004119], rtol=1e-7)
    np.testing.assert_allclose(fit.standard_errors, [0.1095339763704967, 0.1294565630761288, 0.1300851099686008], rtol=1e-7)
    assert (fit.theta, fit.theta_error) == (pytest.approx(0.8680288134490315, rel=1e-9), pytest.approx(0.06988815978553345, rel=1e-9))
    assert fit.log_likelihood == pytest.approx(-2331.391772540152 / 2, rel=1e-12)
    assert fit.n == weights.sum()
    order = np.arange(146)[::-1]
    again = negative_binomial(design[order], DAYS[order], weights=weights[order], offset=np.log(time[order]))
    np.testing.assert_allclose(again.coefficients, fit.coefficients, rtol=1e-9)


def test_counts_a_little_more_spread_than_poissons_have_a_large_theta():
    random = np.random.default_rng(4)
    group = np.repeat([0.0, 1.0], 3000)
    outcome = random.poisson(4 * np.exp(0.3 * group) * random.gamma(50, 1 / 50, 6000)).astype(float)
    fit = negative_binomial(np.column_stack([np.ones(6000), group]), outcome)
    assert 25 < fit.theta < 150
    assert fit.coefficients[1] == pytest.approx(0.3, abs=0.05)


@pytest.mark.parametrize(("deviation", "power"), [(1.5, 0.6), (2.0, 0.6), (2.0, 1.0)])
def test_where_the_model_fits_badly_the_maximum_is_found_all_the_same(deviation, power):
    """Rates that grow with a power of a long-tailed column: scoring alone takes more than a hundred rounds."""
    random = np.random.default_rng(1)
    wide = random.lognormal(0, deviation, 200)
    outcome = random.poisson(5 * wide**power * random.gamma(0.3, 1 / 0.3, 200)).astype(float)
    design = np.column_stack([np.ones(200), wide])
    fit = negative_binomial(design, outcome)
    mean = np.exp(design @ fit.coefficients)
    slopes = design.T @ ((outcome - mean) * fit.theta / (fit.theta + mean))
    np.testing.assert_allclose(slopes * fit.standard_errors, 0, atol=1e-9)
    sizes = (fit.theta, 0.999 * fit.theta, 1.001 * fit.theta)
    likelihood = [stats.nbinom.logpmf(outcome, size, size / (size + mean)).sum() for size in sizes]
    assert likelihood[0] == pytest.approx(fit.log_likelihood)
    assert likelihood[0] > max(likelihood[1:])


def test_a_model_without_a_constant_is_the_same_model():
    woman = CHILD[:, 1]
    plain = negative_binomial(np.column_stack([np.ones(146), woman]), DAYS)
    apart = negative_binomial(np.column_stack([1 - woman, woman]), DAYS, constant=False)
    assert apart.theta == pytest.approx(plain.theta, rel=1e-9)
    assert apart.coefficients[1] - apart.coefficients[0] == pytest.approx(plain.coefficients[1], rel=1e-7)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (np.tile([3.0, 4, 5, 4], 10), "not_overdispersed"),
        (np.tile([3.5, 40, 5, 4], 10), "not_whole"),
        (np.tile([3.0, np.nan, 5, 4], 10), "infinite"),
        (np.zeros(40), "one_outcome"),
        (np.tile([3.0, -1, 5, 40], 10), "impossible_counts"),
    ],
)
def test_counts_that_cannot_be_or_vary_too_little_are_refused(outcome, reason):
    with pytest.raises(Unfit, match=reason):
        negative_binomial(np.column_stack([np.ones(40), np.repeat([0.0, 1], 20)]), outcome)


def test_a_group_without_any_count_is_refused_by_its_column():
    outcome = np.concatenate([np.tile([0.0, 10], 10), np.zeros(20)])
    with pytest.raises(Unfit) as refusal:
        negative_binomial(np.column_stack([np.ones(40), np.repeat([0.0, 1], 20)]), outcome)
    assert (refusal.value.reason, refusal.value.columns) == ("separated", (1,))


def test_columns_without_a_constant_among_them_are_judged_as_they_are():
    x = np.tile([1.0, 2, 3, 4], 10)
    for constant, reason in ((False, "collinear"), (True, "constant")):
        with pytest.raises(Unfit) as refusal:
            negative_binomial(np.column_stack([x, 2 * x]), np.tile([3.0, 40, 5, 4], 10), constant=constant)
        assert (refusal.value.reason, refusal.value.columns) == (reason, (1,))


@pytest.mark.parametrize("outcome", [[3.0, 4, 5, 4], [0.0, 1, 0, 1], [0.0, 2, 1, 0]])
def test_counts_that_vary_no_more_than_poissons_are_known_before_any_search(outcome, monkeypatch):
    monkeypatch.setattr("tejido.stats.negative_binomial.MOST_ROUNDS", 0)
    with pytest.raises(Unfit, match="not_overdispersed"):
        negative_binomial(np.ones((40, 1)), np.tile(outcome, 10))
    with pytest.raises(Unfit, match="not_converged"):
        negative_binomial(np.ones((40, 1)), np.tile([0.0, 0, 9, 1], 10))


@pytest.mark.parametrize("seed", [0, 1, 2, 57, 58])
def test_where_few_have_nearly_all_the_events_the_maximum_is_reached_all_the_same(seed):
    """θ of about a tenth, where whole steps may overshoot: no other start of a general optimiser finds a higher likelihood."""
    random = np.random.default_rng(seed)
    design = np.column_stack([np.ones(80), np.arange(80) % 2, random.normal(size=80)])
    counts = random.poisson(np.exp(design @ [-1.8, 3, 1.1]) * random.gamma(0.1, 10, 80)).astype(float)
    fit = negative_binomial(design, counts)

    def short(point):
        mean, theta = np.exp(design @ point[:3]), np.exp(point[3])
        return -stats.nbinom.logpmf(counts, theta, theta / (theta + mean)).sum()

    starts = [[*fit.coefficients, np.log(fit.theta)], [-1.8, 3, 1.1, -2.3], [np.log(counts.mean()), 0, 0, -1]]
    best = min(optimize.minimize(short, start, method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-11, "xatol": 1e-9}).fun for start in starts)
    assert -fit.log_likelihood == pytest.approx(short([*fit.coefficients, np.log(fit.theta)]), rel=1e-12)
    assert -fit.log_likelihood <= best + 1e-8
