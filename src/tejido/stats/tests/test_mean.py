"""The mean of one group against R."""

import numpy as np
import pytest

from tejido.stats.mean import mean
from tejido.stats.unfit import Unfit

# R's `sleep`, group 1 (Student 1908, Biometrika 6:1): hours of sleep gained with a drug, of ten people.
HOURS = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])


def test_mean_deviation_error_and_interval_are_those_of_r():
    """R 4.2.2: mean, sd, t.test(x)$stderr and $conf.int; the same with conf.level = .9."""
    found = mean(HOURS)
    assert (found.estimate, found.standard_deviation, found.standard_error, found.low, found.high) == pytest.approx(
        (0.75, 1.789009657759163, 0.565734527455728, -0.529780413526232, 2.029780413526232), rel=1e-12
    )
    assert found.n == 10
    narrow = mean(HOURS, 0.9)
    assert (narrow.low, narrow.high) == pytest.approx((-0.287055278729259, 1.787055278729259), rel=1e-12)


def test_two_people_have_the_widest_interval_and_one_has_none():
    found = mean(np.array([1.0, 3.0]))
    assert (found.estimate, found.standard_error, found.n) == (2.0, pytest.approx(1.0), 2)
    assert found.high - found.estimate == pytest.approx(12.706204736174698)  # R: qt(.975, 1)
    for few in ([1.0], []):
        with pytest.raises(Unfit) as refused:
            mean(np.array(few))
        assert (refused.value.reason, refused.value.columns) == ("too_few", ())


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_missing_or_infinite_value_is_refused(value):
    with pytest.raises(Unfit, match=r"^infinite$"):
        mean(np.array([1.0, value, 2.0]))
