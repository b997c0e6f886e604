"""What people's files hold by mistake, on the command line: each is refused in words that name the column and the rows, none is guessed."""

import csv
import re

import numpy as np
import pytest
import yaml

from tejido.impact.command import run_plan_on_file

PEOPLE = 64
KINDS = {
    "treat": "yes_no", "score": "number", "age": "number", "better": "yes_no", "region": "category", "days": "number", "found": "yes_no",
    "visits": "number", "years": "number", "start": "number",
}  # fmt: skip
TIMES = {"outcome": {"time": "days", "event": "found"}}
SPELLS = {"outcome": {"start": "start", "stop": "days", "event": "found"}, "rows": "person_period"}
COUNTS = {"outcome": {"count": "visits", "person_time": "years"}}


def register():
    draw = np.random.default_rng(1)
    return {
        "code": [f"P{i}" for i in range(PEOPLE)], "treat": np.arange(PEOPLE) % 2, "score": draw.normal(50, 5, PEOPLE).round(2),
        "age": draw.integers(18, 70, PEOPLE), "better": draw.integers(0, 2, PEOPLE), "region": draw.choice(["norte", "sur"], PEOPLE),
        "days": draw.integers(1, 300, PEOPLE), "found": draw.binomial(1, 0.6, PEOPLE), "visits": draw.poisson(2, PEOPLE),
        "years": draw.uniform(0.5, 2, PEOPLE).round(1), "start": np.zeros(PEOPLE, int),
    }  # fmt: skip


