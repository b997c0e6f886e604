"""The CSV of an answer says what its lines say, and of a release only what was let out."""

import csv
import io
import json

import numpy as np
import pytest

from tejido.impact.disclosure import protect_figures
from tejido.impact.disclosure.estimates import FIGURES, IDENTITY, PERSONS
from tejido.impact.flatfile import read_flatfile
from tejido.impact.spec import load_plan
from tejido.impact.spreadsheet import COLUMNS, ENDS, REASON, column_meanings, columns_of, csv_of, further_columns
from tejido.impact.tests.studies import EXAMPLES, ask, plan_from, small_trial


def read(document):
    return list(csv.DictReader(io.StringIO(csv_of(document).lstrip("\ufeff")), delimiter=";"))


def worked(name):
    """The answer to a worked example."""
    plan = load_plan((EXAMPLES / name / "plan.yaml").read_text(encoding="utf-8"))
    data = json.loads((EXAMPLES / name / "expected.json").read_text(encoding="utf-8"))["data"]
    return ask(plan, read_flatfile(EXAMPLES / name / data, plan))


def number(text):
    return float(text.replace(",", "."))


def test_an_answer_has_the_columns_that_it_has_something_for():
    few = columns_of({"estimates": [{"name": "a", "term": "x", "estimate": 1.5}]})
    assert few == COLUMNS
    document = worked("funnel")
    assert [column for column in columns_of(document) if column in (*COLUMNS, "position", "limit_998_high", "ratio")] == [*COLUMNS, "position", "limit_998_high"]


def test_every_column_is_explained():
    assert set(column_meanings()) == {*COLUMNS, *further_columns()}
    assert all(column_meanings().values())


def test_the_limits_of_a_funnel_have_a_column_for_each_end():
    document = worked("funnel")
    row = next(row for row in document["estimates"] if row.get("limit_95"))
    line = read(document)[document["estimates"].index(row)]
    assert [number(line[name]) for name in ("limit_95_low", "limit_95_high", "limit_998_low", "limit_998_high")] == [*row["limit_95"], *row["limit_998"]]


def test_curves_of_several_ways_out_are_told_apart_by_the_way_out():
    curves = [line for line in read(worked("cumulative_incidence")) if line["part"] == "curve"]
    assert {line["term"] for line in curves} == {"casa propia", "hospital", "se marcha"}


def test_interviews_are_counted_apart_from_people():
    document = worked("proportions_by_wave")
    told = {line["term"]: (line["interviews"], line["n"], line["hidden"]) for line in read(document) if line["name"] == "interviews"}
    assert told == {key: (str(n), "", "0") for key, n in document["attrition"]["interviews"].items()}
    withheld = read({**document, "attrition": {**document["attrition"], "interviews": None}})
    assert [(line["term"], line["hidden"]) for line in withheld if line["name"] == "interviews"] == [("expected", "1"), ("seen", "1"), ("missed", "1")]


def test_an_answer_that_was_refused_says_why():
    told = {(line["estimate"], line["hidden"], line["reason"]) for line in read(ask(plan_from(), small_trial().assign(score=np.inf)))[:1]}
    assert told == {("", "1", "infinite")}


@pytest.mark.parametrize("name", ["shrinkage", "cox", "logistic", "cost_per_outcome"])
def test_a_release_lets_out_no_column_that_protection_does_not_know(name):
    exact = worked(name)
    released = protect_figures(exact)
    known = {*IDENTITY, *FIGURES, *PERSONS, *(end for ends in ENDS.values() for end in ends), REASON, "part", "hidden"}
    assert set(columns_of(released)) <= known
    assert ("own_error" in columns_of(exact), "own_error" in columns_of(released)) == (name == "shrinkage", False)
