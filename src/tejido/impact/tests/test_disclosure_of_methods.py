"""Whatever a plan asks for: what leaves the house counts nobody in fewer than ten, and nothing leaves that no rule knows."""

import json

import numpy as np
import pandas as pd
import pytest

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.disclosure import figures_audit, protect_figures
from tejido.impact.disclosure.estimates import FIGURES, IDENTITY
from tejido.impact.disclosure.models import MODEL_PARTS
from tejido.impact.tests.studies import ask, lines, network_plan, plan_from, released_plan, small_trial

NETWORK = [
    {"method": "ancova", "cluster": "organisation", "options": {"wild_bootstrap": 99}},
    {"method": "logistic", "outcome": "better"},
    {"method": "meta_analysis", "cluster": "organisation"},
    {"method": "shrinkage", "cluster": "organisation", "outcome": "better", "exposure": "none"},
    {"method": "funnel", "cluster": "organisation", "outcome": "better"},
    {"method": "reliable_change", "outcome": {"before": "before", "after": "after", "direction": "higher_is_better"}, "options": {"sd": 6, "reliability": 0.85, "cut_off": 22}},
    {"method": "cost_per_outcome", "outcome": "better", "options": {"cost": "cost"}},
    {"method": "inverse_probability_weighting", "outcome": "better", "covariates": ["before"]},
    {"method": "missing_outcomes", "outcome": "reached"},
    {"method": "counts", "outcome": {"count": "visits", "person_time": "years"}},
    {"method": "negative_control", "options": {"controls": ["other"]}},
]  # fmt: skip
TIMES = [
    {"method": "kaplan_meier", "at": [13, 14, 26, 52], "options": {"cumulative_hazard": True}},
    {"method": "cox", "covariates": ["prio"]},
    {"method": "life_table", "options": {"period": 13}},
    {"method": "discrete_time_hazard", "options": {"period": 13}, "at": [26, 52]},
    {"method": "restricted_mean", "options": {"until": 52}},
    {"method": "log_rank"},
    {"method": "piecewise_exponential", "options": {"cuts": [26]}},
]


@pytest.fixture(scope="module", params=[*NETWORK, *TIMES], ids=lambda asked: asked["method"])
def both(request, network, released):
    """An exact document and the one that may be published."""
    asked = request.param
    document = ask(network_plan(asked), network) if asked in NETWORK else ask(released_plan(asked), released)
    return document, protect_figures(document)


def test_only_keys_that_a_rule_knows_leave(both):
    _exact, published = both
    rows = {key for row in published["estimates"] for key in row}
    assert rows <= {*IDENTITY, *FIGURES, "n", "reason", "refused"}
    assert {key for model in published["models"] for key in model} <= set(MODEL_PARTS)
    assert "manifest" not in published
    assert {key for check in published["checks"] for key in check} <= {
        "name",
        "estimate",
        "term",
        "verdict",
        "statistic",
        "p",
        "values",
        "sentence",
    }


def test_no_table_of_the_published_document_can_be_undone(both):
    exact, _published = both
    assert figures_audit(exact).is_clean


def test_no_number_of_people_that_is_printed_is_small(both):
    _exact, published = both
    assert [row for row in published["estimates"] if row["estimate"] is not None and row["n"] is not None and row["n"] < 10] == []
    cells = [cell for table in published["tables"] for counts in table["counts"] for cell in counts]
    assert [cell for cell in cells if cell is not None and 0 < cell < 10] == []


def test_the_published_document_is_told_and_kept_as_json(both):
    from tejido.impact.reading import figures_of, forests_of, plots_of
    from tejido.impact.spoken import spoken

    _exact, published = both
    assert json.loads(json.dumps(published, allow_nan=False)) == published
    assert set(spoken(published)) == {"es", "en", "hu"}
    for reader in (figures_of, forests_of, plots_of):
        reader(published)


def test_a_step_of_few_events_is_hidden_on_every_scale_read_off_the_curve(released):
    """Between weeks 26 and 27 few people of the group with aid were arrested again."""
    document = ask(released_plan({"method": "kaplan_meier", "at": [26, 27], "options": {"cumulative_hazard": True}}), released)
    published = protect_figures(document)
    for scale in ("survival", "cumulative_hazard"):
        exact, shown = lines(document, scale=scale, group="1"), lines(published, scale=scale, group="1")
        assert all(row["estimate"] is not None for row in exact)
        assert [row["estimate"] is None for row in shown] == [False, True]


