"""Weighting for being reached, against R 4.2.2 (`glm`, stacked estimating equations by numDeriv)."""

import numpy as np
import pytest

from tejido.stats.response_weights import response_weighted_difference
from tejido.stats.tests.nhefs import nhefs
from tejido.stats.tests.test_missingness import lost_by_age
from tejido.stats.unfit import Unfit


def design():
    return np.column_stack([np.ones(1566), nhefs()["age"], nhefs()["sex"]])


def test_the_weighted_difference_is_that_of_r():
    seen = lost_by_age()
    found = response_weighted_difference(design(), nhefs()["qsmk"], np.where(seen == 1, nhefs()["wt82_71"], None), seen)
    assert found.estimate == pytest.approx(2.10825355920882, rel=1e-10)
    assert (found.exposed_mean, found.reference_mean) == pytest.approx((4.27836882799169, 2.17011526878287), rel=1e-10)
    assert found.standard_error == pytest.approx(0.640092513908972, rel=1e-8)
    assert found.reached == 1156
    assert found.effective_size == pytest.approx(1125.64165576424, rel=1e-9)
    assert found.largest_weight == pytest.approx(2.45711225315202, rel=1e-9)
    assert found.high - found.estimate == pytest.approx(1.959963984540054 * found.standard_error)


def test_another_level_is_another_interval():
    seen = lost_by_age()
    found = response_weighted_difference(design(), nhefs()["qsmk"], nhefs()["death"], seen, level=0.9)
    assert found.high - found.estimate == pytest.approx(1.6448536269514722 * found.standard_error)


@pytest.mark.parametrize(
    ("exposed", "seen", "reason"),
    [
        ([0, 1, 0, 1], [1, 1, 0, 2], "not_yes_no"),
        ([1, 1, 1, 1], [1, 1, 0, 1], "one_group"),
        ([0, 1, 0, 1], [0, 1, 0, 1], "too_few"),
        ([0, 1, 0, 1], [1, 0, 1, 0], "too_few"),
        ([0, 1, 0, 1], [1, 1, 1, 1], "one_group"),
    ],
)
def test_what_cannot_be_weighted_is_refused(exposed, seen, reason):
    with pytest.raises(Unfit, match=reason):
        response_weighted_difference(np.ones((4, 1)), exposed, [1.0, 2, 3, 4], seen)


def test_a_missing_value_among_those_reached_is_refused():
    with pytest.raises(Unfit, match="infinite"):
        response_weighted_difference(np.ones((4, 1)), [0, 1, 0, 1], [1.0, np.nan, 3, 4], [1, 1, 1, 0])
