"""Shares and their difference against worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from tejido.stats.proportion import difference_of_proportions, wilson
from tejido.stats.unfit import Unfit


@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (29, 29, 0.8830, 1.0)]
)
def test_wilson_gives_the_intervals_of_newcombe_1998(count, n, low, high):
    found = wilson(count, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 10), 0.6075, 1.0)],
)
def test_the_difference_gives_the_intervals_of_newcombe_1998(first, second, low, high):
    found = difference_of_proportions(wilson(*first), wilson(*second))
    assert (found.low, found.high) == (pytest.approx(low, abs=6e-5), pytest.approx(high, abs=6e-5))


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share_and_stays_within_zero_and_one(n, data):
    count = data.draw(st.integers(0, n))
    found = wilson(count, n)
    assert 0 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1
    assert (found.low, found.high) == pytest.approx(proportion_confint(count, n, method="wilson"), abs=1e-9)


@pytest.mark.parametrize("n", range(2, 200))
def test_nobody_and_everybody_stand_at_the_very_end_of_their_interval(n):
    """Printed as 7e-18 a limit of nought looks like a finding."""
    assert (wilson(0, n).low, wilson(n, n).high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [((56, 70), (48, 80), 0.00804508136819656), ((9, 10), (3, 10), 0.00616989932054415), ((1, 29), (0, 29), 0.31310232181313)],
)
def test_the_p_value_is_that_of_the_pooled_test_of_r(first, second, p):
    """R 4.2.2, prop.test(c(a, b), c(n, m), correct = FALSE)."""
    for one, other in ((first, second), (second, first)):
        assert difference_of_proportions(wilson(*one), wilson(*other)).p == pytest.approx(p, rel=1e-9)


def test_the_error_of_a_difference_is_that_of_two_independent_shares():
    found = difference_of_proportions(wilson(56, 70), wilson(48, 80))
    assert found.estimate == pytest.approx(0.2)
    assert found.standard_error == pytest.approx((0.8 * 0.2 / 70 + 0.6 * 0.4 / 80) ** 0.5)
    assert wilson(56, 70).standard_error == pytest.approx((0.8 * 0.2 / 70) ** 0.5)


@pytest.mark.parametrize("share", [0, 1])
def test_where_nobody_or_everybody_did_there_is_nothing_to_test(share):
    found = difference_of_proportions(wilson(share * 10, 10), wilson(share * 12, 12))
    assert (found.estimate, found.standard_error, found.p) == (0.0, 0.0, 1.0)


def test_a_share_of_nobody_is_refused():
    with pytest.raises(Unfit) as refused:
        wilson(0, 0)
    assert (refused.value.reason, refused.value.columns) == ("too_few", ())
    assert (wilson(1, 1).count, wilson(1, 1).n) == (1, 1)
