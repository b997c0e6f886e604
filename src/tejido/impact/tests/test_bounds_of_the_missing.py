"""Bounds need no model: they stand where weighting by response has none."""

import numpy as np
import pytest

from tejido.impact.tests.studies import ask, line, plan_from, small_trial
from tejido.stats.missingness import lee_bounds, manski_bounds


def lost(chosen):
    frame = small_trial(200)
    frame.loc[chosen(frame), "score"] = np.nan
    estimate = {"name": "m", "method": "missing_outcomes", "covariates": ["age"], "options": {"smallest": 0, "largest": 100}}
    return frame, ask(plan_from(estimates=[estimate]), frame)


@pytest.mark.parametrize(
    "chosen",
    [
        lambda frame: frame["treat"].eq(0) & frame["age"].gt(50),
        lambda frame: frame["treat"].eq(1) & frame["age"].gt(50),
        lambda frame: frame.index == 3,
        lambda frame: frame["age"] > 60,
    ],
    ids=["only the reference", "only the compared", "one person", "all of an age"],
)
def test_bounds_stand_where_all_of_some_answered(chosen):
    frame, document = lost(chosen)
    weighted = line(document, term="treat")
    assert (weighted["estimate"], weighted["refused"]["code"]) == (None, "no_response_model")
    seen = frame["score"].notna().astype(float)
    for term, bounds in (
        ("lee_bounds", lee_bounds(frame["score"], frame["treat"], seen)),
        ("manski_bounds", manski_bounds(frame["score"], frame["treat"], seen, smallest=0, largest=100)),
    ):
        found = line(document, term=term)
        assert (found["low"], found["high"]) == (pytest.approx(bounds.interval_low), pytest.approx(bounds.interval_high))
    assert document["attrition"]["analysed"] > 0
    assert any("Quedan las cotas" in text for text in document["sentences"])


def test_where_too_few_of_a_group_answered_or_all_said_the_same_the_refusal_says_so():
    _, document = lost(lambda frame: frame["treat"].eq(1) & (frame.index > 15))
    assert line(document)["refused"] == {"code": "few_people", "values": {"group": "1", "n": 8, "least": 10}}
    frame = small_trial(200).assign(score=5.0)
    frame.loc[frame.index % 7 == 3, "score"] = np.nan
    document = ask(plan_from(estimates=[{"name": "m", "method": "missing_outcomes"}]), frame)
    assert line(document)["refused"]["code"] == "one_outcome"


def test_where_response_has_a_model_its_weights_are_used():
    _, document = lost(lambda frame: frame.index % 7 == 3)
    assert line(document, term="treat")["se"] > 0
