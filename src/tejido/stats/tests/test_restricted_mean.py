"""Mean time up to a horizon against R's survfit, and the difference of two by their formulas."""

import numpy as np
import pytest
from scipy import stats

from tejido.stats.restricted_mean import restricted_mean, restricted_mean_difference
from tejido.stats.tests.generated import people, reference
from tejido.stats.unfit import Unfit


@pytest.mark.parametrize("group", [0, 1])
def test_mean_and_error_are_those_of_r(group):
    p = people()
    inside = p.group == group
    found = restricted_mean(p.stop[inside], p.event[inside], 12)
    assert [found.mean, found.standard_error] == pytest.approx(reference()[f"rmst{group}"], rel=1e-10)
    assert (found.horizon, found.lost) == (12, pytest.approx(12 - found.mean))
    assert (found.n, found.events) == (inside.sum(), (p.event[inside & (p.stop <= 12)]).sum())


def test_late_arrivals_and_rows_of_several_people_count_as_in_r():
    p = people()
    found = restricted_mean(p.stop, p.event, 20, entry=p.entry, weights=p.count)
    assert [found.mean, found.standard_error] == pytest.approx(reference()["rmst_late"], rel=1e-10)


def test_by_hand_it_is_the_area_under_the_steps():
    found = restricted_mean([1.0, 2.0, 4.0], [1, 1, 0], 4, 0.9)
    assert found.mean == pytest.approx(1 + 2 / 3 + 2 / 3)
    assert found.standard_error == pytest.approx(np.sqrt((4 / 3) ** 2 / (3 * 2) + (2 / 3) ** 2 / (2 * 1)))
    reach = 1.6448536269514722 * found.standard_error
    assert (found.low, found.high) == (pytest.approx(found.mean - reach), pytest.approx(found.mean + reach))


def test_an_event_at_the_horizon_costs_no_time():
    assert restricted_mean([2.0, 3.0], [1, 0], 2).mean == 2
    assert restricted_mean([2.0, 3.0], [1, 0], 2).events == 1


def test_beyond_the_follow_up_only_the_curve_that_reached_zero_is_known():
    assert restricted_mean([1.0, 2.0], [1, 1], 50).mean == 1.5
    for event in ([1, 0], [0, 0]):
        assert restricted_mean([1.0, 2.0], event, 2).horizon == 2
        with pytest.raises(Unfit, match="short_follow_up"):
            restricted_mean([1.0, 2.0], event, 2.001)
    with pytest.raises(Unfit, match="short_follow_up"):
        restricted_mean([1.0, 2.0], [1, 1], np.inf)


@pytest.mark.parametrize("horizon", [0, -1, np.nan])
def test_a_horizon_that_is_no_time_is_refused(horizon):
    with pytest.raises(Unfit, match="not_positive"):
        restricted_mean([1.0, 2.0], [1, 1], horizon)


def test_the_difference_is_the_second_group_less_the_first_with_independent_errors():
    p = people()
    first, second = reference()["rmst0"], reference()["rmst1"]
    found = restricted_mean_difference(p.stop, p.event, p.group, 12)
    error = np.hypot(first[1], second[1])
    assert found.levels == (0, 1)
    assert [one.mean for one in found.groups] == pytest.approx([first[0], second[0]])
    assert found.difference == pytest.approx(second[0] - first[0])
    assert found.difference < 0
    assert found.standard_error == pytest.approx(error)
    assert [found.low, found.high] == pytest.approx(
        [found.difference - 1.959963984540054 * error, found.difference + 1.959963984540054 * error]
    )
    assert found.p == pytest.approx(2 * stats.norm.cdf(found.difference / error))


def test_the_ratio_is_on_the_logarithmic_scale():
    p = people()
    first, second = reference()["rmst0"], reference()["rmst1"]
    found = restricted_mean_difference(p.stop, p.event, p.group, 12, 0.9)
    error = np.hypot(first[1] / first[0], second[1] / second[0])
    assert found.ratio == pytest.approx(second[0] / first[0])
    assert np.log([found.ratio_low, found.ratio_high]) == pytest.approx(
        np.log(found.ratio) + np.array([-1, 1]) * 1.6448536269514722 * error
    )
    assert found.ratio_p == pytest.approx(2 * stats.norm.cdf(np.log(found.ratio) / error))
    assert found.low == pytest.approx(found.difference - 1.6448536269514722 * found.standard_error)
    assert found.groups[0].low == pytest.approx(first[0] - 1.6448536269514722 * first[1])


def test_without_a_horizon_it_is_the_longest_that_both_were_followed():
    time, event, group = [1.0, 2.0, 9.0, 1.5, 2.0, 5.0], [1, 1, 0, 1, 1, 0], ["new", "new", "new", "old", "old", "old"]
    found = restricted_mean_difference(time, event, group)
    assert found.groups[0].horizon == found.groups[1].horizon == 5
    assert found.levels == ("new", "old")
    assert found.difference == pytest.approx(found.groups[1].mean - found.groups[0].mean)


def test_late_arrivals_and_people_travel_with_their_group():
    p = people()
    found = restricted_mean_difference(p.stop, p.event, p.group, 12, entry=p.entry, weights=p.count)
    for place, level in enumerate((0, 1)):
        inside = p.group == level
        alone = restricted_mean(p.stop[inside], p.event[inside], 12, entry=p.entry[inside], weights=p.count[inside])
        assert found.groups[place] == alone


def test_other_than_two_groups_and_no_event_are_refused():
    with pytest.raises(Unfit, match="one_group"):
        restricted_mean_difference([1.0, 2.0], [1, 1], [1, 1])
    with pytest.raises(Unfit, match=r"^not_two_groups$"):
        restricted_mean_difference([1.0, 2.0, 3.0], [1, 1, 1], [1, 2, 3])
    with pytest.raises(Unfit, match="no_events"):
        restricted_mean_difference([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1], [1, 2, 1, 2], 1)
