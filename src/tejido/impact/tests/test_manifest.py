"""An answer can be done again from its manifest, and what differs is named."""

import json

import pytest

from tejido import cli
from tejido.impact.manifest import TOLERANCE, causes, code_digest, differences, digest_of, same
from tejido.impact.tests.studies import EXAMPLES, ask, example, plan_from, small_trial

PLAN, DATA = EXAMPLES / "nsw-supported-work" / "plan.yaml", EXAMPLES / "nsw-supported-work" / "register.csv"


@pytest.fixture
def manifest():
    return ask(*example("nsw-supported-work"))["manifest"]


def test_a_manifest_says_what_went_in_what_computed_and_what_came_out(manifest):
    assert {"plan_hash", "data_hash", "cells_hash", "code", "versions", "engine", "seeds", "results", "result_digest"} <= set(manifest)
    assert manifest["code"]["digest"] == code_digest()
    assert len(manifest["code"]["digest"]) == 64
    first = manifest["results"][0]
    assert (first["name"], first["term"], first["errors"]) == ("difference", "treat", "classical")
    assert float(first["estimate"]) == pytest.approx(1794.342382)
    assert isinstance(first["estimate"], str)
    assert manifest["result_digest"] == digest_of(manifest["results"])


def test_the_same_question_of_the_same_data_gives_the_same_manifest(manifest):
    again = ask(*example("nsw-supported-work"))["manifest"]
    assert (differences(manifest, again), causes(manifest, again)) == ([], [])
    assert again == manifest


def test_rows_in_another_order_give_the_same_answer():
    plan, frame = example("nsw-supported-work")
    shuffled = frame.sample(frac=1, random_state=3)
    assert differences(ask(plan, frame)["manifest"], ask(plan, shuffled)["manifest"]) == []


def test_another_figure_another_library_and_other_data_are_each_named():
    before, after = ask(plan_from(), small_trial(60))["manifest"], ask(plan_from(), small_trial(60, seed=8))["manifest"]
    found = differences(before, after)
    assert any(line.startswith("main · treat · HC3: estimate era ") for line in found)
    assert causes(before, after) == ["Ha cambiado los datos."]
    older = after | {"versions": after["versions"] | {"numpy": "1.0"}, "code": {"version": "0", "digest": "x"}, "seeds": {"a": 1}}
    said = " ".join(causes(older, after))
    assert "numpy: 1.0, ahora" in said
    assert "código de Tejido (versión 0" in said
    assert "las semillas" in said


def test_a_line_that_went_or_came_and_one_that_is_now_refused_are_named():
    before = ask(plan_from(), small_trial(60))["manifest"]
    refused = ask(plan_from(), small_trial(60).assign(score=5.0))["manifest"]
    said = " ".join(differences(before, refused))
    assert "ya no está" in said
    assert "antes no estaba" in said
    kept = json.loads(json.dumps(before))
    kept["results"][0]["refused"] = "few_people"
    assert "antes «few_people», ahora «—»" in differences(kept, before)[0]


@pytest.mark.parametrize(("now", "equal"), [(1 + 0.9 * TOLERANCE, True), (1 + 2 * TOLERANCE, False), (None, False)])
def test_equal_is_equal_to_ten_digits(now, equal):
    assert same("1.0", None if now is None else repr(now)) is equal
    assert same(None, None)


def test_the_seed_of_a_bootstrap_is_kept():
    plan = plan_from(estimates=[{"name": "e", "method": "ancova", "cluster": "region", "options": {"wild_bootstrap": 99, "seed": 5}}])
    assert ask(plan, small_trial(60))["manifest"]["seeds"] == {"e": 5}


def test_a_run_is_compared_with_an_earlier_one_from_the_command_line(tmp_path, capsys):
    kept = tmp_path / "answer.json"
    assert cli.main(["impact", "run", str(PLAN), "--data", str(DATA), "--json", str(kept)]) == 0
    capsys.readouterr()
    assert cli.main(["impact", "run", str(PLAN), "--data", str(DATA), "--rerun", str(kept)]) == 0
    assert "La respuesta es la misma" in capsys.readouterr().out
    document = json.loads(kept.read_text())
    document["manifest"]["results"][0]["estimate"] = "1794.3"
    kept.write_text(json.dumps(document["manifest"]))
    assert cli.main(["impact", "run", str(PLAN), "--data", str(DATA), "--rerun", str(kept)]) == 3
    assert "difference · treat · classical: estimate era 1794.3 y ahora es 1794.34" in capsys.readouterr().out


def test_a_comparison_gives_the_new_answer_as_json_too(tmp_path, capsys):
    kept, new = tmp_path / "answer.json", tmp_path / "new.json"
    asked = ["impact", "run", str(PLAN), "--data", str(DATA)]
    cli.main([*asked, "--json", str(kept)])
    assert cli.main([*asked, "--rerun", str(kept), "--json", str(new)]) == 0
    assert json.loads(new.read_text())["manifest"]["results"] == json.loads(kept.read_text())["manifest"]["results"]
    capsys.readouterr()
    assert cli.main([*asked, "--rerun", str(kept), "--json", "-"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["plan"] == json.loads(kept.read_text())["plan"]
    assert "La respuesta es la misma" in printed.err
    assert cli.main([*asked, "--rerun", str(kept), "--json", str(tmp_path)]) == 2


@pytest.mark.parametrize("text", ["[]", "{}", "no json", '{"manifest": 3}'])
def test_what_is_no_manifest_is_refused(tmp_path, capsys, text):
    kept = tmp_path / "kept.json"
    kept.write_text(text)
    assert cli.main(["impact", "run", str(PLAN), "--data", str(DATA), "--rerun", str(kept)]) == 2
    assert "no es el manifiesto" in capsys.readouterr().err


def test_a_plan_that_was_not_the_registered_one_is_not_run(capsys):
    from tejido.impact.spec import load_plan, plan_hash

    own = plan_hash(load_plan(PLAN.read_text(encoding="utf-8")))
    assert cli.main(["impact", "run", str(PLAN), "--data", str(DATA), "--registered", "0" * 64]) == 2
    assert own in capsys.readouterr().err
    assert cli.main(["impact", "run", str(PLAN), "--data", str(DATA), "--registered", own, "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "registered"
