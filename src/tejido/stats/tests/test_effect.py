"""An effect with its error, interval and p value."""

import numpy as np
import pytest
from scipy import stats

from tejido.stats.effect import effect
from tejido.stats.unfit import Unfit


def test_the_interval_is_normal_unless_told():
    found = effect(2.0, 1.0)
    assert (found.estimate, found.standard_error) == (2.0, 1.0)
    assert (found.low, found.high) == pytest.approx((2 - 1.959963984540054, 2 + 1.959963984540054))
    assert found.p == pytest.approx(0.0455002638963584)


def test_degrees_of_freedom_and_level_widen_it():
    found = effect(-2.0, 1.0, level=0.9, degrees_of_freedom=5)
    reach = stats.t.ppf(0.95, 5)
    assert (found.low, found.high) == pytest.approx((-2 - reach, -2 + reach))
    assert found.p == pytest.approx(2 * stats.t.cdf(-2, 5))


@pytest.mark.parametrize("error", [0.0, -1.0, np.nan])
def test_an_effect_without_spread_is_refused(error):
    with pytest.raises(Unfit, match="no_spread"):
        effect(1.0, error)
