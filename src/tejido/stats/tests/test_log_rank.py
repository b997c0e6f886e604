"""Observed against expected: the published test of Freireich's trial and R's survdiff."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some_values

from tejido.stats.log_rank import log_rank
from tejido.stats.tests.cases import EVENT, GROUP, TIME
from tejido.stats.tests.generated import numbers, people, reference
from tejido.stats.unfit import Unfit


def test_the_test_of_the_remissions_is_the_published_one():
    found = log_rank(TIME, EVENT, GROUP)
    assert found.chi_square == pytest.approx(16.79, abs=5e-3)
    assert found.degrees_of_freedom == 1
    np.testing.assert_allclose(found.observed, [9, 21])
    np.testing.assert_allclose(found.expected, [19.25, 10.75], atol=5e-3)
    assert found.n.tolist() == [21, 21]


def of(name):
    p = people()
    return {
        "lr2": ((p.stop, p.event, p.group), {}),
        "lr3": ((p.stop, p.event, p.stratum), {}),
        "lr3_strata": ((p.stop, p.event, p.stratum), {"strata": p.group}),
        "lr_rho": ((p.stop, p.event, p.stratum), {"rho": 1}),
        "lr_rho_half": ((p.stop, p.event, p.stratum), {"strata": p.group, "rho": 0.5}),
        "lr_people": ((p.stop, p.event, p.stratum), {"weights": p.count}),
    }[name]


@pytest.mark.parametrize("name", ["lr2", "lr3", "lr3_strata", "lr_rho", "lr_rho_half", "lr_people"])
def test_statistic_counts_and_covariance_are_those_of_r(name):
    (arrays, more), theirs = of(name), reference()[name]
    found = log_rank(*arrays, **more)
    assert found.chi_square == pytest.approx(theirs["chi"], rel=1e-10)
    assert found.p == pytest.approx(theirs["p"], rel=1e-9)
    assert found.degrees_of_freedom == len(theirs["o"]) - 1
    np.testing.assert_allclose(found.observed, numbers(theirs["o"]), rtol=1e-10)
    np.testing.assert_allclose(found.expected, numbers(theirs["e"]), rtol=1e-10)
    np.testing.assert_allclose(found.covariance, numbers(theirs["v"]), rtol=1e-10)


def test_groups_are_named_and_their_people_counted():
    names = np.where(GROUP == 1, "placebo", "6-MP")
    found = log_rank(TIME, EVENT, names, weights=np.full(42, 2))
    assert found.groups == ("6-MP", "placebo")
    assert found.n.tolist() == [42, 42]


# Time 1: one of three of a and none of two of b. Time 2: one of one of b, among two of a and two of b in all.
SMALL = ([1.0, 2.0, 3.0, 2.0, 3.0], [1, 0, 1, 1, 0], ["a", "a", "a", "b", "b"])


@pytest.mark.parametrize(
    ("shape", "weights"),
    [
        ({}, (1, 1, 1)),
        ({"power": 1}, (5, 4, 2)),
        ({"power": 0.5}, (5**0.5, 2, 2**0.5)),
        ({"rho": 1}, (1, 0.8, 0.6)),
        ({"gamma": 1}, (0, 0.2, 0.4)),
        ({"rho": 2, "gamma": 1}, (0, 0.8**2 * 0.2, 0.6**2 * 0.4)),
    ],
)
def test_each_event_time_weighs_as_asked(shape, weights):
    found = log_rank(*SMALL, **shape)
    w1, w2, w3 = weights
    np.testing.assert_allclose(found.observed, [w1 + w3, w2])
    np.testing.assert_allclose(found.expected, [w1 * 3 / 5 + w2 * 2 / 4 + w3 / 2, w1 * 2 / 5 + w2 * 2 / 4 + w3 / 2])
    variance = w1**2 * 6 / 25 + w2**2 / 4 + w3**2 / 4
    np.testing.assert_allclose(found.covariance, [[variance, -variance], [-variance, variance]])
    assert found.chi_square == pytest.approx((found.observed - found.expected)[1] ** 2 / variance)


def test_late_arrivals_are_compared_from_their_arrival():
    found = log_rank([2.0, 3.0, 3.0, 4.0], [1, 0, 1, 0], [0, 0, 1, 1], entry=[0.0, 0.0, 2.0, 0.0])
    np.testing.assert_allclose(found.expected, [2 / 3 + 1 / 3, 1 / 3 + 2 / 3])


def test_tied_events_vary_as_draws_without_replacement():
    found = log_rank([1.0, 1.0, 2.0, 2.0], [1, 1, 0, 0], [0, 1, 0, 1])
    assert found.covariance[0, 0] == pytest.approx(2 * (1 / 4) * 2 / 3)


def test_a_group_of_whom_nobody_was_there_at_any_event_does_not_count():
    found = log_rank([1.0, 1.0, 2.0, 3.0, 3.0, 4.0], [0, 0, 1, 1, 0, 1], [0, 0, 1, 2, 1, 2])
    assert found.degrees_of_freedom == 1
    assert found.expected[0] == 0
    assert found.chi_square == pytest.approx(log_rank([2.0, 3.0, 3.0, 4.0], [1, 1, 0, 1], [1, 2, 1, 2]).chi_square)


@pytest.mark.parametrize(
    ("reason", "arrays"),
    [
        ("no_events", ([1.0, 2.0], [0, 0], [0, 1])),
        ("one_group", ([1.0, 2.0], [1, 1], [1, 1])),
        ("one_group", ([1.0, 2.0, 3.0], [0, 1, 1], [0, 1, 1])),
        ("all_at_once", ([1.0, 1.0], [1, 1], [0, 1])),
    ],
)
def test_what_cannot_be_compared_is_refused(reason, arrays):
    with pytest.raises(Unfit) as refused:
        log_rank(*arrays)
    assert refused.value.reason == reason


def test_people_must_be_whole():
    with pytest.raises(Unfit, match="not_whole"):
        log_rank([1.0, 2.0], [1, 1], [0, 1], weights=[0.5, 1])


@settings(max_examples=25, deadline=None)
@given(some_values.randoms())
def test_neither_the_order_of_the_people_nor_the_names_of_the_groups_matter(random):
    p, order = people(), list(range(120))
    random.shuffle(order)
    names = np.array(["z", "m", "a"])[p.stratum.astype(int)]
    one = log_rank(p.stop, p.event, p.stratum, entry=p.entry, strata=p.group)
    other = log_rank(p.stop[order], p.event[order], names[order], entry=p.entry[order], strata=p.group[order])
    assert other.chi_square == pytest.approx(one.chi_square, rel=1e-9)
    np.testing.assert_allclose(other.expected[::-1], one.expected, rtol=1e-12)
