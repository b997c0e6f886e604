"""The worked examples: one plan per method at least, each answered as it was, checked against what others computed, and done again."""

import csv
import functools
import importlib.util
import json
import math
import re
from pathlib import Path

import pytest
import yaml

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.command import run_plan_on_file
from tejido.impact.reading import figures_of, forests_of, people_tables_of, plots_of
from tejido.impact.spec import PlanError, load_plan, plan_hash, plan_of
from tejido.impact.spreadsheet import COLUMNS, ENDS, further_columns

EXAMPLES = Path(__file__).parents[1] / "examples"
ANSWERS = (EXAMPLES.parent / "docs" / "guides" / "answers.md").read_text(encoding="utf-8")
NUMBERS = ("estimate", "se", "low", "high", "p", "n")
KEY = ("name", "term", "group", "wave", "at", "errors")


def module(name):
    spec = importlib.util.spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


record, generate = module("record"), module("generate")
FOLDERS = {folder.name: folder for folder in record.folders()}


@functools.cache
def plan(name):
    return load_plan((FOLDERS[name] / "plan.yaml").read_text(encoding="utf-8"))


@functools.cache
def kept(name):
    return json.loads((FOLDERS[name] / "expected.json").read_text(encoding="utf-8"))


@functools.cache
def document(name):
    return record.answered(FOLDERS[name])


def lines(results, **wanted):
    return [line for line in results if all(line.get(key) == value for key, value in wanted.items())]


def same(before, now, tolerance):
    if before is None or now is None:
        return before == now
    return math.isclose(float(before), float(now), rel_tol=tolerance, abs_tol=tolerance)


def test_every_method_of_the_catalogue_has_an_example_in_a_folder_of_its_name():
    own = {name for name in FOLDERS if name in CATALOGUE}
    assert own == set(CATALOGUE)
    for name in own:
        assert {estimate.method for estimate in plan(name).estimates} == {name}


def test_every_example_explains_itself_and_stands_in_the_list():
    listed = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for name, folder in FOLDERS.items():
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert 5 <= len([line for line in text.splitlines() if line.strip()]) <= 20, name
        assert f"tejido impact run examples/{name}/plan.yaml" in text
        assert f"]({name}/)" in listed


@pytest.mark.parametrize("language", ["es", "en", "hu"])
@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_every_text_of_a_plan_is_there_in_three_languages(name, language):
    raw = plan(name).raw
    texts = [raw["title"], raw["question"], *(column["label"] for column in raw["columns"].values() if "label" in column)]
    texts += [derived["label"] for derived in raw.get("derive", {}).values() if "label" in derived]
    exposure = raw.get("exposure", {})
    texts += [exposure[key] for key in ("label",) if key in exposure] + list(exposure.get("labels", {}).values())
    texts += [estimate["label"] for estimate in raw["estimates"] if "label" in estimate]
    assert all(text.get(language) for text in texts)


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_an_example_gives_the_answer_that_is_kept(name):
    found = {tuple(line[key] for key in KEY): line for line in document(name)["manifest"]["results"]}
    expected = kept(name)["results"]
    assert set(found) == {tuple(line.get(key) for key in KEY) for line in expected}
    for line in expected:
        now = found[tuple(line.get(key) for key in KEY)]
        assert now["refused"] == line.get("refused")
        for number in NUMBERS:
            assert same(line.get(number), now[number], 1e-9), (line, number, now[number])


@pytest.mark.parametrize("name", sorted(name for name in FOLDERS if kept(name)["references"]))
def test_an_example_gives_what_others_published_or_computed(name):
    for reference in kept(name)["references"]:
        found = lines(kept(name)["results"], **reference["row"])
        assert len({line[reference["number"]] for line in found}) == 1, reference
        ours, value = float(found[0][reference["number"]]), reference["value"]
        assert abs(ours - value) <= reference["tolerance"] * (1 if reference["tolerance"] >= 1e-5 else abs(value)), (reference, ours)


def section(title):
    """What a part of the guide to answers names as code, word by word."""
    part = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", f"## All\n{ANSWERS}", re.DOTALL | re.MULTILINE).group(1)
    return set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", part))))


