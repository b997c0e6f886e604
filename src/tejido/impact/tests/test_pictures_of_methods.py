"""What methods leave beside their figures, so that pictures can be drawn: courses, states, fields, curves, own figures."""

import numpy as np
import pytest

from tejido.impact.disclosure import protect_figures
from tejido.impact.reading import forests_of, plots_of
from tejido.impact.tests.studies import ask, housing, lines, network_plan, plan_from, released_plan, small_trial
from tejido.impact.tests.test_disclosure_attacks import course, homes, model_of, moves, scores
from tejido.impact.tests.test_disclosure_of_events import exits
from tejido.impact.tests.test_disclosure_of_organisations import apart


def test_a_restricted_mean_is_the_area_under_the_curve_that_it_leaves(released):
    document = ask(released_plan({"method": "restricted_mean", "options": {"until": 40}}), released)
    for curve in model_of(document, "e0")["curves"]:
        edges = np.array([0.0, *curve["times"], 40.0])
        area = np.diff(edges) @ np.array([1.0, *curve["survival"]])
        (row,) = lines(document, role="group", group=curve["group"])
        assert area == pytest.approx(row["estimate"], rel=1e-12)
        assert (curve["n"], max(curve["times"])) == (row["n"], 40.0)
    assert [plot.kind for plot in plots_of(document)] == ["events"]


def test_a_course_says_means_of_those_seen_and_between_what_eight_of_ten_lie():
    frame = scores()
    model = model_of(course(frame), "m")
    for point, tenths in zip(model["means"], model["deciles"], strict=True):
        seen = frame[(frame["treat"] == float(point["group"])) & (frame["wave"] == point["at"])]["score"]
        assert (point["n"], point["missed"]) == (len(seen), 100 - len(seen))
        assert point["mean"] == pytest.approx(seen.mean())
        assert point["high"] - point["mean"] == pytest.approx(1.9842 * seen.std() / len(seen) ** 0.5, rel=1e-3)  # t with 97 or 99 degrees
        assert (tenths["low"], tenths["high"]) == tuple(np.quantile(seen, [0.1, 0.9]))


def test_interviews_with_names_have_no_course_but_an_answer():
    frame = scores().assign(wave=lambda f: "visit " + f["wave"].astype(int).astype(str))
    document = course(frame)
    assert lines(document, role="exposure")[0]["estimate"] is not None
    assert "means" not in model_of(document, "m")


def test_states_at_each_interview_are_the_published_ones():
    """Hedeker 2003: street, community and independent housing of 362 people."""
    columns = {"sec": {"kind": "yes_no"}, "y": {"kind": "category"}}
    keys = {"rows": "person_wave", "person": "person", "wave": "wave", "exposure": {"column": "sec"}, "outcome": {"state": "y"}}
    document = ask(plan_from(columns=columns, estimates=[{"name": "t", "method": "transitions"}], **keys), housing().dropna())
    tables = {table["wave"]: table["counts"] for table in document["tables"] if table["kind"] == "states"}
    assert tables["0"] == [[100, 61, 19], [80, 75, 26]]
    assert tables["24"] == [[18, 66, 61], [19, 36, 103]]
    assert {"states", "transitions"} <= {plot.kind for plot in plots_of(document)}


def test_states_at_interviews_with_names_are_not_drawn():
    frame = homes(lost=0).assign(wave=lambda f: np.where(f["wave"] == 0, "before", "after"))
    assert "states" not in {table["kind"] for table in moves(frame)["tables"]}


def test_every_person_is_in_one_field(network):
    outcome = {"before": "before", "after": "after", "direction": "higher_is_better"}
    asked = {"method": "reliable_change", "outcome": outcome, "options": {"sd": 6, "reliability": 0.85, "cut_off": 22}}
    document = ask(network_plan(asked), network)
    fields = model_of(document, "e0")["fields"]
    assert sum(n for _x, _y, n in fields["cells"]) == 900
    assert "fields-e0" in {plot.key for plot in plots_of(document)}


def test_every_way_out_has_its_curve_and_together_they_are_all_who_left():
    document = exits({"home": 90, "hospital": 60, "0": 50})
    model = model_of(document, "e")
    assert [(curve["cause"], curve["group"]) for curve in model["curves"]] == [("home", "0"), ("home", "1"), ("hospital", "0"), ("hospital", "1")]
    assert sum(curve["incidence"][-1] for curve in model["curves"] if curve["group"] == "1") == pytest.approx(150 / 200)


def test_a_way_out_that_nobody_of_a_group_took_is_no_step():
    document = exits({"home": 90, "hospital": 60, "0": 50})
    assert all(curve["events"] for curve in model_of(document, "e")["curves"])
    frame = small_trial(100).assign(days=1.0 + np.arange(100) % 50, exit=["home", "flat"] * 50)
    columns = {"treat": {"kind": "yes_no"}, "days": {"kind": "number"}, "exit": {"kind": "category"}}
    outcome = {"time": "days", "exit": "exit", "cause": "home"}
    plan = plan_from(columns=columns, outcome=outcome, estimates=[{"name": "e", "method": "cumulative_incidence", "at": [20]}])
    empty = [curve["group"] for curve in model_of(ask(plan, frame), "e")["curves"] if not curve["times"]]
    assert empty == ["1", "0"]


def test_an_organisation_is_told_as_it_shows_itself_and_as_it_is_drawn(network):
    frame = apart(network)
    document = ask(network_plan({"method": "shrinkage", "cluster": "organisation", "outcome": "better"}, exposure=None), frame)
    plain = frame.groupby("organisation")["better"].mean()
    centre = lines(document, role="centre")[0]["estimate"]
    for row in lines(document, role="organisation"):
        assert row["own"] == pytest.approx(plain[row["group"]])
        assert min(row["own"], centre) <= row["estimate"] <= max(row["own"], centre)


def test_the_least_difference_that_matters_is_a_band_in_the_picture_of_the_desk_and_of_a_release():
    document = ask(plan_from(outcome={"column": "score", "mid": 2.5}), small_trial(200))
    assert [row.get("mid") for row in lines(document, role="exposure")] == [2.5] * len(lines(document, role="exposure"))
    for told in (document, protect_figures(document)):
        assert [forest.trivial for forest in forests_of(told)] == [2.5]


@pytest.mark.parametrize("asked", [{"method": "cox"}, {"method": "piecewise_exponential", "options": {"cuts": [26]}}], ids=["cox", "piecewise"])
def test_an_answer_of_events_says_how_many_it_rests_on(released, asked):
    document = ask(released_plan(asked), released)
    events = int(released["arrest"].sum())
    for told in (document, protect_figures(document)):
        assert [row["events"] for row in lines(told, role="exposure")] == [events]
        assert [line.events for forest in forests_of(told) for group in forest.groups for line in group.lines] == [str(events)]
