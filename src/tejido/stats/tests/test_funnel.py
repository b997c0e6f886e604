"""Funnel limits: exact and interpolated as R's qbinom/pbinom and qpois/ppois give them, each side at its level, widened where all differ too much."""

import numpy as np
import pytest
from scipy import stats

from tejido.stats.funnel import binomial_limit, funnel_of_means, funnel_of_proportions, funnel_of_rates, poisson_limit
from tejido.stats.unfit import Unfit

# R 4.2.2, n = 30, 125, 400: below(s, p) = {r <- qbinom(p, n, s); (r - (pbinom(r, n, s) - p)/dbinom(r, n, s))/n} at .2;
# above as what the complement has below: 1 - below(.8, .025), 1 - below(.8, .001)
BINOMIAL = [
    [-0.00640688110178944, 0.04767183346961893, 0.36794072700632063, 0.46518601619573030],
    [0.0926143168606348, 0.1283248289848251, 0.2765849039253943, 0.3207075225788568],
    [0.139147783503745, 0.160271687892297, 0.241193725096457, 0.265041970898850],
]
# of a Poisson with mean 3, 12.5, 80: the same below; above r <- qpois(p, m); r + (p - ppois(r - 1, m))/dpois(r, m)
POISSON = [
    [-0.97991446307681, -0.49786157692031, 7.39384016485789, 10.12650494464844],
    [2.54286014419213, 5.51544053379911, 20.4210540526250, 25.3026158656985],
    [53.30355041265634, 62.43315979939403, 98.5130558534842, 109.5529593409384],
]
SIDES = (0.001, 0.025, 0.975, 0.999)


def test_the_limits_without_steps_are_those_of_r():
    np.testing.assert_allclose(np.column_stack([binomial_limit([30, 125, 400], 0.2, p) for p in SIDES]), BINOMIAL, rtol=1e-10)
    np.testing.assert_allclose(np.column_stack([poisson_limit([3, 12.5, 80], p) for p in SIDES]), POISSON, rtol=1e-10)


def test_shares_stand_inside_or_beyond_the_limits_of_their_size():
    events, n = [6, 17, 107, 26, 13, 5], [30, 125, 400, 125, 29, 31]
    found = funnel_of_proportions(events, n, target=0.2, widen=False)
    np.testing.assert_allclose(found.estimates, np.array(events) / n)
    np.testing.assert_allclose(found.limits_998[0], [0, 0.46518601619573], rtol=1e-9)
    np.testing.assert_allclose(found.limits_95[1], [0.128324828984825, 0.276584903925394], rtol=1e-9)
    np.testing.assert_allclose(found.limits_998[2], [0.139147783503745, 0.26504197089885], rtol=1e-9)
    assert found.positions == ("inside", "inside", "above_998", "inside", "above_95", "inside")
    assert found.named.tolist() == [False, True, True, True, False, False]
    np.testing.assert_allclose(found.z, (np.array(events) / n - 0.2) / np.sqrt(0.16 / np.array(n)))
    assert found.target == 0.2


@pytest.mark.parametrize("share", [0.03, 0.1, 0.35, 0.5, 0.8, 0.97])
def test_each_side_of_a_share_holds_its_level_at_every_size(share):
    for n in (*range(2, 61), 100, 237, 800):
        counts = np.arange(n + 1)
        called = np.array(funnel_of_proportions(counts, np.full(n + 1, n), target=share, widen=False).positions)
        _hold_their_level(called, stats.binom.pmf(counts, n, share))


@pytest.mark.parametrize("expected", [0.3, 1.0, 2.5, 4.0, 7.7, 12.5, 40.0, 150.0])
def test_each_side_of_a_rate_holds_its_level(expected):
    counts = np.arange(int(expected + 12 * np.sqrt(expected)) + 12)
    same = np.full(len(counts), 10.0)
    called = np.array(funnel_of_rates(counts, same, same, target=expected / 10, widen=False).positions)
    _hold_their_level(called, stats.poisson.pmf(counts, expected))


def _hold_their_level(called, chance):
    """Exact sums: what chance alone puts beyond each limit is at most its level, and the next count inwards would exceed it."""
    for side in ("above", "below"):
        far = called == f"{side}_998"
        either = far | (called == f"{side}_95")
        inwards = np.cumsum(chance) if side == "below" else np.cumsum(chance[::-1])[::-1]
        for beyond, level in ((far, 0.001), (either, 0.025)):
            assert chance[beyond].sum() <= level * (1 + 1e-9)
            assert (inwards[~beyond] > level * (1 - 1e-9)).all()


def test_the_first_to_be_named_has_thirty_people_and_ten_events():
    assert funnel_of_proportions([10, 10, 9], [30, 29, 30]).named.tolist() == [True, False, False]


def test_the_target_is_what_all_have_together_unless_given():
    assert funnel_of_proportions([1, 9], [10, 40]).target == 0.2
    assert funnel_of_rates([1, 9], [10, 40], [30, 30]).target == 0.2
    assert funnel_of_means([1.0, 2.0], [1, 1], [10, 30]).target == 1.75


def test_below_is_below():
    found = funnel_of_proportions([1, 55, 80, 64], [400, 400, 400, 400], target=0.2, widen=False)
    assert found.positions == ("below_998", "below_998", "inside", "below_95")
    assert funnel_of_proportions([62, 80, 80], [400, 400, 400], target=0.2).positions[0] == "below_95"


