"""Cumulative incidence of competing exits against R's survfit of several states, Greenwood and the definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some_values

from tejido.stats.aalen_johansen import aalen_johansen
from tejido.stats.kaplan_meier import kaplan_meier
from tejido.stats.tests.generated import numbers, people, reference, some
from tejido.stats.unfit import Unfit


def more_of(name):
    all_ = people()
    return {
        "aj_plain": {},
        "aj_late": {"entry": all_.entry, "interval": "log"},
        "aj_robust": {"weights": all_.half, "robust": True, "interval": "plain"},
        "aj_people": {"entry": all_.entry, "weights": all_.count},
    }[name]


@pytest.mark.parametrize("name", ["aj_plain", "aj_late", "aj_robust", "aj_people"])
def test_incidence_error_and_interval_are_those_of_r(name):
    all_, theirs = people(), reference()[name]
    found = aalen_johansen(all_.stop, all_.cause, **more_of(name))
    np.testing.assert_array_equal(some(found.times), numbers(theirs["time"]))
    np.testing.assert_allclose(some(found.incidence), numbers(theirs["p"]), rtol=1e-10)
    np.testing.assert_allclose(some(found.standard_error), numbers(theirs["se"]), rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(some(found.survival), numbers(theirs["surv"]), rtol=1e-10)
    if name != "aj_robust":  # R counts rows there, not weights
        np.testing.assert_array_equal(some(found.at_risk), numbers(theirs["n"]))
    begun = some(found.incidence) > 0  # before the first exit of a cause there is nothing to be uncertain of
    np.testing.assert_allclose(some(found.low)[begun], numbers(theirs["low"])[begun], rtol=1e-8)
    np.testing.assert_allclose(some(found.high)[begun], numbers(theirs["high"])[begun], rtol=1e-8)


def test_people_and_causes_are_counted():
    all_ = people()
    found = aalen_johansen(all_.stop, all_.cause, weights=all_.count)
    assert (found.n, found.causes) == (all_.count.sum(), 2)
    assert found.events.sum(axis=0).tolist() == [all_.count[all_.cause == j].sum() for j in (1, 2)]
    assert aalen_johansen(all_.stop, all_.cause, weights=all_.half, robust=True).n == 120


def test_the_step_in_force_is_found_for_any_moment():
    found = aalen_johansen([1.0, 2.0, 3.0], [1, 2, 0])
    assert [found.at(moment) for moment in (0.5, 1, 1.5, 9)] == [-1, 0, 0, 1]


def test_with_one_cause_it_is_kaplan_meier_with_the_error_of_greenwood():
    all_ = people()
    one, curve = aalen_johansen(all_.stop, all_.event), kaplan_meier(all_.stop, all_.event)
    np.testing.assert_allclose(one.incidence[:, 0], 1 - curve.survival, rtol=1e-12)
    np.testing.assert_allclose(one.standard_error[:, 0], curve.standard_error, rtol=1e-9)


def test_the_level_of_the_interval_is_as_asked():
    all_ = people()
    wide, narrow = (aalen_johansen(all_.stop, all_.cause, level) for level in (0.99, 0.5))
    assert wide.low[-1, 0] < narrow.low[-1, 0] < narrow.high[-1, 0] < wide.high[-1, 0]


def test_a_door_that_nobody_took_keeps_its_column():
    found = aalen_johansen([1.0, 2.0, 3.0], [3, 1, 0])
    assert found.incidence[-1].tolist() == pytest.approx([1 / 3, 0, 1 / 3])
    assert found.standard_error[-1, 1] == 0


def test_when_everybody_has_left_the_shares_are_certain_of_nothing_more():
    found = aalen_johansen([1.0, 2.0, 3.0, 4.0], [1, 2, 1, 1])
    assert found.survival[-1] == 0
    np.testing.assert_allclose(found.standard_error[-1], [np.sqrt(0.75 * 0.25 / 4)] * 2)


def test_no_exit_at_all_and_weights_that_count_nobody_are_refused():
    with pytest.raises(Unfit, match="no_events"):
        aalen_johansen([1.0, 2.0], [0, 0])
    with pytest.raises(Unfit, match="not_whole"):
        aalen_johansen([1.0, 2.0], [1, 2], weights=[0.5, 1])
    with pytest.raises(Unfit, match="not_a_cause"):
        aalen_johansen([1.0, 2.0], [1, 1.5])


rows = some_values.lists(
    some_values.tuples(some_values.integers(1, 6), some_values.integers(0, 3), some_values.integers(0, 2)), min_size=2, max_size=12
)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_the_error_is_what_the_curve_moves_by_when_each_row_weighs_a_little_more(found):
    stop, entry, cause = (np.array(part, float) for part in zip(*((s + length, s, c) for length, s, c in found), strict=True))
    if not cause.any():
        return
    error = aalen_johansen(stop, cause, entry=entry).standard_error
    moved = np.zeros_like(error)
    for i in range(len(stop)):
        up, down = np.ones(len(stop)), np.ones(len(stop))
        up[i], down[i] = 1 + 1e-5, 1 - 1e-5
        curves = [aalen_johansen(stop, cause, entry=entry, weights=w, robust=True).incidence for w in (up, down)]
        moved += ((curves[0] - curves[1]) / 2e-5) ** 2
    np.testing.assert_allclose(error, np.sqrt(moved), rtol=1e-5, atol=1e-7)
