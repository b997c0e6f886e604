"""A plan on a flat file from the command line: a table to read, JSON, and an exit status that a script can trust."""

import io
import json
import sys

import numpy as np
import pytest
from django.utils.translation import override

from tejido.impact.command import print_answer, run_plan_on_file
from tejido.impact.tests.studies import EXAMPLES, ask, plan_from, small_trial

NSW = EXAMPLES / "nsw-supported-work"


def test_a_researcher_reads_who_what_and_how_sure(capsys):
    assert run_plan_on_file(str(NSW / "plan.yaml"), str(NSW / "register.csv")) == 0
    printed = capsys.readouterr().out
    assert "Ingresos en 1978 tras un año de empleo con apoyo" in printed
    assert "inscritas 445, con línea base 445, analizadas 445, perdidas 0" in printed
    assert "1794,342382" in printed
    assert "exploratorio" in printed


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "perdidas 5\nPor qué faltan en la primera respuesta («main»):\n  3: falta «edad»\n  2: falta «score»\n\n"),
        ("en", "Why they are missing from the first answer (“main”):\n  3: “edad” is missing\n  2: “score” is missing\n\n"),
        ("hu", "Miért hiányoznak az első válaszból („main”):\n  3: hiányzik: „edad”\n  2: hiányzik: „score”\n\n"),
    ],
)
def test_whoever_is_lost_is_told_with_the_reason(capsys, language, words):
    frame = small_trial(60)
    frame.loc[[1, 2, 3], "age"] = np.nan
    frame.loc[[3, 4, 5], "score"] = np.nan
    columns = {"treat": {"kind": "yes_no"}, "score": {"kind": "number"}, "age": {"kind": "number", "label": "edad"}}
    with override(language):
        print_answer(ask(plan_from(columns=columns, estimates=[{"name": "main", "method": "ancova", "covariates": ["age"]}]), frame))
    assert words in capsys.readouterr().out


def test_a_dash_prints_nothing_but_json(capsys):
    assert run_plan_on_file(str(NSW / "plan.yaml"), str(NSW / "register.csv"), "-") == 0
    document = json.loads(capsys.readouterr().out)
    found = next(row for row in document["estimates"] if row["errors"] == "HC3")
    assert (found["estimate"], found["se"]) == (pytest.approx(1794.342382, abs=1e-6), pytest.approx(672.682147, abs=1e-6))


def test_json_goes_to_a_file_beside_the_table(tmp_path, capsys):
    assert run_plan_on_file(str(NSW / "plan.yaml"), str(NSW / "register.csv"), str(tmp_path / "answer.json")) == 0
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["schema"] == 1
    assert "1794,342382" in capsys.readouterr().out


def test_who_stops_reading_the_table_has_the_file_all_the_same(tmp_path, monkeypatch):
    class Closed(io.StringIO):
        def write(self, _text):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(BrokenPipeError):
        run_plan_on_file(str(NSW / "plan.yaml"), str(NSW / "register.csv"), str(tmp_path / "answer.json"))
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["schema"] == 1


def test_a_place_that_cannot_be_written_is_said(tmp_path, capsys):
    assert run_plan_on_file(str(NSW / "plan.yaml"), str(NSW / "register.csv"), str(tmp_path / "no" / "answer.json")) == 2
    assert "answer.json" in capsys.readouterr().err


def test_a_plan_with_problems_prints_all_of_them(tmp_path, capsys):
    text = (NSW / "plan.yaml").read_text(encoding="utf-8").replace("reference: 0", "referense: 0").replace("kind: number", "kind: numbr", 1)
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    assert run_plan_on_file(str(tmp_path / "plan.yaml"), str(NSW / "register.csv")) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "«reference»" in printed.err
    assert "«numbr»" in printed.err


def test_a_plan_that_names_a_missing_column_says_which(tmp_path, capsys):
    register = (NSW / "register.csv").read_text(encoding="utf-8").replace("re78", "re_78", 1)
    (tmp_path / "register.csv").write_text(register, encoding="utf-8")
    assert run_plan_on_file(str(NSW / "plan.yaml"), str(tmp_path / "register.csv")) == 2
    assert "«re_78»" in capsys.readouterr().err


def test_when_every_answer_is_refused_the_status_says_so(tmp_path, capsys):
    rows = (NSW / "register.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "register.csv").write_text("\n".join([rows[0], *rows[1:6], *rows[-6:]]), encoding="utf-8")
    assert run_plan_on_file(str(NSW / "plan.yaml"), str(tmp_path / "register.csv")) == 1
    assert "Hacen falta al menos 10" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00\xd8"])
def test_a_plan_that_cannot_be_opened_is_said(tmp_path, capsys, content):
    if content:
        (tmp_path / "plan.yaml").write_bytes(content)
    assert run_plan_on_file(str(tmp_path / "plan.yaml"), str(NSW / "register.csv")) == 2
    assert "«plan.yaml»" in capsys.readouterr().err
