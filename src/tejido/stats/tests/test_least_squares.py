"""Least squares against the National Supported Work trial and against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.least_squares import ERRORS, least_squares
from tejido.stats.tests.cases import case, with_constant
from tejido.stats.unfit import Unfit


@pytest.mark.parametrize(
    ("errors", "reference"),
    [
        ("classical", 632.853392414363),
        ("HC0", 669.315322396805),
        ("HC1", 670.824490766941),
        ("HC2", 670.996544467331),
        ("HC3", 672.682147081145),
    ],
)
def test_the_difference_of_the_supported_work_trial_has_the_published_errors(errors, reference):
    data, _expected = case("nsw")
    fit = least_squares(with_constant(data["treat"]), data["re78"])
    assert fit.coefficients[1] == pytest.approx(1794.34238185009, rel=1e-9)
    assert fit.standard_errors(errors)[1] == pytest.approx(reference, rel=1e-9)


@pytest.mark.parametrize("errors", ERRORS)
def test_every_kind_of_error_interval_and_p_agrees_with_statsmodels(errors):
    random = np.random.default_rng(3)
    design = with_constant(random.normal(size=60), random.exponential(size=60))
    outcome = design @ [1.0, 2.0, -1.0] + random.normal(size=60) * (1 + design[:, 2])
    kind = "nonrobust" if errors == "classical" else errors
    oracle = sm.OLS(outcome, design).fit(cov_type=kind, use_t=True)
    fit = least_squares(design, outcome)
    np.testing.assert_allclose(fit.intervals(errors), oracle.conf_int(), rtol=1e-9)
    np.testing.assert_allclose(fit.p_values(errors), oracle.pvalues, rtol=1e-7)
    assert fit.log_likelihood == pytest.approx(oracle.llf)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_recoding_the_reference_group_only_flips_the_sign(seed):
    random = np.random.default_rng(seed)
    group = (np.arange(40) % 2).astype(float)
    outcome = random.normal(size=40)
    one, other = least_squares(with_constant(group), outcome), least_squares(with_constant(1 - group), outcome)
    assert other.coefficients[1] == pytest.approx(-one.coefficients[1], abs=1e-9)
    assert other.standard_errors("HC3")[1] == pytest.approx(one.standard_errors("HC3")[1])


def test_a_repeated_column_is_refused_by_its_position():
    x = np.arange(20.0)
    with pytest.raises(Unfit) as refusal:
        least_squares(with_constant(x, x**2, 3 * x - 1), x)
    assert (refusal.value.reason, refusal.value.columns) == ("collinear", (3,))


def test_a_constant_column_is_refused_by_its_position():
    x = np.arange(20.0)
    with pytest.raises(Unfit) as refusal:
        least_squares(with_constant(x, np.full(20, 7.0)), x)
    assert (refusal.value.reason, refusal.value.columns) == ("constant", (2,))


def test_more_columns_than_people_are_refused():
    random = np.random.default_rng(1)
    with pytest.raises(Unfit, match="too_few"):
        least_squares(with_constant(*random.normal(size=(3, 4))), random.normal(size=4))


def test_a_missing_or_infinite_value_is_refused():
    x = np.arange(20.0)
    for bad in (np.inf, np.nan):
        outcome = x.copy()
        outcome[3] = bad
        with pytest.raises(Unfit, match="infinite"):
            least_squares(with_constant(x), outcome)
