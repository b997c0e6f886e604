"""Negative controls: what is seen where nothing can be."""

import numpy as np
import pytest

from tejido.stats.negative_control import negative_control
from tejido.stats.unfit import Unfit


def test_a_control_near_nothing_clears_the_effect():
    found = negative_control(0.5, 0.1, [0.02], [0.05])
    assert (found.verdict, found.bias, found.bias_spread, found.controls) == ("no_bias_seen", 0.02, 0.0, 1)
    assert found.calibrated.estimate == pytest.approx(0.48)
    assert found.calibrated.standard_error == pytest.approx(np.hypot(0.1, 0.05))
    assert found.calibrated.high == pytest.approx(0.48 + 1.959963984540054 * np.hypot(0.1, 0.05))


def test_a_control_that_moves_shows_bias():
    found = negative_control(0.5, 0.1, [-0.3], [0.1])
    assert found.verdict == "bias_seen"
    assert found.calibrated.estimate == pytest.approx(0.8)


def test_a_control_too_blunt_to_show_it_says_nothing():
    assert negative_control(0.5, 0.1, [0.02], [0.3]).verdict == "uninformative"
    assert negative_control(-0.5, 0.1, [0.02], [0.05]).verdict == "no_bias_seen"


def test_the_bounds_of_the_verdicts():
    z = 1.959963984540054
    assert negative_control(9.0, 0.1, [0.1], [0.1 / z * 0.999]).verdict == "bias_seen"
    assert negative_control(9.0, 0.1, [0.1], [0.1 / z * 1.001]).verdict == "no_bias_seen"
    assert negative_control(0.4, 0.1, [0.1], [0.1 / z * 1.001]).verdict == "uninformative"
    assert negative_control(0.4 * 1.01, 0.1, [0.1], [0.1 / z * 1.001]).verdict == "no_bias_seen"
    assert negative_control(9.0, 0.1, [0.1], [0.1 / z * 1.001], level=0.9).verdict == "bias_seen"


def test_several_controls_say_how_much_bias_varies():
    controls, errors = np.array([-0.4, -0.1, 0.2, 0.5, 0.3]), np.array([0.05, 0.08, 0.06, 0.05, 0.1])
    found = negative_control(0.6, 0.1, controls, errors)

    def loss(mean, spread):
        variance = errors**2 + spread**2
        return (np.log(variance) + (controls - mean) ** 2 / variance).sum()

    best = loss(found.bias, found.bias_spread)
    for mean, spread in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3)):
        assert loss(found.bias + mean, found.bias_spread + spread) > best
    assert found.controls == 5
    doubt = 1 / (1 / (errors**2 + found.bias_spread**2)).sum()
    assert found.calibrated.standard_error == pytest.approx(np.sqrt(0.01 + doubt + found.bias_spread**2))
    assert found.verdict == "uninformative"


def test_controls_that_agree_have_no_spread():
    found = negative_control(0.6, 0.1, [0.1, 0.1, 0.1], [0.1, 0.2, 0.1])
    assert (found.bias, found.bias_spread) == (pytest.approx(0.1), 0.0)
    within = negative_control(0.6, 0.1, [0.1, 0.12], [0.1, 0.2])
    assert within.bias_spread == 0
    assert within.bias == pytest.approx((100 * 0.1 + 25 * 0.12) / 125)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((0.5, 0.0, [0.1], [0.1]), "not_positive"),
        ((0.5, 0.1, [0.1], [0.0]), "not_positive"),
        ((0.5, 0.1, [], []), "too_few"),
        ((0.5, 0.1, [0.1, 0.2], [0.1]), "unequal_lengths"),
        ((np.nan, 0.1, [0.1], [0.1]), "infinite"),
    ],
)
def test_what_is_no_control_is_refused(arguments, reason):
    with pytest.raises(Unfit, match=reason):
        negative_control(*arguments)


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_scale_of_the_estimates_is_of_no_account(scale):
    controls, errors = np.array([-0.4, -0.1, 0.2, 0.5, 0.3]), np.array([0.05, 0.08, 0.06, 0.05, 0.1])
    plain, found = (
        negative_control(0.6, 0.1, controls, errors),
        negative_control(0.6 * scale, 0.1 * scale, controls * scale, errors * scale),
    )
    assert (found.bias, found.bias_spread) == pytest.approx((plain.bias * scale, plain.bias_spread * scale), rel=1e-6)
