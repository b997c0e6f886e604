"""Everyone enrolled is either analysed or lost for a stated reason, for all and for each group."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tejido.impact.sentences import lost_sentence
from tejido.impact.tests.studies import ask, plan_from, small_trial

ANCOVA = {"estimates": [{"name": "main", "method": "ancova", "covariates": ["age"]}]}


def with_gaps():
    frame = small_trial(80)
    frame.loc[[0, 1, 2], "age"] = np.nan
    frame.loc[[2, 10, 11, 13], "score"] = np.nan
    frame.loc[20, "treat"] = np.nan
    return frame


def test_each_person_is_lost_once_for_the_first_reason():
    attrition = ask(plan_from(**ANCOVA), with_gaps())["attrition"]
    assert (attrition["enrolled"], attrition["with_baseline"], attrition["analysed"]) == (80, 76, 73)
    assert [(item["column"], item["n"]) for item in attrition["lost"]] == [("treat", 1), ("age", 3), ("score", 3)]


def test_the_groups_add_up_to_those_whose_group_is_known():
    attrition = ask(plan_from(**ANCOVA), with_gaps())["attrition"]
    assert [(arm["group"], arm["enrolled"], arm["analysed"]) for arm in attrition["arms"]] == [("0", 39, 36), ("1", 40, 37)]


def test_the_database_adds_those_without_consent_and_without_any_record():
    given = {"enrolled": 90, "without_consent": 6, "by_arm": {"0": {"enrolled": 45, "without_consent": 4}}}
    attrition = ask(plan_from(), small_trial(80), attrition=given)["attrition"]
    assert (attrition["enrolled"], attrition["without_consent"], attrition["analysed"]) == (90, 6, 80)
    assert [(item["reason"], item["n"]) for item in attrition["lost"]] == [("without_consent", 6), ("no_record", 4)]
    assert [(arm["enrolled"], arm["analysed"]) for arm in attrition["arms"]] == [(45, 40), (40, 40)]


def test_people_outside_the_conditions_are_counted_as_such():
    plan = plan_from(where=[{"column": "age", "at_least": 40}])
    frame = small_trial(80)
    attrition = ask(plan, frame)["attrition"]
    young = int((frame["age"] < 40).sum())
    assert attrition["lost"] == [{"reason": "outside", "column": None, "n": young}]


def test_people_of_a_group_that_is_not_compared_are_counted_as_such():
    plan = plan_from(exposure={"column": "region", "reference": "norte", "compared": "sur"})
    frame = small_trial(90)
    attrition = ask(plan, frame)["attrition"]
    assert attrition["lost"] == [{"reason": "other_group", "column": None, "n": int((frame["region"] == "este").sum())}]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_enrolled_is_always_analysed_plus_lost(seed):
    random = np.random.default_rng(seed)
    frame = small_trial(90, seed=seed)
    for column in ("treat", "age", "score"):
        frame.loc[random.random(90) < 0.1, column] = np.nan
    document = ask(plan_from(**ANCOVA), frame, attrition={"enrolled": 100, "without_consent": 4})
    for scope in (document["attrition"], *document["attrition"]["arms"]):
        assert scope["enrolled"] == scope["analysed"] + sum(item["n"] for item in scope["lost"])
        assert scope["analysed"] <= scope["with_baseline"] <= scope["enrolled"]
    table = document["tables"][0]
    assert [sum(row) for row in table["counts"]] == [arm["enrolled"] for arm in document["attrition"]["arms"]]


def test_the_analysed_are_those_in_the_estimate():
    document = ask(plan_from(**ANCOVA), with_gaps())
    assert {row["n"] for row in document["estimates"]} == {document["attrition"]["analysed"]}


@pytest.mark.parametrize(
    ("item", "said"),
    [({"reason": "missing", "column": "age"}, "falta «edad»"), ({"reason": "without_consent", "column": None}, "sin consentimiento")],
)
def test_a_loss_is_told_in_words(item, said):
    plan = plan_from(columns={"treat": {"kind": "yes_no"}, "score": {"kind": "number"}, "age": {"kind": "number", "label": "edad"}})
    assert said in lost_sentence(item, plan)
