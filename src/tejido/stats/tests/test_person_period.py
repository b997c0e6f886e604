"""Spells as periods at risk: no time that could not be lived, and nothing known before it happened."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.stats.life_table import life_table, life_table_of_cells
from tejido.stats.person_period import exposed_since, known_before, person_periods, spell_numbers
from tejido.stats.unfit import Unfit


def rows():
    return person_periods(np.array([0.0, 2, 0]), np.array([3.0, 4, 1]), np.array([1.0, 0, 1]))


def test_a_spell_is_at_risk_after_its_entry_until_its_exit():
    found = rows()
    assert found.spell.tolist() == [0, 0, 0, 1, 1, 2]
    assert found.period.tolist() == [1, 2, 3, 3, 4, 1]
    assert found.elapsed.tolist() == [1, 2, 3, 1, 2, 1]
    assert found.event.tolist() == [0, 0, 1, 0, 0, 1]
    assert len(found) == 6
    some = found.where(found.period == 3)
    assert (some.spell.tolist(), some.period.tolist(), some.elapsed.tolist(), some.event.tolist()) == ([0, 1], [3, 3], [3, 1], [1, 0])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_periods_put_together_again_are_the_life_table(seed):
    random = np.random.default_rng(seed)
    last, event = random.integers(1, 8, 50).astype(float), random.integers(0, 2, 50).astype(float)
    found = person_periods(np.zeros(50), last, event)
    table, other = life_table(last, event), life_table_of_cells(found.period, np.ones(len(found)), found.event)
    np.testing.assert_array_equal(table.at_risk, other.at_risk)
    np.testing.assert_array_equal(table.events, other.events)


@pytest.mark.parametrize(
    ("entry", "exit_", "event", "reason"),
    [
        ([0, 3], [3, 2], [1, 0], "negative_time"),
        ([0, 2], [3, 2], [1, 0], "zero_time"),
        ([0.5, 0], [3, 2], [1, 0], "not_whole"),
        ([0, 0], [3, 2.5], [1, 0], "not_whole"),
        ([0, 0], [3, 2], [1, 2], "not_yes_no"),
        ([0, np.nan], [3, 2], [1, 0], "infinite"),
        ([0, 0], [3, np.inf], [1, 0], "infinite"),
        ([0, 0], [3, 2], [1, np.nan], "infinite"),
    ],
)
def test_spells_that_cannot_be_are_refused(entry, exit_, event, reason):
    with pytest.raises(Unfit, match=reason):
        person_periods(np.array(entry, float), np.array(exit_, float), np.array(event, float))


def test_nobody_has_no_periods():
    assert len(person_periods(np.zeros(0), np.zeros(0), np.zeros(0))) == 0
    assert spell_numbers(np.zeros(0, int), np.zeros(0), np.zeros(0)).tolist() == []


def test_a_history_is_known_only_in_later_periods():
    spell, period, value = np.array([0, 0, 1, 1]), np.array([2.0, 1, 3, -5]), np.array([20.0, 10, 30, -50])
    np.testing.assert_array_equal(known_before(rows(), spell, period, value), [np.nan, 10, 20, -50, 30, np.nan])
    np.testing.assert_array_equal(known_before(rows(), spell, period, value, lag=2), [np.nan, np.nan, 10, -50, -50, np.nan])


def test_the_last_value_known_stays_until_another_is():
    found = person_periods(np.zeros(1), np.array([6.0]), np.ones(1))
    values = known_before(found, np.array([0, 0]), np.array([1.5, 4.0]), np.array([7.0, 8]))
    np.testing.assert_array_equal(values, [np.nan, np.nan, 7, 7, 8, 8])


def test_without_any_history_nothing_is_known():
    empty = np.zeros(0)
    assert np.isnan(known_before(rows(), empty.astype(int), empty, empty)).all()


def test_what_happens_in_the_period_itself_is_never_exposure():
    for lag in (0, -1):
        with pytest.raises(Unfit, match="immortal_time"):
            known_before(rows(), np.zeros(1, int), np.ones(1), np.ones(1), lag=lag)
        with pytest.raises(Unfit, match="immortal_time"):
            exposed_since(rows(), np.zeros(3), lag=lag)


def test_a_spell_is_exposed_only_after_its_exposure_began():
    start = np.array([1.0, np.nan, 0])
    assert exposed_since(rows(), start).tolist() == [0, 1, 1, 0, 0, 1]
    assert exposed_since(rows(), start, lag=2).tolist() == [0, 0, 1, 0, 0, 0]
    with pytest.raises(Unfit, match="infinite"):
        exposed_since(rows(), np.array([np.inf, 1, 1]))


def test_a_useless_service_shows_no_effect_when_exposure_counts_from_its_start():
    """Everybody leaves with the same hazard; those who stay long are more often served at some time."""
    random = np.random.default_rng(5)
    last = random.geometric(0.2, 20000).astype(float)
    served = random.geometric(0.15, 20000).astype(float)
    start = np.where(served <= last, served, np.nan)
    found = person_periods(np.zeros(20000), last, np.ones(20000))
    exposed = exposed_since(found, start) == 1
    ever = ~np.isnan(start[found.spell])
    assert found.event[exposed].mean() == pytest.approx(found.event[~exposed].mean(), abs=0.01)
    assert found.event[ever].mean() < found.event[~ever].mean() - 0.1


def test_a_history_says_one_thing_at_a_time_and_in_numbers():
    with pytest.raises(ValueError, match="at most one value"):
        known_before(rows(), np.zeros(2, int), np.ones(2), np.ones(2))
    known_before(rows(), np.array([0, 1]), np.ones(2), np.ones(2))
    with pytest.raises(Unfit, match="infinite"):
        known_before(rows(), np.zeros(1, int), np.ones(1), np.full(1, np.nan))
    with pytest.raises(Unfit, match="infinite"):
        known_before(rows(), np.zeros(1, int), np.full(1, np.inf), np.ones(1))


def test_spells_are_numbered_within_their_person():
    person, entry, exit_ = np.array([7, 3, 7, 7, 3]), np.array([5.0, 0, 0, 9, 2]), np.array([9.0, 2, 5, 10, 3])
    assert spell_numbers(person, entry, exit_).tolist() == [2, 1, 1, 3, 2]


def test_overlapping_spells_of_one_person_are_refused():
    with pytest.raises(Unfit, match="overlapping_spells"):
        spell_numbers(np.array([1, 1]), np.array([0.0, 2]), np.array([3.0, 5]))
    assert spell_numbers(np.array([1, 2]), np.array([0.0, 2]), np.array([3.0, 5])).tolist() == [1, 1]


def test_the_histories_of_neighbouring_spells_are_kept_apart():
    found = person_periods(np.full(2, 4.0), np.full(2, 5.0), np.ones(2))
    values = known_before(found, np.array([0, 1]), np.array([1.0, 0]), np.array([10.0, 5]))
    np.testing.assert_array_equal(values, [10, 5])


def test_any_two_spells_of_a_person_may_be_the_ones_that_overlap():
    with pytest.raises(Unfit, match="overlapping_spells"):
        spell_numbers(np.ones(3, int), np.array([0.0, 2, 5]), np.array([2.0, 9, 10]))
    assert spell_numbers(np.ones(3, int), np.array([0.0, 2, 9]), np.array([2.0, 9, 10])).tolist() == [1, 2, 3]
