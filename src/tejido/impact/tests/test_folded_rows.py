"""Rows that are equal kept once, with who stands behind each: the same answer in every figure, check and count of people."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.impact.answer import answer_plan
from tejido.impact.cells import folding
from tejido.impact.cells.folding import TIMES, digest_of_groups, fold
from tejido.impact.counted import Counted
from tejido.impact.disclosure import protect_figures
from tejido.impact.engine import engine
from tejido.impact.manifest import causes, differences
from tejido.impact.persons import ROW, persons_of
from tejido.impact.spec import load_plan
from tejido.impact.uncounted import TooManyPeriods

MONTHS = """
plan: celdas
title: Celdas
question: ¿Igual?
rows: person_period
person: person
columns:
  month: {kind: number}
  found: {kind: yes_no}
  home: {kind: yes_no}
  course: {kind: category}
  age: {kind: number}
  place: {kind: category}
derive:
  old: {indicator: {column: age, above: 45}}
where: [{column: month, at_most: 7}]
exposure: {column: home, reference: 0}
outcome: {period: month, event: found}
cluster: place
estimates:
  - {name: cloglog, method: discrete_time_hazard, cluster: none, covariates: [old], options: {time: linear}}
  - {name: logit, method: discrete_time_hazard, covariates: [{column: age, coding: spline, df: 2}], options: {link: logit, time: spline, df: 2}}
  - name: course
    method: discrete_time_hazard
    exposure: {column: course, reference: none, compared: long}
    covariates: [{column: place, coding: factor}, {interaction: [course, age]}, age]
    cluster: none