@pytest.mark.parametrize(("part", "title"), [("estimates", "A line of `estimates`"), ("checks", "A line of `checks`"), ("tables", "A table"), ("models", "A model")])
def test_the_guide_to_answers_names_every_key_that_an_example_has(part, title):
    keys = {key.split()[0] for name in FOLDERS for item in document(name)[part] for key in item}
    assert keys - section(title) <= {"name", "method"}


def test_the_guide_to_answers_names_every_part_of_a_document_and_of_its_manifest():
    parts = {key for name in FOLDERS for key in document(name)} | {key for name in FOLDERS for key in document(name)["attrition"]}
    assert parts - section("All") == set()
    assert {key for name in FOLDERS for key in document(name)["manifest"]} - section("The manifest") == set()


def test_every_key_of_a_line_is_a_column_of_the_spreadsheet_or_stays_inside():
    keys = {key for name in FOLDERS for row in document(name)["estimates"] for key in row}
    assert keys - {*COLUMNS, *further_columns(), *ENDS} == {"note", "refused", "parameters", "fewest"}


def test_no_example_is_refused_an_answer():
    assert [name for name in FOLDERS if any("refused" in line for line in kept(name)["results"])] == []


def promised(example, estimate):
    """The checks that the catalogue promises of a method, where the plan gives occasion for them."""
    occasions = {
        "clusters": bool(estimate.cluster),
        "unmeasured": example.assignment == "not_random" and estimate.exposure is not None,
        "doors": False,  # only where another exit has too few events for a curve
        "events_per_column": estimate.outcome.shape != "number",  # of a number nobody counts events
        "dispersion": estimate.options.get("dispersion") == "poisson" and not estimate.cluster,
        "immortal_time": example.rows == "person_period",
        "multiplicity": False,  # of the plan, not of an estimate
    }
    return {check for check in CATALOGUE[estimate.method].checks if occasions.get(check, True)}


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_an_example_carries_the_checks_that_its_method_promises(name):
    checks = document(name)["checks"]
    assert [{key: check[key] for key in ("name", "estimate", "term", "verdict")} for check in checks] == kept(name)["checks"]
    for estimate in plan(name).estimates:
        carried = {check["name"] for check in checks if check["estimate"] == estimate.name}
        silent = {"unmeasured"} - carried  # said only where an answer is clear enough to be explained away
        assert promised(plan(name), estimate) - silent <= carried, estimate.name


def test_every_check_that_the_catalogue_knows_is_carried_by_some_example():
    carried = {check["name"] for name in FOLDERS for check in kept(name)["checks"]}
    assert {check for method in CATALOGUE.values() for check in method.checks} - {"doors"} <= carried  # tried in impact


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_every_check_is_told_in_a_sentence(name):
    assert all(check["sentence"] for check in document(name)["checks"])


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_an_example_is_done_again_from_its_manifest(name, tmp_path, capsys):
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(document(name)["manifest"]), encoding="utf-8")
    registered = plan_hash(plan(name)) if kept(name)["registered"] else None
    folder = FOLDERS[name]
    assert run_plan_on_file(str(folder / "plan.yaml"), str(folder / kept(name)["data"]), rerun=str(path), registered=registered) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "La respuesta es la misma, cifra por cifra, hasta 1e-10."
    assert printed.err == ""


@pytest.mark.parametrize("name", sorted(FOLDERS))
def test_every_line_of_an_answer_is_called_by_words_and_not_by_a_name_of_the_program(name):
    found = figures_of(document(name), plan(name))
    shown = [part for figure in found for part in (figure.term, figure.where, figure.unit, figure.outcome, figure.title, figure.errors)]
    shown += [column for table in people_tables_of(document(name), plan(name)) for column in table.columns]
    assert [text for text in shown if re.search(r"[a-z]_[a-z]|^(event|censored|recovered|improved|unchanged|shrunken|pooled)$", text)] == []


def test_what_a_good_outcome_costs_is_drawn_beside_no_effect():
    assert forests_of(document("cost_per_outcome"), plan("cost_per_outcome")) == []
    (line,) = [figure for figure in figures_of(document("cost_per_outcome")) if figure.term == "coste por resultado"]
    assert line.unit == "euros"


