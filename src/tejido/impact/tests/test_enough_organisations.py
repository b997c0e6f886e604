"""Whether organisations are counted with, and what is told where there are too few of them, in all or on one side."""

import numpy as np
import pytest

from tejido.impact.spec import PlanError
from tejido.impact.tests.studies import ask, check, line, plan_from, small_trial

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}


@pytest.mark.parametrize(("organisations", "verdict"), [(9, "fails"), (12, "attention"), (24, "ok")])
def test_with_fewer_than_ten_organisations_there_is_no_interval_that_allows_for_them(organisations, verdict):
    frame = small_trial(480).assign(
        region=[f"O{i % organisations:02}" for i in range(480)], treat=lambda f: (np.arange(480) // 48 % 2).astype(float)
    )
    document = ask(plan_from(estimates=[{"name": "e", "method": "ancova", "cluster": "region", "errors": ["CR2"]}]), frame)
    assert check(document, "clusters")["verdict"] == verdict
    found = line(document, term="treat")
    assert found["se"] > 0
    assert 0 < found.get("df", 1) < organisations
    assert ("df" in found) == (verdict != "fails")
    assert (found["low"] is None, found["p"] is None) == (verdict == "fails",) * 2


@pytest.mark.parametrize(("method", "outcome"), [("difference", "score"), ("ancova", "score"), ("logistic", "better"), ("cox", "time")])
def test_what_rests_on_one_organisation_alone_is_told_without_an_error_and_says_so(method, outcome):
    people = np.arange(480)
    frame = small_trial(480).assign(
        region=[f"O{i // 40:02}" for i in people], treat=(people < 40) * 1.0, better=people % 3 // 2 * 1.0, time=people * 7.0 % 97 + 1, done=1.0
    )
    kinds = {"treat": "yes_no", "score": "number", "better": "yes_no", "time": "number", "done": "yes_no", "region": "category"}
    columns = {name: {"kind": kind} for name, kind in kinds.items()}
    asked = {"time": "time", "event": "done"} if outcome == "time" else {"column": outcome}
    plan = plan_from(columns=columns, outcome=asked, estimates=[{"name": "e", "method": method, "cluster": "region"}])
    document = ask(plan, frame)
    found, told = line(document, term="treat"), check(document, "clusters")
    assert (found["se"], found["low"], found["p"]) == (None,) * 3
    assert (told["verdict"], told["term"]) == ("fails", "treat")
    assert found["note"] == told["sentence"]
    assert "una sola entidad" in told["sentence"]
    assert told["sentence"] in document["sentences"]


def test_few_organisations_in_one_of_the_groups_ask_for_care_and_are_counted():
    frame = small_trial(960).assign(region=[f"O{i // 40:02}" for i in range(960)], treat=lambda f: (np.arange(960) < 120) * 1.0)
    for method in ("difference", "standardisation"):
        asked = {"name": "e", "method": method, "cluster": "region"} | ({"covariates": ["age"]} if method == "standardisation" else {})
        found = check(ask(plan_from(assignment="not_random", estimates=[asked]), frame), "clusters")
        assert (found["verdict"], found["values"]["fewest"]) == ("attention", 3)
        assert "en uno de los dos grupos solo 3" in found["sentence"]


@pytest.mark.parametrize("method", ["inverse_probability_weighting", "standardisation", "doubly_robust"])
@pytest.mark.parametrize(("organisations", "treated"), [(9, "many"), (12, "one")])
def test_effects_without_enough_organisations_are_told_without_an_error(method, organisations, treated):
    frame = small_trial(960).assign(region=[f"O{i % organisations:02}" for i in range(960)])
    if treated == "one":
        frame["treat"] = (frame["region"] == "O03") * 1.0
    asked = {"name": "e", "method": method, "covariates": ["age"]}
    document = ask(plan_from(assignment="not_random", estimates=[asked | {"cluster": "region"}]), frame)
    strangers = ask(plan_from(assignment="not_random", estimates=[asked]), frame)
    found = [row for row in document["estimates"] if row["role"] == "exposure"]
    assert found[0]["estimate"] == pytest.approx(line(strangers, role="exposure", errors="stacked")["estimate"], rel=1e-9)
    assert {(row["se"], row["low"], row["p"]) for row in found} == {(None, None, None)}
    assert check(document, "clusters")["verdict"] == "fails"


def test_a_bootstrap_of_too_few_organisations_takes_nothing_else_with_it():
    frame = small_trial(480).assign(region=[f"O{i % 9:02}" for i in range(480)])
    asked = {"name": "e", "method": "ancova", "cluster": "region", "options": {"wild_bootstrap": 999}}
    document = ask(plan_from(estimates=[asked]), frame)
    assert line(document, term="treat")["se"] > 0
    assert check(document, "clusters")["verdict"] == "fails"


def test_one_organisation_alone_does_not_undo_an_error_of_strangers_told_first():
    frame = small_trial(480).assign(region=[f"O{i // 40:02}" for i in range(480)], treat=lambda f: (np.arange(480) < 40) * 1.0)
    document = ask(plan_from(estimates=[{"name": "e", "method": "ancova", "cluster": "region", "errors": ["HC3", "CR2"]}]), frame)
    assert line(document, term="treat", errors="HC3")["p"] is not None
    assert [check(document, "clusters")[key] for key in ("verdict", "term")] == ["attention", None]


def test_one_organisation_with_most_of_the_people_asks_for_care():
    frame = small_trial(480).assign(region=[f"O{min(i, 24):02}" if i < 240 else "big" for i in range(480)])
    document = ask(plan_from(estimates=[{"name": "e", "method": "ancova", "cluster": "region"}]), frame)
    assert check(document, "clusters")["verdict"] == "attention"


def test_a_cluster_of_the_plan_that_a_method_cannot_count_with_is_said_and_one_that_the_estimate_asks_is_refused():
    """Curves, tests and means of waiting have no errors by organisation; where the plan has none, or the method counts with them, nothing is said."""
    frame = small_trial(120).assign(days=np.arange(1.0, 121), place=[f"P{j % 12}" for j in range(120)])
    columns = {"treat": YES_NO, "days": NUMBER, "better": YES_NO, "place": CATEGORY}
    told = [{"name": name, "method": name} for name in ("kaplan_meier", "log_rank", "restricted_mean", "cox")]
    plan = {"columns": columns, "outcome": {"time": "days", "event": "better"}, "estimates": told}
    document = ask(plan_from(cluster="place", **plan), frame)
    found = {one["estimate"]: one["verdict"] for one in document["checks"] if one["name"] == "clusters_left_out"}
    assert found == dict.fromkeys(["kaplan_meier", "log_rank", "restricted_mean"], "attention")
    assert any("«log_rank» no sabe contar con que las personas de una misma se parezcan" in text for text in document["sentences"])
    for without in (plan, plan | {"cluster": "none"}):
        assert not [one for one in ask(plan_from(**without), frame)["checks"] if one["name"] == "clusters_left_out"]
    with pytest.raises(PlanError, match=r"plan\.estimates\[0\]\.cluster"):
        plan_from(**plan | {"estimates": [{"name": "e", "method": "kaplan_meier", "cluster": "place"}]})