"""
COLUMNS = ["person", "month", "found", "home", "course", "age", "place"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with engine("duckdb", folder=tmp_path_factory.mktemp("engine")) as found:
        yield found


def months(seed, people):
    """A home that comes and goes, a course that stays, ages and places that are sometimes not known, and of some nothing but one month."""
    chance = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        age = float(chance.choice((25, 35, 45, 55))) if chance.random() < 0.95 else None
        course, place = chance.choice(("none", "none", "long", "long", "short")), f"o{chance.integers(12)}"
        for month in range(1, 9):
            home = float(chance.random() < 0.5) if chance.random() < 0.98 else None
            found = float(chance.random() < 0.1 + 0.1 * (home or 0))
            rows.append((person * 7919, float(month), found, home, course, age, place if month > 1 or person % 20 else None))
            if found:
                break
    return pd.DataFrame(rows, columns=COLUMNS).sample(frac=1, random_state=seed)


def asked(frame, counted=None, plan=MONTHS):
    return answer_plan(load_plan(plan), frame, source="file", registered=False, asked_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), counted=counted)


def folded(run, frame):
    found = fold(run.table(pa.Table.from_pandas(frame, preserve_index=False)), run)
    table = found.table.drop_columns([TIMES]).to_pandas()
    table[ROW] = np.arange(len(table))
    for name in ("month", "found", "home", "age"):
        table[name] = table[name].astype(float)
    return table, Counted("duckdb", digest_of_groups(found.table), None, found.told)


def the_same(one, other, where="document"):
    if isinstance(one, dict):
        assert one.keys() == other.keys(), where
        for key in one:
            the_same(one[key], other[key], f"{where}.{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), where
        for i, pair in enumerate(zip(one, other, strict=True)):
            the_same(*pair, f"{where}[{i}]")
    else:
        assert one == (pytest.approx(other, rel=1e-8, abs=1e-10) if isinstance(one, float) else other), where


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), people=st.integers(250, 500))
def test_every_figure_check_and_count_is_the_same_as_of_the_rows(run, seed, people):
    frame = months(seed, people)
    of_rows = asked(frame)
    table, counted = folded(run, frame)
    of_cells = asked(table, counted)
    assert len(table) < len(frame)
    assert all(row["estimate"] is not None for row in of_rows["estimates"])
    for key in ("attrition", "estimates", "checks", "models", "tables", "sentences"):
        the_same(of_cells[key], of_rows[key], key)
    assert differences(of_rows["manifest"], of_cells["manifest"]) == []
    assert (of_rows["manifest"]["engine"], of_rows["manifest"]["cells_hash"]) == ("memory", None)
    assert of_cells["manifest"]["cells_hash"] == of_cells["data_hash"] == counted.cells_hash


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), people=st.sampled_from([25, 60, 120, 400]))
def test_what_is_released_of_cells_is_what_is_released_of_rows_and_nothing_more(run, seed, people):
    frame = months(seed, people)
    of_rows, of_cells = (asked(frame), asked(*folded(run, frame)))
    released, other = protect_figures(of_cells), protect_figures(of_rows)
    assert released.keys() == other.keys()
    for key in other.keys() - {"versions", "data_hash"}:
        the_same(released[key], other[key], key)
    assert of_cells["manifest"]["cells_hash"] not in str(released | {"data_hash": None})  # that one is keyed where it is published


def test_a_plan_that_cannot_be_answered_says_the_same_of_the_same_people(run):
    plan = MONTHS.replace("{column: month, at_most: 7}", "{column: month, above: 99}")
    frame = months(4, 120)
    of_rows, of_cells = asked(frame, plan=plan), asked(*folded(run, frame), plan=plan)
    assert of_rows["attrition"]["enrolled"] == 120
    for key in ("attrition", "estimates", "checks"):
        the_same(of_cells[key], of_rows[key], key)


def test_codes_of_people_may_be_numbers_of_any_size():
    frame = months(5, 120)
    frame["person"] += 10**13
    refused = asked(frame.drop(columns="age"))
    assert refused["estimates"][0]["refused"]["code"] == "missing_column"
    assert refused["attrition"]["enrolled"] == 120
    persons = persons_of(frame)
    assert (persons.number(), persons.number(frame["month"] > 1)) == (120, frame.loc[frame["month"] > 1, "person"].nunique())


def test_the_digest_is_of_what_was_counted_and_not_of_the_order_of_the_rows_or_the_codes_of_people(run):
    frame = months(3, 200)
    one = asked(*folded(run, frame))["manifest"]
    other = asked(*folded(run, frame.sample(frac=1, random_state=1).assign(person=frame["person"] + 5)))["manifest"]
    assert one["cells_hash"] == other["cells_hash"]
    frame.iloc[0, COLUMNS.index("age")] = 61.0
    changed = asked(*folded(run, frame))["manifest"]
    assert changed["cells_hash"] != one["cells_hash"]
    assert any("las celdas" in line for line in causes(one, changed))


def test_rows_that_hardly_repeat_are_refused_with_what_to_leave_out(run, monkeypatch):
    monkeypatch.setattr(folding, "MOST_DIFFERENT", 100)
    with pytest.raises(TooManyPeriods) as refused:
        folded(run, months(3, 200))
    assert refused.value.is_different


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_persons_are_counted_alike_from_rows_and_from_cells(run, seed):
    frame = months(seed, 40)[["person", "month", "found"]]
    chance = np.random.default_rng(seed)
    found = fold(run.table(pa.Table.from_pandas(frame, preserve_index=False)), run)
    table = found.table.to_pandas().assign(**{ROW: range(found.table.num_rows)})
    kept = chance.random(9) < 0.7
    rows, cells = (one[kept[one["month"].astype(int)]].reset_index(drop=True) for one in (frame, table))
    of_rows, of_cells = persons_of(rows), persons_of(cells, found.told)
    assert of_rows.number() == of_cells.number() == rows["person"].nunique()
    early = [one["month"] < 4 for one in (rows, cells)]
    assert of_rows.number(early[0]) == of_cells.number(early[1]) == rows.loc[early[0], "person"].nunique()
    assert of_rows.among(of_rows.having(early[0])).number(rows["found"] == 1) == of_cells.among(of_cells.having(early[1])).number(cells["found"] == 1)
    assert sorted(of_rows.sums(rows["found"].to_numpy())[of_rows.having()]) == sorted(of_cells.sums(cells["found"].to_numpy())[of_cells.having()])
    assert of_rows.once_each == of_cells.once_each == (not rows["person"].duplicated().any())
    assert of_rows.differ(rows["found"].to_numpy()) == of_cells.differ(cells["found"].to_numpy())
    assert of_rows.times.sum() == of_cells.times.sum() == len(rows)
