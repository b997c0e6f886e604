"""Cost per additional outcome: Fieller's equation, a bootstrap that repeats, and the refusals of a ratio without a gain."""

import numpy as np
import pytest
from scipy import stats

from tejido.stats.cost_effectiveness import cost_effectiveness, cost_per_outcome, net_benefit
from tejido.stats.unfit import Unfit

Z = 1.959963984540054
SPREAD = np.array([[2500.0, 0.4], [0.4, 0.0016]])


def summary(**more):
    return cost_per_outcome(
        **{"cost": 600.0, "gain": 0.2, "covariance": SPREAD, "willing": [0.0, 3000.0, 8000.0], "counterfactual": "waiting list"} | more
    )


def test_the_interval_is_where_fiellers_equation_holds():
    found = summary()
    assert found.ratio == pytest.approx(3000)
    low, high = found.fieller
    assert low < 3000 < high
    for end in (low, high):
        assert (600 - end * 0.2) ** 2 == pytest.approx(Z**2 * (2500 - 2 * end * 0.4 + end**2 * 0.0016))
    assert summary(level=0.8).fieller[0] > low
    assert summary(level=0.8).fieller[1] < high


def test_a_known_budget_is_divided_by_the_limits_of_the_gain():
    low, high = summary(covariance=[[0, 0], [0, 0.0016]]).fieller
    assert (low, high) == pytest.approx((600 / (0.2 + Z * 0.04), 600 / (0.2 - Z * 0.04)))


def test_a_harmful_and_dear_programme_keeps_its_signs():
    low, high = summary(gain=-0.2, covariance=[[2500, 0], [0, 0.0016]]).fieller
    assert low < -3000 < high < 0


def test_a_gain_that_may_be_none_has_no_interval():
    assert summary(gain=0.078).fieller is None
    assert summary(gain=0.079).fieller is not None
    assert summary(gain=0.078).bootstrap is None


def test_what_it_is_measured_against_and_by_comes_along():
    found = summary()
    assert (found.counterfactual, found.cost, found.gain, found.bootstrap) == ("waiting list", 600, 0.2, None)
    np.testing.assert_array_equal(found.covariance, SPREAD)
    np.testing.assert_array_equal(found.willing, [0, 3000, 8000])


def test_the_net_benefit_crosses_zero_at_the_ratio():
    found = summary()
    np.testing.assert_allclose(found.net_benefit, [-600, 0, 1000], atol=1e-9)
    error = np.sqrt(8000**2 * 0.0016 - 2 * 8000 * 0.4 + 2500)
    assert (found.low[2], found.high[2]) == pytest.approx((1000 - Z * error, 1000 + Z * error))
    np.testing.assert_allclose(found.acceptable, [stats.norm.cdf(-12), 0.5, stats.norm.cdf(1000 / error)])
    one = net_benefit(found, 8000.0, level=0.9)
    assert (one.estimate, one.standard_error) == pytest.approx((1000, error))
    assert one.high - one.estimate == pytest.approx(1.6448536269514722 * error)


def test_at_no_price_a_known_budget_is_certainly_not_worth_it():
    with np.errstate(divide="raise", invalid="raise"):
        assert summary(covariance=[[0, 0], [0, 0.0016]]).acceptable[0] == 0
    assert summary(cost=-1.0, covariance=[[0, 0], [0, 0.0016]]).acceptable[0] == 1


def people(gain=0.3):
    random = np.random.default_rng(4)
    exposed = np.tile([1.0, 0.0, 1.0], 100)
    outcomes = (random.random(300) < 0.3 + gain * exposed).astype(float)
    costs = 1000 + 800 * exposed - 200 * outcomes + random.normal(0, 300, 300)
    return costs, outcomes, exposed


