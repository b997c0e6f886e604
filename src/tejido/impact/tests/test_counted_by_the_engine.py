"""Cells counted by the engine or in memory: the same answer, and a manifest that says which."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tejido.impact import counted
from tejido.impact.answer import answer_plan
from tejido.impact.counted import Counting
from tejido.impact.engine import engine
from tejido.impact.manifest import causes, differences
from tejido.impact.spec import load_plan

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
  age: {kind: number}
  place: {kind: category}
exposure: {column: home, reference: 0, lag: 0}
outcome: {period: month, event: found}
cluster: place
estimates:
  - {name: cloglog, method: discrete_time_hazard, cluster: none, options: {time: linear}}
  - {name: logit, method: discrete_time_hazard, covariates: [{column: age, coding: spline, df: 2}], options: {link: logit, time: spline, df: 2}}
"""
STRETCHES = """
plan: tramos
title: Tramos
question: ¿Igual?
columns:
  days: {kind: number}
  found: {kind: yes_no}
  home: {kind: yes_no}
  age: {kind: number}
exposure: {column: home, reference: 0}
outcome: {time: days, event: found}
estimates:
  - {name: tramos, method: piecewise_exponential, covariates: [age], options: {cuts: [60, 150]}}
  - {name: meses, method: discrete_time_hazard, covariates: [age], options: {time: linear, period: 30}}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with engine("duckdb", folder=tmp_path_factory.mktemp("engine")) as found:
        yield found


def months(seed, people):
    chance = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        age, place = float(chance.integers(20, 60)), f"o{chance.integers(12)}"
        for month in range(1, 9):
            home = float(chance.random() < 0.5)
            found = float(chance.random() < 0.1 + 0.1 * home)
            rows.append((person, float(month), found, home, age, place))
            if found:
                break
    return pd.DataFrame(rows, columns=["person", "month", "found", "home", "age", "place"])


def stretches(seed, people):
    chance = np.random.default_rng(seed)
    home = (chance.random(people) < 0.5).astype(float)
    days = np.ceil(chance.exponential(150 - 60 * home) * 8) / 8
    return pd.DataFrame(
        {"person": range(people), "days": np.minimum(days, 300.0), "found": (days < 300).astype(float), "home": home,
         "age": chance.normal(40, 9, people)}
    )  # fmt: skip


def asked(text, frame, **more):
    return answer_plan(load_plan(text), frame, source="file", registered=False, asked_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), **more)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), people=st.integers(150, 400))
def test_the_engine_counts_the_cells_of_a_plan_and_every_figure_is_the_same(run, seed, people):
    for text, frame in ((MONTHS, months(seed, people)), (STRETCHES, stretches(seed, people))):
        here, there = asked(text, frame), asked(text, frame, run=run)
        assert differences(here["manifest"], there["manifest"]) == []
        assert all(row["estimate"] is not None for row in there["estimates"])
        assert (here["manifest"]["engine"], here["manifest"]["cells_hash"]) == ("memory", None)
        assert there["manifest"]["engine"] == "duckdb"
        assert len(there["manifest"]["cells_hash"]) == 64


def test_the_digest_of_the_cells_is_of_what_was_counted_and_not_of_the_order_of_the_rows(run):
    frame = months(3, 200)
    one = asked(MONTHS, frame, run=run)["manifest"]
    other = asked(MONTHS, frame.sample(frac=1, random_state=1), run=run)["manifest"]
    assert one["cells_hash"] == other["cells_hash"]
    frame.loc[0, "found"] = 1 - frame.loc[0, "found"]
    changed = asked(MONTHS, frame, run=run)["manifest"]
    assert changed["cells_hash"] != one["cells_hash"]
    assert any("las celdas" in line for line in causes(one, changed))


def test_many_rows_start_an_engine_by_themselves_and_few_do_not(monkeypatch, settings, tmp_path):
    settings.HOME = tmp_path
    few = asked(MONTHS, months(3, 200))
    monkeypatch.setattr(counted, "FEW_ROWS", 100)
    many = asked(MONTHS, months(3, 200))
    assert (few["manifest"]["engine"], many["manifest"]["engine"]) == ("memory", "duckdb")
    assert {"duckdb", "pyarrow"} <= set(many["versions"]) - set(few["versions"])
    assert differences(few["manifest"], many["manifest"]) == []
    assert list((tmp_path / "engine").iterdir()) == []


def test_nearly_as_many_cells_as_rows_are_fitted_from_memory_with_the_digest_of_the_engine(run, monkeypatch):
    monkeypatch.setattr(counted, "MOST_CELLS", 10)
    frame = stretches(5, 300)
    there = asked(STRETCHES, frame, run=run)
    assert differences(asked(STRETCHES, frame)["manifest"], there["manifest"]) == []
    assert len(there["manifest"]["cells_hash"]) == 64


def test_time_at_risk_is_summed_within_cells_and_organisations(run):
    design = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0], [1.0, 0.0]])
    event, time, cluster = np.array([1.0, 0.0, 1.0, 1.0]), np.array([0.5, 2.25, 3.0, 0.125]), np.array([0, 0, 1, 1])
    for counting in (Counting(), Counting(run)):
        cells = counting.cells("a", design, event, time=time, cluster=cluster)
        found = sorted(zip(map(tuple, cells.design), cells.n, cells.total, cells.cluster, strict=True))
        assert found == [((1.0, 0.0), 0.125, 1.0, 1), ((1.0, 0.0), 2.75, 1.0, 0), ((1.0, 1.0), 3.0, 1.0, 1)]
