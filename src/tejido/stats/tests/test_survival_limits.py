"""Intervals of a probability on five scales; the numbers against R stand with the curves."""

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
