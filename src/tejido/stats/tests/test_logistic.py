"""Logistic regression against the trial, against statsmodels, and its refusal of separated data."""

import numpy as np
import pytest
import statsmodels.api as sm

from tejido.stats.logistic import logistic
from tejido.stats.standardisation import standardised_risk, standardised_risk_difference
from tejido.stats.tests.cases import case, with_constant
from tejido.stats.unfit import Unfit


def employed():
    data, _expected = case("nsw")
    return data, (data["re78"] > 0).astype(float)


def test_employment_in_1978_gives_the_reference_log_odds():
    data, outcome = employed()
    fit = logistic(with_constant(data["treat"]), outcome)
    assert fit.coefficients[1] == pytest.approx(0.532804530484771, rel=1e-9)
    assert fit.standard_errors[1] == pytest.approx(0.214911669145278, rel=1e-9)
    assert fit.deviance == pytest.approx(543.165605740602, rel=1e-10)


def test_with_covariates_it_agrees_with_statsmodels():
    data, outcome = employed()
    design = with_constant(data["treat"], data["age"], data["educ"], data["re74"])
    fit = logistic(design, outcome)
    oracle = sm.Logit(outcome, design).fit(disp=False, method="newton", tol=1e-12)
    np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-6)
    np.testing.assert_allclose(fit.standard_errors, oracle.bse, rtol=1e-6)
    np.testing.assert_allclose(fit.p_values(), oracle.pvalues, rtol=1e-5)


def test_without_covariates_the_standardised_difference_is_the_plain_one():
    data, outcome = employed()
    design = with_constant(data["treat"])
    fit = logistic(design, outcome)
    exposed, reference = with_constant(np.ones(445)), with_constant(np.zeros(445))
    found = standardised_risk_difference(fit, exposed, reference)
    high, low = outcome[data["treat"] == 1].mean(), outcome[data["treat"] == 0].mean()
    assert found.estimate == pytest.approx(high - low, abs=1e-10)
    assert found.standard_error == pytest.approx(np.sqrt(high * (1 - high) / 185 + low * (1 - low) / 260), rel=1e-8)
    assert standardised_risk(fit, exposed).estimate == pytest.approx(high)


def test_the_delta_method_interval_matches_a_bootstrap_of_the_fit():
    data, outcome = employed()
    design = with_constant(data["treat"], data["age"])
    exposed, reference = with_constant(np.ones(445), data["age"]), with_constant(np.zeros(445), data["age"])
    found = standardised_risk_difference(logistic(design, outcome), exposed, reference)
    random = np.random.default_rng(8)
    drawn = []
    for _ in range(300):
        i = random.integers(0, 445, 445)
        drawn.append(standardised_risk_difference(logistic(design[i], outcome[i]), exposed, reference).estimate)
    assert found.standard_error == pytest.approx(np.std(drawn), rel=0.12)


@pytest.mark.parametrize("gap", [0.0, 0.5])
def test_separated_data_are_refused(gap):
    x = np.arange(40.0)
    outcome = (x > 20 + gap).astype(float)
    with pytest.raises(Unfit, match="separated"):
        logistic(with_constant(x), outcome)


def test_a_group_without_any_event_is_refused_as_separated():
    group, outcome = np.repeat([0.0, 1.0], 30), np.zeros(60)
    outcome[35:45] = 1
    with pytest.raises(Unfit, match="separated"):
        logistic(with_constant(group), outcome)


def test_an_outcome_that_is_the_same_for_all_is_refused():
    with pytest.raises(Unfit, match="one_outcome"):
        logistic(with_constant(np.arange(20.0)), np.ones(20))


def test_an_outlying_person_is_not_mistaken_for_separation():
    random = np.random.default_rng(12)
    x = np.append(random.normal(size=200), 40.0)
    outcome = (random.random(201) < 1 / (1 + np.exp(-x))).astype(float)
    fit = logistic(with_constant(x), outcome)
    assert fit.coefficients[1] == pytest.approx(sm.Logit(outcome, with_constant(x)).fit(disp=False, tol=1e-12).params[1], rel=1e-6)
    assert np.abs(with_constant(x) @ fit.coefficients).max() > 15


def test_weights_count_people_and_are_whole_where_they_are():
    design, outcome = with_constant([0, 0, 1, 1]), np.array([0.0, 1, 0, 1])
    rows = logistic(design.repeat([3, 2, 1, 4], axis=0), outcome.repeat([3, 2, 1, 4]))
    fit = logistic(design, outcome, weights=np.array([3.0, 2, 1, 4]))
    np.testing.assert_allclose(fit.coefficients, [np.log(2 / 3), np.log(4 / (2 / 3))], rtol=1e-9)
    np.testing.assert_allclose(fit.covariance, rows.covariance, rtol=1e-9)
    assert (fit.n, fit.events, type(fit.n), type(fit.events)) == (rows.n, rows.events, int, int)
    assert (rows.n, rows.events) == (10, 6)
    part = logistic(design, outcome, weights=np.array([3.0, 2.5, 1, 4]))
    assert (part.n, part.events, type(part.n)) == (10.5, 6.5, float)