def test_organisations_stand_in_the_order_of_the_alphabet_whatever_their_accents():
    plots = [plot for name in ("meta_analysis", "shrinkage", "funnel") for plot in plots_of(document(name), plan(name))]
    orders = [[str(row[0]) for row in plot.picture.rows] for plot in plots if plot.kind in ("organisations", "funnel")]
    assert len(orders) == 6
    assert all((order[0], order[1], order[-1]) == ("Abedul", "Acebo", "Tilo") and order.index("Álamo") == 2 for order in orders)


def changed(name, tmp_path, capsys, **keys):
    """A plan with these keys of its first estimate (or, with a dot, of the plan) changed, run on the data of the example."""
    raw = yaml.safe_load((FOLDERS[name] / "plan.yaml").read_text(encoding="utf-8"))
    for key, value in keys.items():
        place, key = (raw, key[5:]) if key.startswith("plan_") else (raw["estimates"][0], key)
        place.pop(key, None)
        if value is not None:
            place[key] = value
    raw["estimates"] = raw["estimates"][:1]
    path = tmp_path / "plan.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    status = run_plan_on_file(str(path), str(FOLDERS[name] / kept(name)["data"]))
    printed = capsys.readouterr()
    return status, printed.out + printed.err


IMPOSSIBLE = {
    "groups: odds of a number": ("logistic", {"outcome": "quality_before"}, 2, "pide un resultado de sí o no"),
    "times: a curve of a number": ("kaplan_meier", {"outcome": "week"}, 2, "pide un resultado con «time» + «event»"),
    "times: a horizon beyond the follow-up": ("restricted_mean", {"options": {"until": 90}}, 1, "El plazo pasa de lo que se siguió"),
    "effects: nothing to adjust for": ("inverse_probability_weighting", {"plan_covariates": None}, 2, "indique «covariates»"),
    "effects: nothing is missing": ("missing_outcomes", {"outcome": "quality_before", "covariates": ["worked"]}, 1, "A nadie le falta el resultado"),
    "organisations: no organisation": ("shrinkage", {"plan_cluster": None}, 2, "indique «cluster»"),
    "organisations: a number per person": ("funnel", {"options": {"ranking": 1}}, 2, "ranking"),
    "persons: a return without a source": ("social_return", {"options": {"value": {"low": 1, "high": 2}}}, 2, "plan.estimates[0].options.value.source"),
    "persons: mediation after looking": ("mediation", {}, 1, "solo se responde en un plan registrado antes de mirar los datos"),
    "persons: change without a direction": ("reliable_change", {"plan_outcome": {"before": "symptoms_before", "after": "symptoms_after"}}, 1, "es mejor que suba o que baje"),
}  # fmt: skip


@pytest.mark.parametrize("case", sorted(IMPOSSIBLE))
def test_what_a_method_cannot_do_is_refused_with_the_reason(case, tmp_path, capsys):
    name, keys, status, reason = IMPOSSIBLE[case]
    assert case.split(":")[0] == CATALOGUE[name].family
    found, printed = changed(name, tmp_path, capsys, **keys)
    assert found == status
    assert reason in printed


def test_every_family_of_methods_has_something_that_it_refuses():
    assert {case.split(":")[0] for case in IMPOSSIBLE} == {method.family for method in CATALOGUE.values()}


def test_a_plan_that_was_not_registered_like_that_is_not_read_as_registered(capsys):
    folder = FOLDERS["mediation"]
    assert run_plan_on_file(str(folder / "plan.yaml"), str(folder / kept("mediation")["data"]), registered="0" * 64) == 2
    assert plan_hash(plan("mediation")) in capsys.readouterr().err


def test_a_method_that_nobody_knows_is_answered_with_the_nearest():
    raw = dict(plan("cox").raw) | {"estimates": [{"name": "a", "method": "coks"}]}
    with pytest.raises(PlanError, match="cox"):
        plan_of(raw)


def test_the_invented_people_come_out_again_to_the_last_byte(tmp_path):
    generate.main(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {f"{name}.csv": (EXAMPLES / "data" / f"{name}.csv").read_bytes() for name in generate.FILES}


def test_every_file_of_data_has_its_source_and_licence():
    told = (EXAMPLES / "data" / "README.md").read_text(encoding="utf-8")
    for path in (EXAMPLES / "data").glob("*.csv"):
        assert f"`{path.name}`" in told
        with path.open(encoding="utf-8") as file:
            header = next(csv.reader(file))
        assert not {"name", "surname", "email", "phone"} & set(header)
