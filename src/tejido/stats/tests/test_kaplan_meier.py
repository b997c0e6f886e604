"""The remission times of Freireich et al. 1963 (Blood 21:699), the usual textbook example, and generated people that R's survfit saw."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some_values

from tejido.stats.kaplan_meier import SurvivalCurve, at_risk_at, kaplan_meier
from tejido.stats.tests.cases import EVENT, TIME
from tejido.stats.tests.generated import numbers, people, reference, some
from tejido.stats.unfit import Unfit

# Miller 1981, Survival Analysis: weeks of remission of acute myelogenous leukaemia, all patients (also survival::aml in R).
AML_TIME = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161, 5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
AML_EVENT = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]


def agrees(curve: SurvivalCurve, found: dict) -> None:
    for ours, theirs in (
        (curve.times, "time"), (curve.survival, "surv"), (curve.standard_error, "se"), (curve.low, "low"), (curve.high, "high"),
        (curve.at_risk, "n"), (curve.events, "d"),
    ):  # fmt: skip
        np.testing.assert_allclose(some(ours), numbers(found[theirs]), rtol=1e-9, err_msg=theirs)


def test_the_curve_of_the_treated_is_the_published_one():
    curve = kaplan_meier(TIME[:21], EVENT[:21])
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    np.testing.assert_allclose(curve.survival, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=5e-4)
    np.testing.assert_allclose(curve.standard_error, [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], atol=5e-5)
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.events.tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert (curve.n, curve.last) == (21, 35)


def test_the_interval_is_on_the_log_minus_log_scale():
    curve = kaplan_meier(TIME[:21], EVENT[:21])
    reach = 1.959963984540054 * curve.standard_error / np.abs(curve.survival * np.log(curve.survival))
    np.testing.assert_allclose(curve.low, curve.survival ** np.exp(reach), rtol=1e-6)
    np.testing.assert_allclose(curve.high, curve.survival ** np.exp(-reach), rtol=1e-6)


@pytest.mark.parametrize("scale", ["log", "log-log", "plain", "logit", "arcsin"])
def test_errors_intervals_and_quartiles_are_those_of_r_on_each_scale(scale):
    all_, found = people(), reference()[f"km_{scale}"]
    curve = kaplan_meier(all_.stop, all_.event, interval=scale)
    agrees(curve, found)
    np.testing.assert_allclose(curve.median, numbers(found["q"]))
    (q1, low1, high1), (q3, low3, high3) = curve.quantile(0.25), curve.quantile(0.75)
    np.testing.assert_allclose([q1, q3, low1, low3, high1, high3], numbers(found["quart"]))


def test_late_arrivals_count_from_their_arrival_as_in_r():
    all_ = people()
    agrees(kaplan_meier(all_.stop, all_.event, entry=all_.entry), reference()["km_late"])


def test_a_row_may_stand_for_several_people_as_in_r():
    all_ = people()
    curve = kaplan_meier(all_.stop, all_.event, entry=all_.entry, weights=all_.count, interval="log")
    agrees(curve, reference()["km_people"])
    assert curve.n == all_.count.sum()


def test_weights_of_any_size_take_the_robust_error_of_r():
    all_ = people()
    curve = kaplan_meier(all_.stop, all_.event, entry=all_.entry, weights=all_.half, robust=True)
    agrees(curve, reference()["km_robust"])
    assert curve.n == 120
    with pytest.raises(Unfit, match="not_whole"):
        kaplan_meier(all_.stop, all_.event, weights=all_.half)


def test_the_robust_error_of_people_who_all_came_at_the_start_is_that_of_greenwood():
    all_ = people()
    plain, robust = (kaplan_meier(all_.stop, all_.event, robust=robust) for robust in (False, True))
    np.testing.assert_allclose(robust.standard_error, plain.standard_error, rtol=1e-9)


def test_the_level_of_the_interval_is_as_asked():
    wide, narrow = kaplan_meier(TIME, EVENT, 0.99), kaplan_meier(TIME, EVENT, level=0.5)
    assert (wide.low[:-1] < narrow.low[:-1]).all()
    assert (wide.high[:-1] > narrow.high[:-1]).all()


def test_the_median_of_leukaemia_is_the_published_one_with_its_limits():
    assert kaplan_meier(AML_TIME, AML_EVENT, interval="log").median == (27, 18, 45)
    assert kaplan_meier(TIME[21:], EVENT[21:]).median[0] == 8
    assert kaplan_meier(TIME[:21], EVENT[:21]).median[0] == 23


def test_a_level_that_the_curve_does_not_reach_has_no_time():
    assert np.isnan(kaplan_meier(TIME[:21], EVENT[:21]).quantile(0.9)).all()
    middle, low, high = kaplan_meier(TIME[:21], EVENT[:21]).median
    assert (middle, low) == (23, 13)
    assert np.isnan(high)


def test_a_curve_that_lies_on_the_level_is_read_in_the_middle_of_the_step():
    curve = kaplan_meier([1.0, 2.0, 3.0, 7.0], [1, 1, 1, 1])
    assert curve.quantile(0.5)[0] == 2.5
    assert curve.quantile(0.25)[0] == 1.5
    assert curve.quantile(0.4)[0] == 2
    assert kaplan_meier([1.0, 2.0, 3.0, 7.0], [1, 1, 0, 0]).quantile(0.5)[0] == 2, "the step that ends the curve has no middle"


def test_a_share_of_nobody_has_no_error():
    curve = kaplan_meier([1.0, 2.0], [1, 1])
    assert curve.survival.tolist() == [0.5, 0.0]
    assert np.isnan([curve.standard_error[1], curve.low[1], curve.high[1]]).all()
    assert not np.isnan([curve.standard_error[0], curve.low[0], curve.high[0]]).any()


def test_nobody_is_left_over_by_rounding():
    curve = kaplan_meier([1.0, 2.0, 3.0], [1, 1, 1], weights=[0.1, 0.2, 0.3], robust=True)
    assert curve.survival[-1] == 0


def test_all_still_waiting_is_a_flat_curve():
    curve = kaplan_meier([1.0, 2.0], [0, 0])
    assert (len(curve.times), curve.n, curve.last, curve.at(5)) == (0, 2, 2, -1)
    assert np.isnan(curve.median).all()


def test_the_step_in_force_is_found_for_any_moment():
    curve = kaplan_meier(TIME[:21], EVENT[:21])
    assert [curve.at(moment) for moment in (0, 5.9, 6, 12, 40)] == [-1, -1, 0, 2, 6]


def test_those_at_risk_are_counted_just_before_a_moment():
    assert at_risk_at(TIME[:21], [0, 6, 10]) == [21, 21, 15]
    assert at_risk_at([3.0, 5.0, 5.0], [3, 4, 5, 6], entry=[0.0, 3.0, 4.0]) == [1, 1, 2, 0]
    assert at_risk_at([3.0, 5.0], [3, 4], weights=[2, 7]) == [9, 7]


rows = some_values.lists(
    some_values.tuples(some_values.integers(1, 8), some_values.integers(0, 3), some_values.booleans(), some_values.integers(1, 3)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(rows, some_values.randoms())
def test_people_in_one_row_or_in_many_and_in_any_order_are_the_same_people(found, random):
    together = [(start + length, happened, start, count) for length, start, happened, count in found]
    apart = [(stop, happened, start, 1) for stop, happened, start, count in together for _ in range(count)]
    random.shuffle(apart)
    one, other = (
        kaplan_meier([r[0] for r in part], [r[1] for r in part], entry=[r[2] for r in part], weights=[r[3] for r in part])
        for part in (together, apart)
    )
    for name in ("times", "survival", "standard_error", "low", "high", "at_risk", "events"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-12)
    assert (one.n, one.last) == (other.n, other.last)


def test_a_share_of_nobody_has_no_error_with_weights_of_any_size_either():
    curve = kaplan_meier([1.0, 2.0], [1, 1], weights=[0.5, 0.7], robust=True)
    assert curve.survival.tolist() == [pytest.approx(0.7 / 1.2), 0.0]
    assert np.isnan([curve.standard_error[1], curve.low[1], curve.high[1]]).all()
    assert not np.isnan([curve.standard_error[0], curve.low[0], curve.high[0]]).any()