def test_a_door_that_few_took_is_not_drawn():
    random = np.random.default_rng(2)
    frame = small_trial(300).assign(days=random.integers(1, 400, 300) * 1.0, exit=np.where(np.arange(300) % 50 == 0, "home", "0"))
    columns = {"treat": {"kind": "yes_no"}, "days": {"kind": "number"}, "exit": {"kind": "category"}}
    plan = plan_from(
        columns=columns,
        outcome={"time": "days", "exit": "exit", "cause": "home"},
        estimates=[{"name": "e", "method": "cumulative_incidence", "at": [399]}],
    )
    published = protect_figures(ask(plan, frame))
    assert [row["estimate"] for row in published["estimates"]] == [None] * len(published["estimates"])
    assert [step for curve in published["curves"] for step in curve["steps"]] == []


def test_a_life_table_with_a_period_of_few_events_stays_inside(released):
    document = ask(released_plan({"method": "life_table", "options": {"period": 2}}), released)
    published = protect_figures(document)
    assert {row["estimate"] for row in published["estimates"]} == {None}


def test_two_groups_of_a_life_table_are_two_populations(released):
    tables = protect_figures(ask(released_plan({"method": "life_table", "options": {"period": 13}}), released))["tables"]
    assert [table["total"] for table in tables if table["kind"] == "life_table"] == [216, 216]


def test_persons_who_got_worse_are_hidden_where_they_are_few_and_so_is_what_gives_them_away(network):
    options = {"sd": 8, "reliability": 0.85, "cut_off": 22}
    asked = {
        "method": "reliable_change",
        "outcome": {"before": "before", "after": "after", "direction": "higher_is_better"},
        "options": options,
    }
    document = ask(network_plan(asked), network)
    assert 0 < lines(document, term="deteriorated", group="1")[0]["count"] < 10
    published = protect_figures(document)
    assert lines(published, term="deteriorated", group="1")[0]["estimate"] is None
    hidden = [row["term"] for row in lines(published, group="1") if row["estimate"] is None]
    assert len(hidden) > 1
    (table,) = [table for table in published["tables"] if table["kind"] == "change"]
    assert [column for column, n in zip(table["columns"], table["counts"][1], strict=True) if n is None] == hidden
    assert figures_audit(document).is_clean


def test_ready_made_answers_of_organisations_never_leave():
    frame = pd.DataFrame({"effect": np.arange(12.0), "error": 1.0, "person": np.arange(12)})
    plan = plan_from(
        rows="organisation", columns={"effect": {"kind": "number"}, "error": {"kind": "number"}}, exposure=None,
        outcome={"effect": "effect", "error": "error"}, estimates=[{"name": "e", "method": "meta_analysis"}],
    )  # fmt: skip
    document = ask(plan, frame)
    assert lines(document, role="exposure")[0]["estimate"] is not None
    assert {row["estimate"] for row in protect_figures(document)["estimates"]} == {None}


def test_a_method_that_no_rule_knows_is_hidden_whole():
    document = ask(plan_from(), small_trial(200))
    for row in document["estimates"]:
        row["method"] = "oracle"
    assert {row["estimate"] for row in protect_figures(document)["estimates"]} == {None}


def test_checks_say_their_verdict_without_numbers_that_count_people():
    frame = small_trial(200)
    frame.loc[:24, "score"] = np.nan
    published = protect_figures(ask(plan_from(), frame))
    found = {check["name"]: check for check in published["checks"]}
    assert (found["missing"]["verdict"], found["missing"]["statistic"], found["missing"]["values"]) == ("attention", None, {})
    assert not any(figure in found["missing"]["sentence"] for figure in "0123456789")


def test_an_unknown_check_stays_inside():
    document = ask(plan_from(), small_trial(200))
    document["checks"].append(
        {"name": "census", "estimate": "main", "term": None, "verdict": "ok", "statistic": 3, "p": None, "sentence": "3"}
    )
    assert "census" not in {check["name"] for check in protect_figures(document)["checks"]}


def test_what_is_left_of_p_values_beside_a_hidden_one_stays_inside():
    frame = small_trial(200).assign(better=lambda f: (np.arange(200) % 67 == 0).astype(float))
    estimates = [
        {"name": name, "method": "difference", "outcome": outcome} for name, outcome in (("a", "score"), ("b", "age"), ("c", "better"))
    ]
    document = ask(plan_from(estimates=estimates), frame)
    published = protect_figures(document)
    assert {row["name"] for row in published["estimates"] if row["estimate"] is None} >= {"c"}
    assert [row for row in published["estimates"] if row["name"] == "b" and "p_adjusted" in row] == []
    assert [row["p_adjusted"] for row in published["estimates"] if row["name"] == "a" and row["role"] == "exposure"] == [
        row["p_adjusted"] for row in lines(document, name="a", role="exposure")
    ]


def test_every_method_is_either_a_model_or_known_to_be_protected_figure_by_figure():
    assert sorted(name for name, method in CATALOGUE.items() if not method.fits) == [
        "cumulative_incidence", "funnel", "kaplan_meier", "meta_analysis", "proportions_by_wave", "reliable_change",
    ]  # fmt: skip