def test_people_give_the_same_as_their_means_and_covariance():
    costs, outcomes, exposed = people()
    found = cost_effectiveness(costs, outcomes, exposed, [0, 2000, 4000], counterfactual="usual care", seed=1)
    on, off = exposed == 1, exposed == 0
    assert found.cost == pytest.approx(costs[on].mean() - costs[off].mean())
    assert found.gain == pytest.approx(outcomes[on].mean() - outcomes[off].mean())
    both = [np.cov(costs[side], outcomes[side]) / side.sum() for side in (on, off)]
    np.testing.assert_allclose(found.covariance, both[0] + both[1])
    assert found.fieller == pytest.approx(
        cost_per_outcome(found.cost, found.gain, found.covariance, [0], counterfactual="usual care").fieller
    )
    assert found.bootstrap == pytest.approx(found.fieller, rel=0.08)
    smooth = cost_per_outcome(found.cost, found.gain, found.covariance, [0, 2000, 4000], counterfactual="x")
    np.testing.assert_allclose(found.acceptable, smooth.acceptable, atol=0.04)
    assert found.acceptable[0] < 0.01
    assert found.counterfactual == "usual care"


def test_the_seed_decides_the_draws_and_the_level_their_ends():
    once, again, other = (cost_effectiveness(*people(), [2000], counterfactual="x", seed=seed) for seed in (1, 1, 2))
    assert once.bootstrap == again.bootstrap != other.bootstrap
    narrow = cost_effectiveness(*people(), [2000], counterfactual="x", seed=1, level=0.8)
    assert once.bootstrap[0] < narrow.bootstrap[0] < narrow.bootstrap[1] < once.bootstrap[1]


def test_people_without_a_clear_gain_have_no_ratio_interval():
    found = cost_effectiveness(*people(0.0), [2000], counterfactual="x", seed=1)
    assert (found.fieller, found.bootstrap) == (None, None)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"counterfactual": " "}, "no_counterfactual"),
        ({"gain": 0.0}, "no_effect"),
        ({"covariance": [[1, 0], [0, 0]]}, "not_positive"),
        ({"covariance": [[1, 9], [9, 1]]}, "not_positive"),
        ({"covariance": [[1, 1.2], [1.2, 1]]}, "not_positive"),
        ({"covariance": [[1]]}, "not_positive"),
        ({"covariance": [[1, np.nan], [np.nan, 1]]}, "infinite"),
        ({"covariance": [["a", "b"], ["b", "c"]]}, "not_a_number"),
        ({"cost": np.inf}, "infinite"),
        ({"gain": np.nan}, "infinite"),
        ({"willing": [np.inf]}, "infinite"),
    ],
)
def test_what_has_no_ratio_is_refused(more, reason):
    with pytest.raises(Unfit, match=reason):
        summary(**more)


def test_groups_too_small_or_only_one_are_refused():
    with pytest.raises(Unfit, match="too_few"):
        cost_effectiveness([1, 2, 3], [0, 1, 1], [0, 1, 1], [1], counterfactual="x", seed=1)
    with pytest.raises(Unfit, match="one_group"):
        cost_effectiveness([1, 2, 3], [0, 1, 1], [1, 1, 1], [1], counterfactual="x", seed=1)


def test_costs_in_thousands_are_the_same_answer():
    plain = summary()
    found = summary(cost=0.6, covariance=[[0.0025, 0.0004], [0.0004, 0.0016]], willing=[0.0, 3, 8])
    np.testing.assert_allclose(found.acceptable, plain.acceptable)
    np.testing.assert_allclose(found.net_benefit * 1000, plain.net_benefit, atol=1e-9)
    assert np.array(found.fieller) * 1000 == pytest.approx(plain.fieller)


def test_costs_and_outcomes_that_go_together_but_for_rounding_are_a_covariance():
    together = 2.0 + 1e-7
    assert summary(covariance=[[2500, together], [together, 0.0016]]).covariance[0, 1] == together


def test_two_people_in_each_group_are_enough():
    found = cost_effectiveness([4, 6, 1, 2], [1, 0, 0, 0], [1, 1, 0, 0], [1], counterfactual="x", seed=1)
    assert (found.cost, found.gain) == (3.5, 0.5)
