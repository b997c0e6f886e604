"""E-values: the published example (VanderWeele & Ding 2017) and each scale by hand."""

import math

import numpy as np
import pytest

from tejido.stats.e_value import e_value, e_value_of_difference
from tejido.stats.unfit import Unfit


def test_the_published_example_of_respiratory_deaths():
    found = e_value(3.9, 1.8, 8.7)
    assert (round(found.estimate, 2), round(found.limit, 2)) == (7.26, 3.0)
    assert (found.risk_ratio, found.low, found.high) == (3.9, 1.8, 8.7)


def test_a_protective_ratio_is_turned_round():
    found = e_value(0.8, 0.71, 0.91)
    assert found.estimate == pytest.approx(1.25 + math.sqrt(1.25 * 0.25))
    assert found.limit == pytest.approx(1 / 0.91 + math.sqrt(1 / 0.91 * (1 / 0.91 - 1)))
    assert (round(found.estimate, 2), round(found.limit, 2)) == (1.81, 1.43)


@pytest.mark.parametrize(("low", "high"), [(0.9, 1.9), (1.0, 1.9)])
def test_an_interval_that_holds_no_effect_needs_nothing_to_be_explained(low, high):
    assert e_value(1.3, low, high).limit == 1
    assert e_value(1 / 1.3, 1 / high, 1 / low).limit == 1


@pytest.mark.parametrize("scale", ["risk_ratio", "rare_odds_ratio", "rare_hazard_ratio", "rate_ratio"])
def test_ratios_of_rare_outcomes_are_taken_as_they_are(scale):
    assert e_value(2.0, 1.5, 3.0, scale).estimate == pytest.approx(2 + math.sqrt(2))


def test_common_odds_take_the_root():
    found = e_value(4.0, 2.25, 9.0, "common_odds_ratio")
    assert (found.risk_ratio, found.low, found.high) == pytest.approx((2, 1.5, 3))
    assert found.estimate == pytest.approx(2 + math.sqrt(2))


def test_common_hazards_are_turned_into_risks():
    found = e_value(0.56, 0.46, 0.69, "common_hazard_ratio")
    expected = [(1 - 0.5 ** math.sqrt(h)) / (1 - 0.5 ** math.sqrt(1 / h)) for h in (0.56, 0.46, 0.69)]
    assert (found.risk_ratio, found.low, found.high) == pytest.approx(tuple(expected))
    assert (round(found.estimate, 2), round(found.limit, 2)) == (2.35, 1.91)


def test_a_standardised_difference_becomes_a_ratio_and_its_interval_the_limits():
    found = e_value_of_difference(0.5, 0.3, 0.7)
    assert (found.risk_ratio, found.low, found.high) == pytest.approx((math.exp(0.455), math.exp(0.273), math.exp(0.637)))
    assert found.limit == pytest.approx(math.exp(0.273) + math.sqrt(math.exp(0.273) * (math.exp(0.273) - 1)))
    assert e_value_of_difference(-0.5, -0.7, -0.3).limit == pytest.approx(found.limit)
    assert e_value_of_difference(0.5, -0.01, 1.01).limit == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((0.0, 0.5, 2.0), "not_positive"),
        ((1.5, -1.0, 2.0), "not_positive"),
        ((1.5, 1.0, np.inf), "not_positive"),
        ((np.nan, 1.0, 2.0), "not_positive"),
        ((3.0, 1.0, 2.0), "outside_range"),
        ((0.5, 1.0, 2.0), "outside_range"),
        ((1.5, 1.0, 2.0, "hazard"), "unknown_scale"),
    ],
)
def test_what_is_no_ratio_is_refused(arguments, reason):
    with pytest.raises(Unfit, match=reason):
        e_value(*arguments)


@pytest.mark.parametrize(("line", "reason"), [((np.inf, 0, 1), "infinite"), ((1, np.nan, 2), "infinite"), ((1, 2, 3), "outside_range")])
def test_what_is_no_difference_is_refused(line, reason):
    with pytest.raises(Unfit, match=reason):
        e_value_of_difference(*line)


def test_an_estimate_may_lie_on_either_limit():
    assert e_value(2.0, 2.0, 3.0).limit == e_value(2.0, 2.0, 3.0).estimate == pytest.approx(2 + 2**0.5)
    assert e_value(0.5, 0.25, 0.5).limit == pytest.approx(2 + 2**0.5)
