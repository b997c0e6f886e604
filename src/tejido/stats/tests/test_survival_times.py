"""What every survival estimate reads: times that make sense, and who is at risk at each."""

import numpy as np
import pytest

from tejido.stats.aalen_johansen import CumulativeIncidence
from tejido.stats.baseline_hazard import PredictedSurvival
from tejido.stats.concordance import Concordance
from tejido.stats.cox import ChiSquare, CoxFit, HazardsCheck
from tejido.stats.kaplan_meier import LogRank, SurvivalCurve, kaplan_meier
from tejido.stats.nelson_aalen import CumulativeHazard
from tejido.stats.partial_likelihood import PartialLikelihood
from tejido.stats.restricted_mean import RestrictedMean, RestrictedMeanDifference
from tejido.stats.risk_sets import RiskSets
from tejido.stats.survival_times import EventTimes, FollowUp, counted, each_group, event_times, follow_up, still_there, summed
from tejido.stats.unfit import Unfit


@pytest.mark.parametrize(
    ("reason", "time", "event", "more"),
    [
        ("too_few", [], [], {}),
        ("too_few", [1.0, 2.0], [1, 0], {"weights": [0, 0]}),
        ("infinite", [1.0, np.inf], [1, 0], {}),
        ("infinite", [1.0, np.nan], [1, 0], {}),
        ("infinite", [1.0, 2.0], [1, np.nan], {}),
        ("infinite", [1.0, 2.0], [1, 0], {"entry": [0, -np.inf]}),
        ("infinite", [1.0, 2.0], [1, 0], {"weights": [1, np.inf]}),
        ("zero_time", [1.0, 0.0], [1, 0], {}),
        ("negative_time", [1.0, -2.0], [1, 0], {}),
        ("negative_time", [1.0, 2.0], [1, 0], {"entry": [0, -1]}),
        ("zero_time", [1.0, 2.0], [1, 0], {"entry": [0, 2]}),
        ("negative_time", [1.0, 2.0], [1, 0], {"entry": [0, 3]}),
        ("zero_time", [1.0, 2.0], [1, 0], {"entry": [0, 2 - 1e-12]}),
        ("zero_time", [1.0, 2.0], [1, 0], {"entry": [0, 2 + 1e-12]}),
        ("not_yes_no", [1.0, 2.0], [1, 2], {}),
        ("not_yes_no", [1.0, 2.0], [1, 0.5], {}),
        ("not_a_cause", [1.0, 2.0], [1, 0.5], {"causes": True}),
        ("not_a_cause", [1.0, 2.0], [1, -1], {"causes": True}),
        ("not_a_cause", [1.0, 2.0], [1, 101], {"causes": True}),
        ("negative_weight", [1.0, 2.0], [1, 0], {"weights": [1, -1]}),
        ("not_whole", [1.0, 2.0], [1, 0], {"weights": [1, 0.5], "whole": True}),
    ],
)
def test_times_that_make_no_sense_are_refused(reason, time, event, more):
    with pytest.raises(Unfit) as refused:
        follow_up(time, event, **more)
    assert (refused.value.reason, refused.value.columns) == (reason, ())


@pytest.mark.parametrize(("event", "more"), [([1], {}), ([1, 0], {"entry": [0]}), ([1, 0], {"weights": [1, 1, 1]}), ([[1], [0]], {})])
def test_rows_of_other_lengths_are_a_mistake_of_the_caller(event, more):
    with pytest.raises(ValueError, match="one value for each row"):
        follow_up([1.0, 2.0], event, **more)


def test_text_is_no_time():
    with pytest.raises(ValueError, match="could not convert"):
        follow_up(["soon"], [1])


def test_causes_weights_and_entries_are_kept():
    assert follow_up([3.0], [100], causes=True).event.tolist() == [100]
    rows = follow_up([3.0, 4.0, 5.0], [2, 0, 1], entry=[0.0, 1.0, 2.0], weights=[2.0, 0.5, 0.0], causes=True)
    assert len(rows) == 3
    assert rows.start.tolist() == [0, 1, 2]
    assert rows.stop.tolist() == [3, 4, 5]
    assert rows.event.tolist() == [2, 0, 0], "an event of nobody is no event"
    assert rows.weight.tolist() == [2, 0.5, 0]


