"""The mixed model against R's lme4 on two published studies, and against statsmodels."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm

from tejido.stats.mixed_model import mixed_model
from tejido.stats.tests.cases import case, with_constant
from tejido.stats.unfit import Unfit

MODELS = {"course": (), "unemployment": ("unemployed",), "changing": ("unemployed", "months_unemployed")}


@pytest.mark.parametrize("name", MODELS)
def test_unemployment_and_depression_gives_singer_and_willett_table_5_7(name):
    data, expected = case("unemployment")
    data["months_unemployed"] = data["months"] * data["unemployed"]
    reference = next(model for model in expected["models"] if model["name"] == name)
    columns = ["months", *MODELS[name]]
    fit = mixed_model(data["depression"], with_constant(*(data[c] for c in columns)), with_constant(data["months"]), data["id"])
    for term, estimate, error in zip(["constant", *columns], fit.coefficients, fit.standard_errors, strict=True):
        assert (estimate, error) == pytest.approx(tuple(reference["terms"][term]), rel=1e-5)
    assert fit.deviance == pytest.approx(reference["deviance"], abs=1e-5)
    assert fit.residual_variance == pytest.approx(reference["residual_variance"], rel=1e-4)
    assert (fit.n, fit.groups, fit.on_the_edge) == (674, 254, False)


@pytest.mark.parametrize("name", ["lmm_ri_ML", "lmm_rs_ML", "lmm_rs_endog_ML"])
def test_the_reisby_study_gives_the_reference_of_lme4(name):
    data, expected = case("reisby")
    reference = expected["models"][name]
    week, endog = data["week"], data["endog"]
    design = with_constant(week, endog, week * endog) if "endog" in name else with_constant(week)
    random = np.ones((len(week), 1)) if "ri" in name else with_constant(week)
    fit = mixed_model(data["hamdep"], design, random, data["id"])
    np.testing.assert_allclose(fit.coefficients, list(reference["coef"].values()), rtol=2e-5)
    np.testing.assert_allclose(fit.standard_errors, list(reference["se"].values()), rtol=1e-5)
    assert fit.deviance == pytest.approx(reference["m2loglik"]["value"], abs=1e-5)
    assert fit.residual_variance == pytest.approx(reference["vcov"]["Residual"], rel=1e-5)
    assert fit.random_covariance[0, 0] == pytest.approx(reference["vcov"]["id:(Intercept)"], rel=1e-4)


def test_it_finds_the_same_likelihood_as_statsmodels():
    data, _expected = case("unemployment")
    design = with_constant(data["months"], data["unemployed"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        oracle = sm.MixedLM(data["depression"], design, data["id"], exog_re=with_constant(data["months"])).fit(reml=False)
    fit = mixed_model(data["depression"], design, with_constant(data["months"]), data["id"])
    assert fit.deviance == pytest.approx(-2 * oracle.llf, abs=1e-4)


def test_units_and_order_of_the_rows_change_nothing_but_the_units():
    data, _expected = case("unemployment")
    order = np.random.default_rng(2).permutation(674)
    years = data["months"][order] / 12
    one = mixed_model(data["depression"], with_constant(data["months"]), with_constant(data["months"]), data["id"])
    other = mixed_model(data["depression"][order] * 10, with_constant(years), with_constant(years), data["id"][order])
    assert other.coefficients[1] == pytest.approx(one.coefficients[1] * 120, rel=1e-5)
    assert other.standard_errors[1] == pytest.approx(one.standard_errors[1] * 120, rel=1e-5)


def test_people_who_do_not_differ_put_the_model_on_the_edge():
    random = np.random.default_rng(5)
    group = np.repeat(np.arange(40.0), 4)
    outcome = random.normal(size=160)
    for person in range(40):
        outcome[group == person] -= outcome[group == person].mean()
    fit = mixed_model(outcome, with_constant(random.normal(size=160)), np.ones((160, 1)), group)
    assert fit.on_the_edge
    assert fit.random_covariance[0, 0] == pytest.approx(0, abs=1e-6)


def test_a_score_that_never_changes_is_refused():
    with pytest.raises(Unfit, match="one_outcome"):
        mixed_model(np.full(40, 3.0), with_constant(np.arange(40.0)), np.ones((40, 1)), np.repeat(np.arange(10.0), 4))
