"""Adjusted p values against R's p.adjust."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.multiplicity import adjusted
from tejido.stats.unfit import Unfit

P = np.array([0.01, 0.02, 0.02, 0.03, 0.5, 0.04, 1, 0, 0.0301, 0.9])
# R 4.2.2, p.adjust(p, method).
ADJUSTED = {
    "bonferroni": [0.1, 0.2, 0.2, 0.3, 1, 0.4, 1, 0, 0.301, 1],
    "holm": [0.09, 0.16, 0.16, 0.18, 1, 0.18, 1, 0, 0.18, 1],
    "bh": [0.05, 0.05, 0.05, 0.0501666666666667, 0.625, 0.0571428571428571, 1, 0, 0.0501666666666667, 1],
}
METHODS = tuple(ADJUSTED)


@pytest.mark.parametrize("method", METHODS)
def test_ten_tests_with_ties_zero_and_one_are_adjusted_as_in_r(method):
    np.testing.assert_allclose(adjusted(P, method), ADJUSTED[method], rtol=1e-14)
    assert P[0] == 0.01  # what was given stays as it was


@pytest.mark.parametrize("method", METHODS)
def test_one_test_alone_stays_as_it_is(method):
    assert adjusted(np.array([0.3]), method).tolist() == [0.3]


@pytest.mark.parametrize("method", METHODS)
def test_a_family_without_tests_is_refused(method):
    with pytest.raises(Unfit, match=r"^too_few$"):
        adjusted(np.array([]), method)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -0.001, 1.001])
@pytest.mark.parametrize("method", METHODS)
def test_what_is_no_probability_is_refused_by_its_place(method, bad):
    with pytest.raises(Unfit) as refusal:
        adjusted(np.array([0.1, bad, 0.2, bad]), method)
    assert (refusal.value.reason, refusal.value.columns) == ("not_p_values", (1, 3))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_order_of_the_tests_does_not_matter_and_no_method_contradicts_another(values, chance):
    p = np.array(values)
    order = np.array(chance.sample(range(len(p)), len(p)))
    found = {method: adjusted(p, method) for method in METHODS}
    for method, told in found.items():
        np.testing.assert_allclose(adjusted(p[order], method), told[order], rtol=1e-12)
        assert (told >= p - 1e-12).all()
        assert (told <= 1).all()
        assert (np.diff(told[np.argsort(p, kind="stable")]) >= -1e-12).all()
    assert (found["bh"] <= found["holm"] + 1e-12).all()
    assert (found["holm"] <= found["bonferroni"] + 1e-12).all()


@pytest.mark.parametrize("method", METHODS)
def test_p_values_out_of_a_mixed_column_come_back_as_numbers(method):
    found = adjusted(P.astype(object), method)
    assert found.dtype == float
    np.testing.assert_allclose(found, ADJUSTED[method], rtol=1e-14)
