"""Intervals of a probability on five scales; the numbers against R stand with the curves."""

import warnings

import numpy as np
import pytest

from tejido.stats.survival_limits import SCALES, survival_limits


@pytest.mark.parametrize("scale", SCALES)
def test_limits_lie_around_the_probability_and_widen_with_the_level(scale):
    p, error = np.array([0.05, 0.5, 0.97]), np.array([0.02, 0.1, 0.01])
    low, high = survival_limits(p, error, scale=scale)
    wide = survival_limits(p, error, 0.99, scale)
    assert ((low >= 0) & (low < p) & (p < high) & (high <= 1)).all()
    assert ((wide[0] < low) & (wide[1] > high)).all()


@pytest.mark.parametrize("scale", SCALES)
def test_the_usual_level_is_95_of_a_hundred(scale):
    p, error = np.array([0.5]), np.array([0.01])
    low, high = survival_limits(p, error, scale=scale)
    assert (high - low)[0] == pytest.approx(2 * 1.959964 * 0.01, rel=1e-2)


@pytest.mark.parametrize("scale", SCALES)
def test_limits_stay_between_nobody_and_everybody(scale):
    low, high = survival_limits(np.array([0.02, 0.98]), np.array([0.4, 0.4]), scale=scale)
    assert ((low >= 0) & (high <= 1)).all()


def test_a_probability_without_an_error_has_no_limits():
    for scale in SCALES:
        low, high = survival_limits(np.array([0.0, 0.5]), np.array([np.nan, np.nan]), scale=scale)
        assert np.isnan(low).all()
        assert np.isnan(high).all()


def test_none_or_all_have_limits_on_the_plain_scale_only():
    p, error = np.array([0.0, 1.0]), np.array([0.1, 0.1])
    assert not np.isnan(survival_limits(p, error, scale="plain")).any()
    np.testing.assert_array_equal(np.isnan(survival_limits(p, error, scale="log")), [[True, False], [True, False]])
    for scale in ("log-log", "logit", "arcsin"):
        assert np.isnan(survival_limits(p, error, scale=scale)).all()


def test_another_scale_is_a_mistake():
    with pytest.raises(ValueError, match="scale must be one of"):
        survival_limits(np.array([0.5]), np.array([0.1]), scale="linear")


def test_numbers_held_as_objects_have_the_same_limits():
    p, error = np.array([0.2, 0.5]), np.array([0.05, 0.1])
    for scale in SCALES:
        np.testing.assert_array_equal(
            survival_limits(p.astype(object), error.astype(object), scale=scale), survival_limits(p, error, scale=scale)
        )


@pytest.mark.parametrize("scale", SCALES)
def test_an_error_far_larger_than_the_probability_tells_nothing_and_warns_of_nothing(scale):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, high = survival_limits(np.array([1e-12, 0.0, 1.0]), np.array([0.4, 0.4, 0.4]), scale=scale)
    assert low[0] == pytest.approx(0.0, abs=1e-11)
    assert high[0] == pytest.approx(min(1e-12 + 0.4 * 1.959963984540054, 1.0) if scale == "plain" else 1.0)


@pytest.mark.parametrize(
    ("scale", "low", "high"),
    [
        ("plain", 0.6 - 0.1 * 1.959963984540054, 0.6 + 0.1 * 1.959963984540054),
        ("log", 0.6 * np.exp(-0.1 * 1.959963984540054 / 0.6), 0.6 * np.exp(0.1 * 1.959963984540054 / 0.6)),
    ],
)
def test_limits_on_the_scale_itself_and_of_its_logarithm_by_hand(scale, low, high):
    found = survival_limits(np.array([0.6]), np.array([0.1]), scale=scale)
    assert (found[0][0], found[1][0]) == (pytest.approx(low, rel=1e-12), pytest.approx(high, rel=1e-12))


def test_limits_of_the_three_other_scales_are_those_of_their_formulas():
    """The transformed probability plus and minus z times its error by the delta method, and back."""
    z, p, error = 1.959963984540054, 0.6, 0.1
    line = np.log(-np.log(p)) + np.array([1, -1]) * z * error / (p * np.log(p)) * -1
    np.testing.assert_allclose(np.ravel(survival_limits(np.array([p]), np.array([error]))), np.exp(-np.exp(line)), rtol=1e-12)
    odds = np.log(p / (1 - p)) + np.array([-1, 1]) * z * error / (p * (1 - p))
    np.testing.assert_allclose(np.ravel(survival_limits(np.array([p]), np.array([error]), scale="logit")), 1 / (1 + np.exp(-odds)), rtol=1e-12)
    angle = np.arcsin(p**0.5) + np.array([-1, 1]) * z * error / (2 * (p * (1 - p)) ** 0.5)
    np.testing.assert_allclose(np.ravel(survival_limits(np.array([p]), np.array([error]), scale="arcsin")), np.sin(angle) ** 2, rtol=1e-12)