@pytest.fixture
def said(tmp_path, capsys):
    """What a run prints, with its exit status, after cells of the file (its rows count from 2) were changed."""

    def run(changes, method, *, covariates=None, **plan):
        columns = {name: [str(cell) for cell in cells] for name, cells in register().items()}
        for (name, row), cell in changes.items():
            columns[name][row - 2] = str(cell)
        with (tmp_path / "register.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([list(columns), *zip(*columns.values(), strict=True)])
        asked = {"name": "main", "method": method} | ({"covariates": covariates} if covariates else {}) | plan.pop("estimate", {})
        raw = {"plan": "bad-file", "title": "T", "question": "¿Qué?", "person": "code", "exposure": {"column": "treat"}}
        raw |= {"columns": {name: {"kind": kind} for name, kind in KINDS.items()}, "outcome": {"column": "score"}, "estimates": [asked]}
        (tmp_path / "plan.yaml").write_text(
            yaml.safe_dump({key: value for key, value in (raw | plan).items() if value is not None}), encoding="utf-8"
        )
        status = run_plan_on_file(str(tmp_path / "plan.yaml"), str(tmp_path / "register.csv"))
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return run


@pytest.mark.parametrize("cell", ["2031-01-01", "31/12/2031", "1.2.2031"])
def test_a_date_where_a_number_is_asked_is_refused_whatever_its_day(said, cell):
    """A file has no column of dates, so none can lie in the future: times are numbers of days, and those are looked at below."""
    status, text = said({("age", 5): cell}, "difference")
    assert status == 2
    assert f"«age» lleva texto donde se espera un número, en las filas 5 («{cell}»)" in text
    assert "cuántos días van de una fecha a otra" in text


@pytest.mark.parametrize(("column", "cell", "told"), [("age", "muchos", "texto donde se espera un número"), ("better", "2", "sí o no")])
def test_text_and_numbers_that_are_neither_yes_nor_no_are_named_with_their_rows(said, column, cell, told):
    status, text = said({(column, 7): cell, (column, 9): cell}, "difference")
    assert status == 2
    assert told in text
    assert f"7 («{cell}»), 9 («{cell}»)" in text


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999", "1e300"])
@pytest.mark.parametrize("column", ["score", "age"])
def test_infinite_and_enormous_numbers_are_named_with_their_rows(said, column, cell):
    status, text = said({(column, 5): cell, (column, 61): cell}, "ancova", covariates=["age"])
    assert status == 1
    assert f"La columna «{column}» tiene " in text
    assert ("cien cifras" if cell == "1e300" else "infinitos") in text
    assert "Corríjalos en el archivo, filas: 5, 61." in text


TIMED = {
    "kaplan_meier": TIMES, "restricted_mean": TIMES, "log_rank": TIMES, "cox": TIMES, "discrete_time_hazard": TIMES, "life_table": TIMES,
    "piecewise_exponential": TIMES | {"estimate": {"options": {"cuts": [100]}}},
}  # fmt: skip


@pytest.mark.parametrize(("cell", "told"), [(-3, "tiempos negativos"), (0, "hay 2 tiempos de cero")])
@pytest.mark.parametrize("method", TIMED)
def test_times_of_zero_or_less_are_named_with_their_rows(said, method, cell, told):
    status, text = said({("days", 6): cell, ("days", 11): cell}, method, **TIMED[method])
    assert status == 1
    assert "«days»" in text
    assert told in text
    assert "Corríjalos en el archivo, filas: 6, 11" in text


@pytest.mark.parametrize(
    ("changes", "method", "plan", "told"),
    [
        ({("start", 6): 400}, "cox", SPELLS, "«days» no es posterior a «start»"),
        ({("start", 6): -4}, "cox", SPELLS, "«start» tiene tiempos negativos"),
        ({("code", 6): "P9", ("days", 6): 500, ("start", 6): 1}, "cox", SPELLS, "se solapan entre «start» y «days»"),
        ({("years", 6): -1}, "counts", COUNTS, "«years» tiene tiempos negativos"),
        ({("years", 6): 0}, "counts", COUNTS, "«years» hay 1 tiempos de cero"),
        ({("visits", 6): -1}, "counts", COUNTS, "«visits» cuenta sucesos"),
        ({("visits", 6): 1.5}, "counts", COUNTS, "«visits» cuenta sucesos"),
        ({("age", 6): -1}, "difference", {"estimate": {"weights": "age"}}, "«age» pesa a las personas"),
    ],
)
def test_spells_counts_and_weights_that_cannot_be_are_named_with_their_row(said, changes, method, plan, told):
    status, text = said(changes, method, **plan)
    assert status == 1
    assert told in text
    assert re.search(r"en el archivo, filas: (2, )?6\b|Filas del archivo: 6\.", text)


def test_rows_outside_the_plan_may_hold_anything_that_is_a_number(said):
    mended = {"where": [{"column": "days", "at_least": 1}]} | TIMES
    assert said({("days", 6): -3, ("days", 11): 0}, "kaplan_meier", **mended)[0] == 0


def test_all_on_one_day_is_refused_and_so_is_a_single_event(said):
    rows = range(2, PEOPLE + 2)
    same = {("days", row): 30 for row in rows} | {("found", row): 1 for row in rows}
    for method in ("cox", "log_rank", "kaplan_meier"):
        assert "no sigue nadie con quien comparar" in said(same, method, **TIMES)[1]
    assert "Sucesos: 1." in said({("found", row): int(row == 5) for row in rows}, "cox", **TIMES)[1]
    assert "A nadie le ocurrió" in said({("found", row): 0 for row in rows}, "cox", **TIMES)[1]


@pytest.mark.parametrize(
    ("method", "plan", "told"),
    [
        (
            "ancova",
            {"derive": {"r": {"category": {"column": "region", "reference": "R2"}}}, "estimate": {"covariates": ["r"]}},
            "categorías",
        ),
        ("cumulative_incidence", {"outcome": {"time": "days", "exit": "region", "cause": "R2"}}, "categorías"),
        (
            "transitions",
            {"outcome": {"state": "region"}, "rows": "person_wave", "wave": "start", "exposure": {"column": "treat"}},
            "categorías",
        ),
        ("difference", {"exposure": {"column": "region", "reference": "R2"}}, "más de dos grupos"),
        ("difference", {"exposure": {"column": "region", "reference": "R", "compared": "R2"}}, "El grupo de referencia «R» no aparece"),
        ("cox", TIMES | {"estimate": {"options": {"strata": ["region"]}}}, "no sigue nadie con quien comparar"),
        ("funnel", {"outcome": {"column": "better"}, "exposure": None, "estimate": {"cluster": "region"}}, "Ninguna entidad"),
        ("proportions_by_wave", {"rows": "person_wave", "wave": "code", "outcome": {"column": "better"}}, "«code» tiene 64 categorías"),
    ],
)
def test_as_many_levels_as_people_are_refused(said, method, plan, told):
    status, text = said({("region", row): f"R{row}" for row in range(2, PEOPLE + 2)} | {("found", 3): 1}, method, **plan)
    assert status == 1
    assert told in text
    assert len(text) < 3000
