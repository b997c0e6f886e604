"""Events, curves and doors: what falls between two figures that are shown counts nobody in few."""

import itertools

import numpy as np
import pandas as pd
import pytest

from tejido.impact.disclosure import Rules, protect_figures
from tejido.impact.disclosure.events import events_told
from tejido.impact.disclosure.survival import curves_in
from tejido.impact.tests.studies import ask, lines, plan_from, released_plan

YES_NO, NUMBER, CATEGORY = {"kind": "yes_no"}, {"kind": "number"}, {"kind": "category"}


def exits(doors):
    """Everybody leaves by some door or is still there at the end: counts of each for one group of 200."""
    names = [name for name, n in doors.items() for _ in range(n)]
    frame = pd.DataFrame({"person": np.arange(400), "treat": np.arange(400) // 200 * 1.0, "exit": names * 2})
    frame["days"] = [float(1 + (7 * i) % 199) if name != "0" else 200.0 for i, name in enumerate(names * 2)]
    columns = {"treat": YES_NO, "days": NUMBER, "exit": CATEGORY}
    outcome = {"time": "days", "exit": "exit", "cause": "home"}
    return ask(plan_from(columns=columns, outcome=outcome, estimates=[{"name": "e", "method": "cumulative_incidence", "at": [100]}]), frame)


def test_every_way_out_is_drawn_where_enough_people_took_each():
    published = protect_figures(exits({"home": 90, "hospital": 60, "0": 50}))
    assert {(curve["group"], curve["cause"]) for curve in published["curves"] if curve["steps"]} == set(
        itertools.product("01", ("home", "hospital"))
    )


@pytest.mark.parametrize("doors", [{"home": 120, "hospital": 75, "prison": 5}, {"home": 120, "hospital": 75, "0": 5}])
def test_a_door_of_few_is_not_what_the_other_doors_leave(doors):
    published = protect_figures(exits(doors))
    assert {curve["cause"] for curve in published["curves"]} == {"home"}


def test_curves_of_several_doors_are_read_off_the_one_asked_about():
    document = exits({"home": 90, "hospital": 60, "0": 50})
    assert len(curves_in(document, Rules())) == 4
    assert all(row["estimate"] is not None for row in lines(protect_figures(document), role="group"))


def test_a_curve_does_not_count_the_few_to_whom_it_has_not_happened():
    """All but seven of each group were followed to their event: 7 of 200 are a survival of 0.035."""
    days = np.where(np.arange(400) % 200 < 193, 1.0 + np.arange(400) % 200, 250.0)
    frame = pd.DataFrame({"person": np.arange(400), "treat": np.arange(400) // 200 * 1.0, "days": days, "gone": (days < 250) * 1.0})
    columns = {"treat": YES_NO, "days": NUMBER, "gone": YES_NO}
    estimates = [{"name": "k", "method": "kaplan_meier", "at": [100, 220]}, {"name": "r", "method": "restricted_mean", "options": {"until": 240}}]
    exact = ask(plan_from(columns=columns, outcome={"time": "days", "event": "gone"}, estimates=estimates), frame)
    assert lines(exact, scale="survival", at=220.0, group="1")[0]["estimate"] == pytest.approx(0.035)
    published = protect_figures(exact)
    assert [row["estimate"] is None for row in lines(published, scale="survival", group="1")] == [False, True]
    assert all(200 * step["survival"] >= 9.5 for curve in published["curves"] for step in curve["steps"])
    assert {curve["estimate"] for curve in published["curves"] if curve["steps"]} == {"k", "r"}


def events_of(*rows, alone=True, unsafe=()):
    given = [{"name": "e", "events": events, "n": n} for events, n in rows]
    return sorted(events_told(given, set(unsafe), Rules(), is_alone=alone))


def test_events_are_told_where_neither_they_nor_those_without_are_few():
    assert events_of((60, 200)) == [0]
    assert events_of((60, 200), (25, 100), (35, 100)) == [0, 1, 2]
    assert events_of((320, 200)) == [0]  # several of each person


@pytest.mark.parametrize("rows", [[(9, 200)], [(195, 200)], [(200, 200)], [(60, 200), (64, 200)], [(60, None)], [(60, 200), (8, 100)]])
def test_events_that_speak_of_few_take_all_the_others_with_them(rows):
    assert events_of(*rows) == []


def test_events_do_not_stand_beside_a_curve_nor_beside_something_hidden():
    assert events_of((60, 200), alone=False) == []
    assert events_of((60, 200), (70, 200), unsafe=[1]) == []


def test_events_of_a_horizon_do_not_leave_beside_its_curve(released):
    asked = {"method": "restricted_mean", "options": {"until": 52}}
    published = protect_figures(ask(released_plan(asked), released))
    assert published["curves"]
    assert not any("events" in row for row in published["estimates"])


def test_the_ends_of_periods_are_no_single_person_s_times():
    row = {
        "name": "c",
        "term": "treat[0–137]",
        "method": "cox",
        "scale": "log_hazard",
        "role": "period",
        "group": None,
        "estimate": 0.5,
        "n": 90,
    }
    row |= {"from": 0.0, "until": 137.0, "period": "early", "events": 45, "se": 0.1, "ratio": 1.6}
    (shown,) = protect_figures({"estimates": [row]})["estimates"]
    assert (shown["term"], shown["from"], shown["until"]) == ("treat[0–140]", 0.0, 140.0)
