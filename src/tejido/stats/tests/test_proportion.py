"""Shares and their difference against worked examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from tejido.stats.proportion import difference_of_proportions, wilson


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
