"""Balance before and after weighting, against R (formulas of cobalt, R 4.2.2)."""

import numpy as np
import pytest

from tejido.stats.balance import Balance, balance
from tejido.stats.comparison import comparison_from_rows
from tejido.stats.propensity import balancing_weights, propensity
from tejido.stats.tests.nhefs import covariates, nhefs

REFERENCE = {
    ("ATE", 0): (0.281980909944861136, 0.005842697750957053, 1.073075130830587476, 1.007255346801049667),
    ("ATE", 1): (-0.16026263940774019, -0.00286265126659759, None, None),
    ("ATT", 0): (0.27713869379767669, 0.01195472519167976, 1.07307513083058748, 1.00874730515353805),
    ("ATT", 1): (-0.160416721412318608, 0.009778769236530918, None, None),
}


@pytest.fixture(scope="module")
def compared():
    return comparison_from_rows(covariates(), nhefs()["qsmk"], nhefs()["wt82_71"])


@pytest.mark.parametrize("estimand", ["ATE", "ATT"])
def test_age_and_sex_are_balanced_by_the_weights_as_in_r(compared, estimand):
    found = balance(compared, balancing_weights(compared, propensity(compared).score, estimand).weight, estimand)
    for column in (0, 1):
        before, after, ratio_before, ratio_after = REFERENCE[estimand, column]
        assert found.difference_before[column] == pytest.approx(before, rel=1e-9)
        assert found.difference_after[column] == pytest.approx(after, rel=1e-6)
        if ratio_before is None:
            assert np.isnan(found.ratio_before[column])
            assert np.isnan(found.ratio_after[column])
        else:
            assert found.ratio_before[column] == pytest.approx(ratio_before, rel=1e-9)
            assert found.ratio_after[column] == pytest.approx(ratio_after, rel=1e-7)
    assert len(found.difference_before) == covariates().shape[1] - 1
    assert found.balanced


def test_a_difference_of_a_tenth_is_not_balanced():
    one = np.ones(1)
    assert not Balance(one, np.array([-0.1]), one, one).balanced
    assert Balance(one, np.array([0.0999]), one, one).balanced


def test_a_covariate_without_spread_is_alike_or_infinitely_apart():
    x = np.column_stack([np.ones(4), [2.0, 2, 2, 2], [3.0, 3, 4, 4]])
    found = balance(comparison_from_rows(x, [0, 0, 1, 1], [0, 1, 2, 3]), np.ones(2))
    assert found.difference_before.tolist() == [0.0, np.inf]


def test_spreads_of_nothing_are_told_without_a_warning():
    x = np.column_stack([np.ones(4), [2.0, 2, 2, 2], [3.0, 3, 4, 4], [5.0, 5, 6, 7]])
    with np.errstate(all="raise"):
        found = balance(comparison_from_rows(x, [0, 0, 1, 1], [0, 1, 2, 3]), np.ones(3))
    np.testing.assert_array_equal(found.ratio_before, [np.nan, np.nan, np.inf])
    np.testing.assert_array_equal(found.ratio_after, [np.nan, np.nan, np.inf])
    assert found.difference_after[:2].tolist() == [0.0, np.inf]
