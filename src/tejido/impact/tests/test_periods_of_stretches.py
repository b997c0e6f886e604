"""Stretches cut into periods: each person once in each, wherever a plan's rows begin and end; and curves with the errors of organisations."""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.tests.studies import ask, line, plan_from

COLUMNS = {"treat": {"kind": "yes_no"}, "start": {"kind": "number"}, "stop": {"kind": "number"}, "found": {"kind": "yes_no"}}
HAZARD = {"name": "main", "method": "discrete_time_hazard", "options": {"period": 30}}


def followed(people=400):
    draw = np.random.default_rng(4)
    treat = np.arange(people) % 2
    stop = np.minimum(np.ceil(draw.exponential(90 - 30 * treat)), 170.0)
    return pd.DataFrame({"person": np.arange(people), "treat": treat * 1.0, "start": 0.0, "stop": stop, "found": (stop < 170) * 1.0})


def cut(frame, days):
    """The same people in stretches of so many days; the event in the last."""
    pieces = []
    for person in frame.to_dict("records"):
        for start in np.arange(0.0, person["stop"], days):
            stop = min(start + days, person["stop"])
            pieces.append(person | {"start": start, "stop": stop, "found": person["found"] * (stop == person["stop"])})
    return pd.DataFrame(pieces)


def answered(frame):
    plan = plan_from(
        rows="person_period",
        person="person",
        columns=COLUMNS,
        outcome={"start": "start", "stop": "stop", "event": "found"},
        estimates=[HAZARD],
    )
    return ask(plan, frame)


@pytest.mark.parametrize("days", [7, 20, 30, 45])
def test_the_same_people_cut_into_stretches_give_the_same_answer(days):
    whole, pieces = answered(followed()), answered(cut(followed(), days))
    for key in ("estimate", "se", "low", "high", "events"):
        assert line(pieces)[key] == pytest.approx(line(whole)[key], rel=1e-12)
    assert pieces["models"][0]["periods"] == whole["models"][0]["periods"]


def test_a_period_that_holds_two_stretches_is_one_and_has_the_exposure_with_which_it_began():
    """Were it counted as exposed because the exposure came later in it, the days until then would be credited to the exposure."""
    frame = cut(followed(), 20)
    later = frame.assign(treat=np.where((frame["start"] == 40) | (frame["start"] == 100), 1 - frame["treat"], frame["treat"]))
    assert line(answered(later))["estimate"] == pytest.approx(line(answered(frame))["estimate"], rel=1e-12)


def by_house(houses, *, cluster="house", **outcome):
    """People of one organisation wait alike."""
    draw = np.random.default_rng(8)
    house = np.arange(600) % houses
    treat = (house // 2 + np.arange(600) // houses) % 2
    days = np.minimum(np.ceil(draw.exponential(80 * np.exp(draw.normal(0, 0.8, houses))[house])), 150.0)
    door = np.where(days < 150, 1 + draw.integers(0, 2, 600), 0)
    frame = pd.DataFrame(
        {"person": np.arange(600), "treat": treat * 1.0, "days": days, "found": (door > 0) * 1.0, "door": door * 1.0, "house": house * 1.0}
    )
    columns = {
        "treat": {"kind": "yes_no"},
        "days": {"kind": "number"},
        "found": {"kind": "yes_no"},
        "door": {"kind": "number"},
        "house": {"kind": "number"},
    }
    outcome = outcome or {"time": "days", "event": "found"}
    return ask(plan_from(columns=columns, outcome=outcome, cluster=cluster, estimates=[HAZARD | {"at": [90]}]), frame)


def test_the_survival_of_a_model_has_the_errors_of_its_organisations():
    naive, clustered = (line(by_house(20, cluster=cluster), term="survival", group="1") for cluster in ("none", "house"))
    assert clustered["estimate"] == pytest.approx(naive["estimate"], rel=1e-12)
    assert (naive["errors"], clustered["errors"]) == (None, "CR2")
    assert clustered["se"] > 1.5 * naive["se"]
    assert clustered["high"] - clustered["low"] > 1.5 * (naive["high"] - naive["low"])


def test_under_ten_organisations_a_survival_has_an_error_and_no_interval():
    document = by_house(8)
    found = line(document, term="survival", group="1")
    assert found["se"] > 0
    assert (found["low"], found["high"]) == (None, None)
    assert all(value is None for curve in document["models"][0]["curves"] for value in curve["low"] + curve["high"])


def test_with_several_doors_an_incidence_by_organisation_has_no_error():
    found = line(by_house(20, time="days", exit="door", cause=1), term="incidence", group="1")
    assert 0 < found["estimate"] < 1
    assert (found["se"], found["low"], found["high"], found["errors"]) == (None, None, None, None)
