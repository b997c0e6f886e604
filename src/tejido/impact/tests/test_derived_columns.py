"""Columns derived by named operations, and conditions on who belongs."""

import numpy as np
import pandas as pd
import pytest

from tejido.impact.derive import base_columns, derive_columns, meets
from tejido.impact.design import behind
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
        ({"indicator": {"column": "age", "equals": 30}}, [0, 1, 0, 0]),
    ],
    ids=str,
)
def test_each_operation_computes_and_leaves_gaps_as_gaps(frame, operation, values):
    found = derive_columns(frame, plan_from(derive={"x": operation}))
    np.testing.assert_array_equal(found["x"], values)


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