def test_without_entries_all_are_there_from_the_start_and_each_row_is_one():
    rows = follow_up([3, 4], [1, 0])
    assert rows.start.tolist() == [0, 0]
    assert rows.weight.tolist() == [1, 1]


def test_what_subtraction_leaves_is_no_difference_in_time():
    third = 0.1 + 0.2
    rows = follow_up([0.3, third, 0.3 * (1 + 3e-9), 1.0, 1000.0, 1000.0 + 5e-7], [1] * 6)
    assert third != 0.3
    assert rows.stop[0] == rows.stop[1] == 0.3
    assert rows.stop[2] != 0.3
    assert rows.stop[4] == rows.stop[5] == 1000.0
    assert len(event_times(rows).times) == 4


def test_the_tolerance_is_of_the_times_themselves():
    assert len(event_times(follow_up([1e-9, 2e-9, 3e-9], [1, 1, 1])).times) == 3
    assert len(event_times(follow_up([1.0, 1.0 + 0.9e-9, 5.0], [1, 1, 1])).times) == 2
    assert len(event_times(follow_up([1.0, 1.0 + 1.1e-9, 5.0], [1, 1, 1])).times) == 3


def test_an_end_and_a_later_entry_at_the_same_time_are_the_same_time():
    rows = follow_up([0.3, 1.0], [1, 1], entry=[0.0, 0.1 + 0.2])
    assert rows.start[1] == 0.3
    assert event_times(rows).at_risk.tolist() == [1, 1]


def test_who_leaves_at_the_time_of_an_event_was_at_risk_and_who_arrives_then_was_not():
    rows = follow_up([2.0, 2.0, 5.0, 5.0], [1, 0, 1, 0], entry=[0.0, 0.0, 2.0, 1.0])
    at = event_times(rows)
    assert at.times.tolist() == [2, 5]
    assert at.at_risk.tolist() == [3, 2]
    assert at.first.tolist() == [0, 0, 1, 0]
    assert at.last.tolist() == [1, 1, 2, 2]


def test_those_at_risk_are_counted_by_weight():
    first, last, weight = np.array([0, 1, 2, 2]), np.array([3, 2, 2, 3]), np.array([1.0, 10.0, 100.0, 1000.0])
    assert still_there(first, last, weight, 3).tolist() == [1, 11, 1001]
    assert summed(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 4).tolist() == [1, 0, 5, 0]
    assert summed(np.array([], dtype=int), np.array([]), 2).dtype == float


def test_events_are_counted_of_all_causes_or_of_one():
    rows = follow_up([1.0, 1.0, 2.0, 2.0], [1, 2, 2, 0], weights=[1, 2, 4, 8], causes=True)
    at = event_times(rows)
    assert counted(rows, at).tolist() == [3, 4]
    assert counted(rows, at, 1).tolist() == [1, 0]
    assert counted(rows, at, 2).tolist() == [2, 4]


def test_nobody_with_an_event_leaves_no_event_times():
    at = event_times(FollowUp(np.zeros(2), np.ones(2), np.zeros(2, dtype=int), np.ones(2)))
    assert (len(at.times), len(at.at_risk)) == (0, 0)


def test_each_group_has_its_own_estimate_by_its_name():
    time, event, group = [1.0, 2.0, 3.0, 4.0], [1, 1, 1, 0], ["b", "a", "b", "a"]
    found = each_group(kaplan_meier, group, time, event, entry=[0.0, 1.5, 0.0, 0.0], weights=[1, 1, 2, 1], level=0.9)
    assert list(found) == ["a", "b"]
    alone = kaplan_meier([2.0, 4.0], [1, 0], entry=[1.5, 0.0], level=0.9)
    np.testing.assert_array_equal(found["a"].low, alone.low)
    assert found["b"].at_risk.tolist() == [3, 2]
    assert list(each_group(kaplan_meier, [1, 1, 0, 0], time, event)) == [0, 1]


@pytest.mark.parametrize(
    "result",
    [
        ChiSquare, Concordance, CoxFit, CumulativeHazard, CumulativeIncidence, EventTimes, FollowUp, HazardsCheck, LogRank,
        PartialLikelihood, PredictedSurvival, RestrictedMean, RestrictedMeanDifference, RiskSets, SurvivalCurve,
    ],
)  # fmt: skip
def test_no_result_can_be_altered(result):
    assert result.__dataclass_params__.frozen
