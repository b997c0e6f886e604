"""Errors of least squares where one person alone holds a column, or weighs nothing."""

import numpy as np
import pytest

from tejido.impact.tests.studies import ask, lines, plan_from, small_trial

NUMBER, YES_NO, CATEGORY = {"kind": "number"}, {"kind": "yes_no"}, {"kind": "category"}
FACTOR = {"column": "region", "coding": "factor", "reference": "norte"}


def of_treat(errors):
    frame = small_trial(200).assign(region=np.where(np.arange(200) == 7, "sola", np.where(np.arange(200) % 3, "norte", "sur")))
    asked = {"name": "e", "method": "ancova", "covariates": [FACTOR], "errors": errors}
    document = ask(plan_from(estimates=[asked]), frame)
    return [row for row in lines(document, role="exposure") if row["name"] == "e"], document


@pytest.mark.parametrize("errors", [["classical", "HC3"], ["HC3", "classical"]])
def test_the_error_that_one_person_undoes_leaves_the_others_of_the_plan(errors):
    rows, document = of_treat(errors)
    told = {row["errors"]: row for row in rows}
    assert told["classical"]["low"] < told["classical"]["estimate"] < told["classical"]["high"]
    assert (told["HC3"]["se"], told["HC3"]["low"], told["HC3"]["p"]) == (None, None, None)
    assert told["HC3"]["estimate"] == told["classical"]["estimate"]
    assert "el error HC3 no existe" in told["HC3"]["note"]
    assert told["classical"]["note"] == ""
    assert document["sentences"]


def test_where_no_kind_of_error_is_left_the_answer_is_refused():
    ((row,), _document) = of_treat(["HC3"])
    assert row["refused"] == {"code": "alone", "values": {"errors": "HC3"}}


@pytest.mark.parametrize("method", ["difference", "ancova"])
def test_who_weighs_nothing_is_not_among_the_people_of_the_figure(method):
    frame = small_trial(200).assign(w=np.where(np.arange(200) < 30, 0.0, 1.5))
    columns = {"treat": YES_NO, "score": NUMBER, "w": NUMBER}
    asked = {"name": "e", "method": method, "weights": "w", "errors": ["classical"]}
    document = ask(plan_from(columns=columns, estimates=[asked]), frame)
    (row,) = lines(document, role="exposure")
    assert row["n"] == 170
    assert document["models"][0]["df"] == 168
