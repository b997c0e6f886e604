"""Columns derived by named operations, and conditions on who belongs."""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.derive import base_columns, derive_columns, level_of, meets
from tejido.impact.design import behind
from tejido.impact.question import ask
from tejido.impact.refusals import Refused
from tejido.impact.spec import Condition
from tejido.impact.tests.studies import plan_from


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "person": [0, 1, 2, 3],
            "treat": [1.0, 0.0, 1.0, np.nan],
            "score": [2.0, -3.0, 0.0, np.nan],
            "age": [20.0, 30.0, 40.0, 50.0],
            "better": [1.0, 0.0, np.nan, 1.0],
            "region": ["sur", "norte", None, "este"],
        }
    )


@pytest.mark.parametrize(
    ("operation", "values"),
    [
        ({"square": "score"}, [4, 9, 0, np.nan]),
        ({"product": ["score", "age"]}, [40, -90, 0, np.nan]),
        ({"difference": ["age", "score"]}, [18, 33, 40, np.nan]),
        ({"minus": {"column": "age", "value": 20}}, [0, 10, 20, 30]),
        ({"indicator": {"column": "score", "above": 0}}, [1, 0, 0, np.nan]),
        ({"indicator": {"column": "score", "at_least": 0}}, [1, 0, 1, np.nan]),
        ({"indicator": {"column": "score", "at_most": -3}}, [0, 1, 0, np.nan]),
        ({"indicator": {"column": "region", "in": ["sur", "este"]}}, [1, 0, np.nan, 1]),
        ({"indicator": {"column": "region", "equals": "norte"}}, [0, 1, np.nan, 0]),
        ({"indicator": {"column": "better", "equals": True}}, [1, 0, np.nan, 1]),
        ({"indicator": {"column": "better", "equals": "Sí"}}, [1, 0, np.nan, 1]),
        ({"indicator": {"column": "better", "in": ["nem", False]}}, [0, 1, np.nan, 0]),
        ({"indicator": {"column": "age", "equals": 30}}, [0, 1, 0, 0]),
    ],
    ids=str,
)
def test_each_operation_computes_and_leaves_gaps_as_gaps(frame, operation, values):
    found = derive_columns(frame, plan_from(derive={"x": operation}))
    np.testing.assert_array_equal(found["x"], values)


@pytest.mark.parametrize(
    ("operation", "condition"), [({"difference": ["age", "score"]}, {"at_least": 0.3}), ({"minus": {"column": "age", "value": 0.1}}, {"at_most": 0.3})]
)
def test_who_stands_on_a_limit_in_decimals_stands_on_it_in_the_plan(frame, operation, condition):
    frame = frame.assign(age=[0.4, 1.4, 0.4, np.nan], score=[0.1, 1.1, 0.11, 0.1])
    found = derive_columns(frame, plan_from(derive={"x": operation, "on": {"indicator": {"column": "x"} | condition}}))
    np.testing.assert_array_equal(found["on"], [1, 1, 0, np.nan] if "difference" in operation else [1, 0, 1, np.nan])


def test_a_category_becomes_a_column_per_level_but_its_reference(frame):
    plan = plan_from(derive={"place": {"category": {"column": "region", "reference": "norte"}}})
    found = derive_columns(frame, plan)
    assert [column for name in ("age", "place") for column in behind(name, found, plan)] == ["age", "place[este]", "place[sur]"]
    np.testing.assert_array_equal(found["place[sur]"], [1, 0, np.nan, 0])


def test_a_reference_that_nobody_has_is_refused_naming_the_levels_there_are(frame):
    plan = plan_from(derive={"place": {"category": {"column": "region", "reference": "oeste"}}})
    with pytest.raises(Refused, match=r"«oeste».*norte"):
        derive_columns(frame, plan)


def test_a_derived_column_may_use_an_earlier_one(frame):
    plan = plan_from(derive={"old": {"indicator": {"column": "age", "above": 35}}, "both": {"product": ["old", "treat"]}})
    np.testing.assert_array_equal(derive_columns(frame, plan)["both"], [0, 0, 1, np.nan])
    assert base_columns(["both", "score"], plan) == ["age", "treat", "score"]


def test_a_missing_value_meets_no_condition(frame):
    assert meets(frame, Condition("score", "below", 10.0)).tolist() == [True, True, True, False]
    assert meets(frame, Condition("region", "in", ("sur", ""))).tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("value", "level"), [(1.0, "1"), (1234567, "1234567"), (1234567.0, "1234567"), (0.1234567, "0.1234567"), (" 007 ", "007"), (np.nan, "")]
)
def test_a_level_keeps_every_digit(value, level):
    assert level_of(value) == level


@pytest.mark.parametrize(
    ("column", "wanted", "met"),
    [
        (["007", "7", None], ("007",), [True, False, False]),
        (["12345678", "12345679", "1.0"], ("12345678",), [True, False, False]),
        (["1.0", "1", "2"], ("1.0",), [True, False, False]),
        ([1234567.0, 1234568.0, np.nan], ("1234567",), [True, False, False]),
        ([1.0, 2.0, 3.0], ("1.0", "3"), [True, False, True]),
    ],
)
def test_a_code_in_a_column_of_text_is_text_and_in_a_column_of_numbers_a_number(column, wanted, met):
    assert meets(pd.DataFrame({"code": column}), Condition("code", "in", wanted)).tolist() == met


def test_organisations_with_long_codes_are_as_many_as_they_are():
    plan = plan_from(
        columns={"y": {"kind": "number"}, "treat": {"kind": "yes_no"}, "house": {"kind": "number"}}, exposure={"column": "treat"},
        outcome={"column": "y"}, cluster="house", estimates=[{"name": "main", "method": "difference"}],
    )  # fmt: skip
    houses = 1234501.0 + np.repeat(np.arange(40), 5)
    frame = pd.DataFrame({"person": np.arange(200), "y": np.sin(np.arange(200)), "treat": np.arange(200) % 2.0, "house": houses})
    assert len(ask(plan, plan.estimates[0], frame).cluster_names) == 40


def test_yes_and_no_are_written_in_a_plan_as_in_a_file(frame):
    plan = plan_from(
        exposure={"column": "treat", "reference": "Sí", "compared": "No"}, where=[{"column": "better", "equals": "yes"}],
        derive={"x": {"category": {"column": "better", "reference": "No"}}}, covariates=[{"column": "better", "coding": "factor", "reference": "no"}],
        estimates=[{"name": "main", "method": "ancova"}],
    )  # fmt: skip
    main = plan.estimates[0]
    assert (main.exposure.reference, main.exposure.compared) == ("1", "0")
    assert main.terms[0].reference == "0"
    assert meets(frame, plan.where[0]).tolist() == [True, False, False, True]
    assert "x[1]" in derive_columns(frame, plan)


def test_words_of_a_category_stay_as_they_are(frame):
    plan = plan_from(where=[{"column": "region", "in": ["si", "norte"]}], exposure={"column": "region", "reference": "no", "compared": "norte"})
    assert plan.where[0].value == ("si", "norte")
    assert plan.estimates[0].exposure.reference == "no"
