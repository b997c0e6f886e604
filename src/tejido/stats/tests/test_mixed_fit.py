"""What is said of a fitted mixed model: degrees of freedom, courses, shares of variance, and which of two models says more."""

from dataclasses import fields, replace

import numpy as np
import pytest

from tejido.stats.mixed_fit import MixedFit, likelihood_ratio
from tejido.stats.mixed_model import mixed_model, mixed_model_on_patterns
from tejido.stats.tests.cases import with_constant
from tejido.stats.tests.repeated_measures import sleep, teeth
from tejido.stats.unfit import Unfit

DATA = teeth()
AGE, MALE = DATA["age"], DATA["male"]
BOTH, CROSSED = with_constant(AGE, MALE), with_constant(AGE, MALE, AGE * MALE)


def growth(design=CROSSED, random=None, method="ML"):
    return mixed_model(DATA["distance"], design, with_constant(AGE) if random is None else random, DATA["child"], method=method)


def test_satterthwaite_of_a_sum_is_that_of_lmertest_contest1d():
    fit = growth(method="REML")
    weights = np.array([[1.0, 10, 1, 10], [0, 14, 0, 14]])
    degrees = fit.degrees_for(weights)
    np.testing.assert_allclose(degrees, [25.0000025826, 25.0000045493], rtol=1e-6)
    estimate, error = fit.combination(weights[0])
    assert (estimate, error) == pytest.approx((24.184375, 0.484845210003), rel=1e-6)
    course = fit.course(weights, degrees_of_freedom=degrees)
    assert course[0] == pytest.approx([24.184375, 23.1858176031, 25.1829323969], rel=1e-7)
    np.testing.assert_allclose(fit.p_values(fit.degrees_of_freedom)[1], 9.887640688e-05, rtol=1e-6)


def test_the_mean_course_has_the_interval_of_its_generalised_least_squares():
    course = growth(method="REML").course(np.array([[1.0, 8, 0, 0], [1, 14, 1, 14]]))
    np.testing.assert_allclose(
        course, [[21.2090909091, 19.9645373693, 22.4536444489], [27.321875, 26.1988425727, 28.4449074273]], rtol=1e-7
    )
    narrow = growth(method="REML").course(np.array([[1.0, 8, 0, 0]]), level=0.5)
    assert narrow[0, 2] - narrow[0, 0] == pytest.approx((22.4536444489 - 21.2090909091) * 0.674489750196 / 1.95996398454, rel=1e-7)


def test_the_correlation_of_level_and_course_is_that_of_lme4():
    correlation = growth(method="REML").random_correlation
    np.testing.assert_allclose(correlation, [[1, -0.66761883842], [-0.66761883842, 1]], rtol=1e-6)


def test_beside_a_variance_of_zero_there_is_no_correlation():
    fit = replace(growth(), random_covariance=np.array([[2.0, 0.0], [0.0, 0.0]]))
    assert fit.random_correlation[0, 0] == pytest.approx(1)
    assert np.isnan(fit.random_correlation[0, 1])
    assert np.isnan(fit.random_correlation[1, 1])


def test_the_intraclass_correlation_is_the_share_between_people():
    level = growth(BOTH, np.ones((108, 1)))
    assert level.intraclass() == pytest.approx(2.99317233591 / (2.99317233591 + 2.02415409229), rel=1e-6)
    course = growth(BOTH)
    g = course.random_covariance
    between = g[0, 0] + 20 * g[0, 1] + 100 * g[1, 1]
    assert course.intraclass(np.array([1.0, 10.0])) == pytest.approx(between / (between + course.residual_variance), rel=1e-12)
    assert course.intraclass() == pytest.approx(g[0, 0] / (g[0, 0] + course.residual_variance), rel=1e-12)


def test_shares_of_variance_are_of_the_observations():
    fit = growth()
    line, random = CROSSED @ fit.coefficients, with_constant(AGE)
    between = np.einsum("ij,jk,ik->i", random, fit.random_covariance, random).mean()
    assert fit.fixed_variance == pytest.approx(line.var(ddof=1), rel=1e-10)
    assert fit.random_variance == pytest.approx(between, rel=1e-10)
    assert fit.outcome_variance == pytest.approx(DATA["distance"].var(ddof=1), rel=1e-12)
    whole = line.var(ddof=1) + between + fit.residual_variance
    assert fit.r_squared() == pytest.approx((line.var(ddof=1) / whole, 1 - fit.residual_variance / whole), rel=1e-10)


def test_parameters_are_fixed_effects_variances_and_covariances():
    assert growth().parameters == 4 + 3 + 1
    assert growth(BOTH, np.ones((108, 1))).parameters == 3 + 1 + 1


def test_the_likelihood_ratio_is_that_of_anova():
    ratio = likelihood_ratio(growth(BOTH), growth())
    assert (ratio.statistic, ratio.degrees_of_freedom) == (pytest.approx(5.029210165, abs=1e-6), 1)
    assert ratio.p == pytest.approx(0.0249232619968, rel=1e-6)
    assert ratio.p_on_the_edge is None


def test_one_more_random_effect_has_a_p_value_for_the_edge():
    ratio = likelihood_ratio(growth(random=np.ones((108, 1))), growth())
    assert (ratio.statistic, ratio.degrees_of_freedom) == (pytest.approx(0.833107219792, abs=1e-6), 2)
    assert ratio.p == pytest.approx(0.659315166031, rel=1e-6)
    assert ratio.p_on_the_edge == pytest.approx(0.51034537289, rel=1e-6)
    asleep = likelihood_ratio(mixed_model_on_patterns(sleep(1)), mixed_model_on_patterns(sleep(2)))
    assert asleep.statistic == pytest.approx(42.139298542, abs=1e-6)
    assert asleep.p == pytest.approx(7.07241254719e-10, rel=1e-6)
    assert asleep.p_on_the_edge == pytest.approx(3.957888e-10, rel=1e-4)


def test_two_more_random_effects_or_other_columns_too_have_none():
    level, squares = growth(random=np.ones((108, 1))), growth(random=with_constant(AGE, AGE**2))
    assert likelihood_ratio(level, squares).p_on_the_edge is None
    assert likelihood_ratio(growth(BOTH, np.ones((108, 1))), growth()).p_on_the_edge is None


def test_models_that_cannot_be_compared_are_refused():
    small, large = growth(BOTH), growth()
    reml = growth(method="REML")
    pairs = [
        (growth(BOTH, method="REML"), reml),
        (small, reml),
        (growth(BOTH, method="REML"), large),
        (large, small),
        (small, small),
        (small, replace(large, n=107)),
        (small, replace(large, groups=26)),
        (small, replace(large, outcome_variance=large.outcome_variance * 1.0001)),
        (small, replace(large, deviance=small.deviance + 1e-5)),
    ]
    for smaller, larger in pairs:
        with pytest.raises(Unfit, match="not_comparable"):
            likelihood_ratio(smaller, larger)


def test_a_gain_of_nothing_is_zero():
    small = growth(BOTH)
    ratio = likelihood_ratio(small, replace(growth(), deviance=small.deviance + 1e-7))
    assert (ratio.statistic, ratio.p) == (0.0, 1.0)


def test_nothing_in_a_fit_is_of_one_person():
    people = 27
    fit = growth()
    for field in fields(MixedFit):
        assert people not in np.shape(getattr(fit, field.name))
        assert 108 not in np.shape(getattr(fit, field.name))
