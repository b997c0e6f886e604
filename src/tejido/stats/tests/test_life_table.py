"""The discrete life table against Singer & Willett's table 10.1 and R's survival::survfit."""

import numpy as np
import pytest

from tejido.stats.life_table import life_table, life_table_of_cells, median_period
from tejido.stats.tests.published import TEACHERS_CENSORED, TEACHERS_LEFT
from tejido.stats.unfit import Unfit

YEARS = np.arange(1.0, 13.0)


def teachers():
    year = np.repeat(np.tile(YEARS, 2), np.concatenate([TEACHERS_LEFT, TEACHERS_CENSORED]).astype(int))
    return year, np.repeat([1.0, 0.0], [int(TEACHERS_LEFT.sum()), int(TEACHERS_CENSORED.sum())])


def test_special_educators_have_the_published_life_table():
    table = life_table(*teachers())
    np.testing.assert_array_equal(table.periods, YEARS)
    np.testing.assert_array_equal(table.at_risk, [3941, 3485, 3101, 2742, 2447, 2229, 2045, 1642, 1256, 948, 648, 391])
    np.testing.assert_array_equal(table.events, TEACHERS_LEFT)
    np.testing.assert_array_equal(table.censored, TEACHERS_CENSORED)
    printed = [0.11571, 0.11019, 0.11577, 0.10759, 0.08909, 0.08255, 0.06015, 0.04811, 0.0422, 0.03692, 0.02469, 0.01279]
    np.testing.assert_array_equal(table.hazard.round(5), printed)
    assert table.survival.round(4).tolist()[:3] == [0.8843, 0.7869, 0.6958]
    assert (round(table.survival[-1], 4), round(table.median, 1)) == (0.4123, 6.6)


def test_errors_of_hazard_and_survival_are_binomial_and_greenwoods():
    table = life_table(np.array([1.0, 1, 2, 3, 3, 3]), np.array([1.0, 0, 1, 1, 0, 0]))
    np.testing.assert_allclose(table.hazard, [1 / 6, 1 / 4, 1 / 3])
    np.testing.assert_allclose(table.hazard_error, np.sqrt([5 / 216, 3 / 64, 2 / 27]))
    np.testing.assert_allclose(table.survival, [5 / 6, 5 / 8, 5 / 12])
    np.testing.assert_allclose(table.survival_error, table.survival * np.sqrt(np.cumsum([1 / 30, 1 / 12, 1 / 6])))
    np.testing.assert_allclose(table.censored, [1, 0, 2])
    assert table.median == pytest.approx(2 + (5 / 8 - 1 / 2) / (5 / 8 - 5 / 12))


def test_periods_in_which_nobody_leaves_have_their_line():
    table = life_table(np.array([3.0, 3, 5]), np.array([1.0, 0, 0]))
    assert (table.at_risk.tolist(), table.events.tolist(), table.censored.tolist()) == ([3, 3, 3, 1, 1], [0, 0, 1, 0, 0], [0, 0, 1, 0, 1])
    assert (table.hazard_error[0], table.median) == (0, None)


def test_weights_count_as_people():
    table = life_table(np.array([1.0, 2]), np.array([1.0, 0]), np.array([3.0, 7.5]))
    assert (table.at_risk.tolist(), table.events.tolist(), table.censored.tolist()) == ([10.5, 7.5], [3, 0], [0, 7.5])


def test_cells_of_person_periods_give_the_same_table():
    year, left = teachers()
    table = life_table(year, left)
    period, n, events = (
        np.tile(YEARS, 2),
        np.concatenate([table.at_risk - 100, np.full(12, 100.0)]),
        np.concatenate([table.events, np.zeros(12)]),
    )
    other = life_table_of_cells(period[::-1], n[::-1], events[::-1])
    for key, value in vars(table).items():
        np.testing.assert_array_equal(getattr(other, key), value)


def test_once_nobody_is_left_the_error_is_not_a_number():
    table = life_table(np.array([1.0, 2]), np.ones(2))
    assert (table.survival.tolist(), np.isnan(table.survival_error).tolist()) == ([0.5, 0], [False, True])
    assert table.median == 1


def test_the_median_lies_straight_between_the_ends_of_its_period():
    assert median_period(np.array([1.0, 2]), np.array([0.25, 0.1])) == pytest.approx(2 / 3)
    assert median_period(np.array([4.0, 5]), np.array([0.75, 0.25])) == pytest.approx(4.5)
    assert median_period(np.array([4.0, 5]), np.array([0.4, 0.25])) == pytest.approx(3 + 5 / 6)
    assert median_period(np.array([1.0, 2]), np.array([0.75, 0.51])) is None
    assert median_period(np.array([4.0, 8]), np.array([0.75, 0.25])) == pytest.approx(6)


@pytest.mark.parametrize(
    ("period", "event", "reason"),
    [
        ([1.5, 2], [1, 0], "not_whole"),
        ([0, 2], [1, 0], "zero_time"),
        ([-1, 0], [1, 0], "negative_time"),
        ([1, 2], [1, 2], "not_yes_no"),
        ([1, 2], [1, np.nan], "infinite"),
        ([1, np.inf], [1, 0], "infinite"),
        ([], [], "too_few"),
    ],
)
def test_times_and_events_that_cannot_be_are_refused(period, event, reason):
    with pytest.raises(Unfit, match=reason):
        life_table(np.array(period, float), np.array(event, float))


def test_an_infinite_weight_is_refused():
    with pytest.raises(Unfit, match="infinite"):
        life_table(np.ones(2), np.ones(2), np.array([1.0, np.inf]))


@pytest.mark.parametrize(
    ("n", "events", "reason"),
    [([5, 2], [6, 0], "impossible_counts"), ([5, -2], [1, 0], "impossible_counts"), ([5, 2], [1, -1], "impossible_counts"),
     ([5, 0], [1, 0], "impossible_counts"), ([5, np.nan], [1, 0], "infinite"), ([], [], "too_few")],
)  # fmt: skip
def test_cells_that_cannot_be_are_refused(n, events, reason):
    with pytest.raises(Unfit, match=reason):
        life_table_of_cells(np.arange(1.0, len(n) + 1), np.array(n, float), np.array(events, float))


def test_a_cell_without_people_changes_nothing_where_others_have_some():
    table = life_table_of_cells(np.array([1.0, 1, 2]), np.array([5.0, 0, 4]), np.array([1.0, 0, 2]))
    assert (table.at_risk.tolist(), table.events.tolist()) == ([5, 4], [1, 2])


def test_everybody_may_have_the_event_in_one_period():
    table = life_table_of_cells(np.array([1.0, 2]), np.array([5.0, 4]), np.array([1.0, 4]))
    assert (table.hazard.tolist(), table.survival[1]) == ([0.2, 1], 0)


def test_a_period_that_is_no_number_is_refused():
    with pytest.raises(Unfit, match="infinite"):
        life_table_of_cells(np.array([1.0, np.nan]), np.full(2, 5.0), np.ones(2))


def test_a_curve_that_ends_at_one_half_has_its_median_there():
    assert median_period(np.array([1.0, 2]), np.array([0.75, 0.5])) == 2


def test_the_end_of_a_table_warns_of_nothing():
    with np.errstate(all="raise"):
        assert np.isnan(life_table(np.array([1.0, 2, 3]), np.array([1.0, 1, 1])).survival_error[-1])
        assert np.isnan(life_table_of_cells(np.array([1.0, 2]), np.array([2.0, 1]), np.array([2.0, 1])).survival_error[-1])
