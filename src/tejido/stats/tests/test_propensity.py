"""The score, and the weights made from it."""

import numpy as np
import pytest

from tejido.stats.comparison import Comparison, comparison_from_rows
from tejido.stats.propensity import balancing_weights, propensity
from tejido.stats.unfit import Unfit

SCORE = np.array([0.2, 0.2, 0.6, 0.6])
FOUR = Comparison(np.ones((4, 1)), np.array([1.0, 0.0, 1.0, 0.0]), np.array([2.0, 8.0, 6.0, 4.0]), np.zeros(4), np.zeros(4))


def test_the_score_of_a_stratum_is_its_share():
    x = np.repeat([0.0, 1.0], 10)
    exposed = np.array([1] * 2 + [0] * 8 + [1] * 6 + [0] * 4)
    found = propensity(comparison_from_rows(np.column_stack([np.ones(20), x]), exposed, exposed))
    np.testing.assert_allclose(found.score, SCORE, rtol=1e-9)
    assert found.fit.coefficients[1] == pytest.approx(np.log(1.5) - np.log(0.25))


@pytest.mark.parametrize(
    ("estimand", "weight"),
    [("ATE", [5, 1.25, 1 / 0.6, 2.5]), ("ATT", [1, 0.25, 1, 1.5]), ("ATO", [0.8, 0.2, 0.4, 0.6])],
)
def test_the_weights_of_each_estimand_and_their_derivatives(estimand, weight):
    found = balancing_weights(FOUR, SCORE, estimand)
    np.testing.assert_allclose(found.weight, weight)
    assert (found.cap, found.cut) == (np.inf, 0.0)
    step = 1e-6
    moved = 1 / (1 + np.exp(-(np.log(SCORE / (1 - SCORE)) + step)))
    np.testing.assert_allclose(found.slope, (balancing_weights(FOUR, moved, estimand).weight - found.weight) / step, atol=1e-4)


@pytest.mark.parametrize(("estimand", "factors"), [("ATE", (0.4, 0.6)), ("ATT", (1, 1.5)), ("ATO", (1, 1))])
def test_stabilised_weights_are_scaled_within_their_group(estimand, factors):
    plain, scaled = balancing_weights(FOUR, SCORE, estimand), balancing_weights(FOUR, SCORE, estimand, stabilise=True)
    np.testing.assert_allclose(scaled.weight, plain.weight * np.array(factors * 2))
    np.testing.assert_allclose(scaled.slope, plain.slope * np.array(factors * 2))


def test_weights_above_the_quantile_are_cut_to_it_and_said_so():
    # by size: 1.25 (8 people), 1.67 (6), 2.5 (4), 5 (2): nine tenths of 20 are reached at 2.5
    found = balancing_weights(FOUR, SCORE, keep=0.9)
    np.testing.assert_allclose(found.weight, [2.5, 1.25, 1 / 0.6, 2.5])
    assert (found.cap, found.cut) == (pytest.approx(2.5), 2.0)
    assert found.slope[0] == 0
    assert found.slope[3] == pytest.approx(1.5)
    below = balancing_weights(FOUR, SCORE, keep=0.85)
    assert (below.cap, below.cut) == (pytest.approx(2.5), 2.0)
    assert balancing_weights(FOUR, SCORE, keep=0.7).cap == pytest.approx(1 / 0.6)
    assert balancing_weights(FOUR, SCORE, keep=0.91).cut == 0


@pytest.mark.parametrize("keep", [0.5, 1.01, 0.0])
def test_a_cut_that_is_none_is_refused(keep):
    with pytest.raises(Unfit, match="outside_range"):
        balancing_weights(FOUR, SCORE, keep=keep)


def test_an_unknown_estimand_is_refused():
    with pytest.raises(Unfit, match="unknown_estimand"):
        balancing_weights(FOUR, SCORE, "LATE")
