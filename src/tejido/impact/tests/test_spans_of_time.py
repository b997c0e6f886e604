"""What stands in the way of a model of periods or pieces is named, and takes no more with it than it must."""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.spec import PlanError
from tejido.impact.tests.studies import ask, line, lines, plan_from

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}
COLUMNS = {"treat": YES_NO, "days": NUMBER, "found": YES_NO, "age": NUMBER, "door": CATEGORY}
COMPETING = {"time": "days", "exit": "door", "cause": "a"}


def waiting(people=200):
    """Followed for up to 100 days; nobody has the event from day 40 to day 60. Door «b» is taken by three, all of one group."""
    random = np.random.default_rng(11)
    days = np.ceil(random.uniform(0, 100, people))
    found = (random.random(people) < 0.7) & ~((days > 40) & (days <= 60))
    treat = (np.arange(people) % 2).astype(float)
    door = np.where(found, "a", "0")
    door[np.flatnonzero((treat == 1) & ~found)[:3]] = "b"
    age = random.normal(40, 9, people)
    return pd.DataFrame({"person": np.arange(people), "treat": treat, "days": days, "found": found * 1.0, "age": age, "door": door})


def answered(frame=None, outcome=None, exposure="treat", **estimate):
    plan = plan_from(
        columns=COLUMNS, exposure=exposure and {"column": exposure}, outcome=outcome or {"time": "days", "event": "found"},
        estimates=[{"name": "e"} | estimate],
    )  # fmt: skip
    return ask(plan, waiting() if frame is None else frame)


def of_periods(*, options=None, **more):
    return answered(method="discrete_time_hazard", options={"period": 10, "time": "linear"} | (options or {}), **more)


def test_periods_without_events_are_named_with_the_ways_out():
    found = line(of_periods(options={"time": "factor"}))
    assert found["refused"] == {"code": "bare_periods", "values": {"periods": "5, 6"}}
    assert all(way in found["note"] for way in ("más largos", "«time: spline»", "«time: linear»"))
    assert line(of_periods(), term="treat")["estimate"] is not None


def test_a_period_in_which_all_who_were_left_have_the_event_is_named_too():
    frame = waiting()
    frame.loc[frame["days"] > 90, "found"] = 1.0
    assert line(of_periods(frame=frame, options={"time": "factor"}))["refused"]["values"]["periods"] == "5, 6, 10"


def test_pieces_without_events_and_cuts_beyond_the_follow_up_are_named():
    def refused(*cuts):
        return line(answered(method="piecewise_exponential", options={"cuts": list(cuts)}), term="treat")["refused"]

    assert refused(20, 40, 60) == {"code": "bare_pieces", "values": {"pieces": "40–60"}}
    assert refused(20, 100, 500) == {"code": "cuts_beyond", "values": {"cuts": "100, 500", "longest": "100"}}
    assert refused(20, 70) is None


def test_a_spline_of_time_that_has_nowhere_to_bend_names_what_to_ask():
    frame = waiting()
    frame.loc[20:, "days"] = np.minimum(frame.loc[20:, "days"], 20)
    found = line(of_periods(frame=frame, options={"time": "spline", "df": 6}))
    assert found["refused"] == {"code": "few_periods", "values": {"df": 6}}
    assert "«time: linear»" in found["note"]


def test_a_door_that_cannot_be_fitted_leaves_the_ratio_and_takes_the_curves():
    document = of_periods(outcome=COMPETING, at=[50])
    alone = of_periods(frame=waiting().assign(found=lambda rows: (rows["door"] == "a") * 1.0))
    ratio = line(document, term="treat", role="exposure")
    assert ratio["estimate"] == pytest.approx(line(alone, term="treat", role="exposure")["estimate"], rel=1e-9)
    assert "curves" not in document["models"][0]
    refused = [one["refused"] for one in lines(document, term="incidence")]
    assert [one["code"] for one in refused] == ["closed_door"] * 2
    assert [one["values"] for one in refused] == [{"group": group, "at": "50", "door": "b"} for group in ("0", "1")]
    assert any("no hay curvas: los sucesos de la salida «b»" in text for text in document["sentences"])


def test_a_door_that_can_be_fitted_gives_its_curves_and_no_such_check():
    frame = waiting()
    frame.loc[(frame["door"] == "0") & (frame["person"] % 3 == 0), "door"] = "b"
    document = of_periods(frame=frame, outcome=COMPETING, at=[50])
    assert [one["estimate"] is not None for one in lines(document, term="incidence")] == [True, True]
    assert not [one for one in document["checks"] if one["name"] == "doors"]


def test_a_moment_outside_of_the_periods_is_refused_by_itself():
    document = of_periods(at=[50, 400])
    assert line(document, term="treat", role="exposure")["estimate"] is not None
    assert [one["estimate"] is None for one in lines(document, term="survival", at=50.0)] == [False, False]
    for one in lines(document, term="survival", at=400.0):
        assert (one["estimate"], one["refused"]["code"]) == (None, "outside_periods")
        assert one["refused"]["values"] == {"group": one["group"], "at": "400", "low": "10", "high": "100"}


@pytest.mark.parametrize("exposure", ["age", None])
def test_moments_of_curves_that_are_not_of_two_groups_are_refused_when_the_plan_is_read(exposure):
    covariates = [] if exposure else ["age"]
    with pytest.raises(PlanError, match="las curvas son de dos grupos"):
        of_periods(exposure=exposure, covariates=covariates, at=[50])
    assert of_periods(exposure=exposure, covariates=covariates)["estimates"]


def test_moments_of_stretches_are_refused_when_the_plan_is_read():
    spells = {"rows": "person_period", "person": "person", "columns": COLUMNS | {"start": NUMBER}}
    outcome = {"start": "start", "stop": "days", "event": "found"}
    estimate = {"name": "e", "method": "discrete_time_hazard", "options": {"period": 10}}
    assert plan_from(**spells, outcome=outcome, estimates=[estimate])
    with pytest.raises(PlanError, match="con «start» y «stop» este método no da curvas"):
        plan_from(**spells, outcome=outcome, estimates=[estimate | {"at": [50]}])


def test_moments_beyond_the_follow_up_alone_leave_the_curves_and_those_they_are_of():
    frame = waiting().assign(door=lambda rows: np.where((rows["found"] > 0) & (rows["days"] < 90), "a", "0"))
    document = answered(frame, method="cumulative_incidence", outcome=COMPETING | {"censored": "0"}, at=[500])
    assert [one["refused"]["code"] for one in document["estimates"]] == ["beyond_follow_up"] * 2
    assert document["models"][0]["curves"]
    assert (document["attrition"]["analysed"], document["attrition"]["lost"]) == (200, [])