def test_shares_all_too_far_apart_widen_the_limits():
    n = np.full(11, 100)
    events = np.array([10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60])
    found = funnel_of_proportions(events, n, target=0.35)
    z = (events / 100 - 0.35) / np.sqrt(0.35 * 0.65 / 100)
    ten, ninety = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, ten, ninety) ** 2)
    assert found.overdispersion == pytest.approx(phi)
    assert found.widened
    reach = 1.959963984540054 * np.sqrt(phi * 0.35 * 0.65 / 100)
    np.testing.assert_allclose(found.limits_95, np.tile([0.35 - reach, 0.35 + reach], (11, 1)))
    np.testing.assert_allclose(found.limits_998[0, 0], max(0, 0.35 - 3.090232306167813 * np.sqrt(phi * 0.35 * 0.65 / 100)))
    plain = funnel_of_proportions(events, n, target=0.35, widen=False)
    assert not plain.widened
    assert plain.overdispersion == pytest.approx(phi)
    assert plain.limits_95[0, 1] < found.limits_95[0, 1]


def test_limits_widen_only_beyond_what_chance_does_to_phi():
    z = np.array([-1.0, 1.0] * 4)
    edge = 1 + 2 * np.sqrt(2 / 8)
    for factor, widened in ((0.99, False), (1.01, True)):
        means = z * np.sqrt(edge * factor)
        assert funnel_of_means(means, np.full(8, 10.0), np.full(8, 100), target=0.0).widened is widened


def test_limits_stay_where_shares_can_be():
    found = funnel_of_proportions([0, 9, 1, 8, 2, 7], [10, 10, 10, 10, 10, 10])
    assert found.limits_998.min() >= 0
    assert found.limits_998.max() <= 1


def test_rates_stand_against_what_their_time_lets_expect():
    events, time = np.array([3, 30, 80, 9]), np.array([30.0, 125.0, 800.0, 90.0])
    found = funnel_of_rates(events, time, [30, 40, 29, 50], target=0.1, widen=False)
    np.testing.assert_allclose(found.estimates, events / time)
    np.testing.assert_allclose(found.limits_95[1] * 125, [5.51544053379911, 20.4210540526250], rtol=1e-9)
    np.testing.assert_allclose(found.limits_998[1] * 125, [2.54286014419213, 25.3026158656985], rtol=1e-9)
    assert found.limits_95[0, 0] == 0
    assert found.positions == ("inside", "above_998", "inside", "inside")
    assert found.named.tolist() == [False, True, False, False]
    np.testing.assert_allclose(found.z, (events / time - 0.1) / np.sqrt(0.1 / time))


def test_means_stand_against_their_pooled_spread():
    found = funnel_of_means([10.0, 12.0, 11.0], [2.0, 3.0, 4.0], [30, 29, 50], target=11.0)
    within = (29 * 4 + 28 * 9 + 49 * 16) / (29 + 28 + 49)
    np.testing.assert_allclose(found.limits_95[0], 11 + 1.959963984540054 * np.sqrt(within / 30) * np.array([-1, 1]))
    np.testing.assert_allclose(found.limits_998[2], 11 + 3.090232306167813 * np.sqrt(within / 50) * np.array([-1, 1]))
    assert found.named.tolist() == [True, False, True]
    np.testing.assert_allclose(found.z[0], -1 / np.sqrt(within / 30))


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: funnel_of_proportions([1], [10]), "too_few"),
        (lambda: funnel_of_proportions([1.5, 2], [10, 10]), "not_whole"),
        (lambda: funnel_of_proportions([1, 2], [10.5, 10]), "not_whole"),
        (lambda: funnel_of_proportions([11, 2], [10, 10]), "impossible_counts"),
        (lambda: funnel_of_proportions([-1, 2], [10, 10]), "impossible_counts"),
        (lambda: funnel_of_proportions([0, 2], [0, 10]), "impossible_counts"),
        (lambda: funnel_of_proportions([0, 0], [10, 10]), "one_outcome"),
        (lambda: funnel_of_proportions([1, 2], [10, 10], target=1.0), "one_outcome"),
        (lambda: funnel_of_rates([1, 2], [10, 0], [30, 30]), "not_positive"),
        (lambda: funnel_of_rates([1.5, 2], [10, 10], [30, 30]), "not_whole"),
        (lambda: funnel_of_rates([-1, 2], [10, 10], [30, 30]), "impossible_counts"),
        (lambda: funnel_of_rates([0, 0], [10, 10], [30, 30]), "no_events"),
        (lambda: funnel_of_means([1.0, 2.0], [1, 1], [1, 30]), "not_positive"),
        (lambda: funnel_of_means([1.0, 2.0], [0, 0], [30, 30]), "no_spread"),
        (lambda: funnel_of_means([1.0, 2.0], [1, -1], [30, 30]), "no_spread"),
    ],
)
def test_what_has_no_funnel_is_refused(call, reason):
    with pytest.raises(Unfit, match=reason):
        call()


def test_what_lies_just_on_a_limit_is_inside():
    found = funnel_of_proportions([0, 10] * 3, [10] * 6)
    assert found.widened
    assert (found.limits_95[0].tolist(), found.limits_998[0].tolist()) == ([0, 1], [0, 1])
    assert found.positions == ("inside",) * 6


def test_spreads_below_one_are_spreads():
    found = funnel_of_means([10.0, 12.0], [0.5, 0.5], [30, 30], widen=False)
    np.testing.assert_allclose(found.limits_95[0], 11 + 1.959963984540054 * 0.5 / np.sqrt(30) * np.array([-1, 1]))


def test_thirty_persons_and_ten_events_are_enough_for_a_name():
    assert funnel_of_rates([10, 9, 10], [100.0] * 3, [30, 30, 29]).named.tolist() == [True, False, False]
    assert funnel_of_proportions([10, 9, 10], [30, 30, 29]).named.tolist() == [True, False, False]
