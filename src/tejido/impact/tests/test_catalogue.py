"""What the catalogue declares is what the code does, and whatever else is asked is refused with what would be possible."""

import ast
import json
from importlib import import_module
from pathlib import Path

import pytest
from django.utils.translation import override

from tejido import cli
from tejido.impact.catalogue import CATALOGUE, SHAPES
from tejido.impact.methods import PLACES, method_named
from tejido.impact.sentences.checks import SENTENCES
from tejido.impact.spec import PlanError
from tejido.impact.tests.studies import plan_from

SOURCE = Path(__file__).parents[2]


def problems_of(**keys):
    with pytest.raises(PlanError) as error:
        plan_from(**keys)
    return "\n".join(error.value.problems)


def one(method, **more):
    return {"estimates": [{"name": "a", "method": method} | more]}


def test_every_method_of_the_catalogue_has_an_implementation_and_no_other_has():
    assert set(CATALOGUE) == set(PLACES)
    assert all(callable(method_named(name)) for name in CATALOGUE)


@pytest.mark.parametrize("method", CATALOGUE.values(), ids=lambda method: method.name)
def test_a_method_says_what_it_takes_what_it_may_not_do_and_where_it_comes_from(method):
    described = json.loads(json.dumps(method.described()))
    assert described["answers"]
    assert described["may_not"]
    assert any(year in described["source"] for year in map(str, range(1890, 2030)))
    assert set(method.shapes) <= set(SHAPES)
    assert [use for use in method.uses if not hasattr(import_module(f"tejido.stats.{use.split('.')[0]}"), use.split(".")[1])] == []


@pytest.mark.parametrize("name", sorted({check for method in CATALOGUE.values() for check in method.checks}))
def test_every_check_of_the_catalogue_has_its_sentence(name):
    assert name in SENTENCES


@pytest.mark.parametrize("language", ["en", "hu"])
def test_titles_and_limits_are_told_in_every_language(language):
    with override("es"):
        spanish = {name: (str(method.title), str(method.limits)) for name, method in CATALOGUE.items()}
    with override(language):
        assert [
            name for name, method in CATALOGUE.items() if str(method.title) == spanish[name][0] or str(method.limits) == spanish[name][1]
        ] == []


def imported_by(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tejido.stats."):
            yield node.module.split(".")[2]


def test_every_file_of_statistics_is_reached_by_some_plan():
    waiting = {name for path in (SOURCE / "impact").rglob("*.py") if "tests" not in path.parts for name in imported_by(path)}
    reached = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting |= set(imported_by(SOURCE / "stats" / f"{name}.py"))
    assert {path.stem for path in (SOURCE / "stats").glob("*.py")} - reached == {"__init__"}


def test_the_list_of_methods_is_printed_in_one_line_each(capsys):
    assert cli.main(["impact", "methods"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(CATALOGUE)


def test_one_method_is_printed_whole_for_people_and_for_machines(capsys):
    assert cli.main(["impact", "methods", "cox"]) == 0
    assert "Cox 1972" in capsys.readouterr().out
    assert cli.main(["impact", "methods", "ancova", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["errors"] == ["HC3", "classical", "HC0", "HC1", "HC2", "CR1", "CR2"]
    assert found["options"][0] == {"name": "wild_bootstrap", "type": "whole", "default": 0, "required": False, "range": [0, 99999]}


def test_an_unknown_method_is_answered_with_the_nearest(capsys):
    assert cli.main(["impact", "methods", "coxx"]) == 2
    assert "«cox»" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (one("kaplan_meier"), "«time» + «event»"),
        (one("kaplan_meier"), "sirven: difference, ancova"),
        (one("cumulative_incidence"), "«time» + «exit» + «cause» + «censored»"),
        (one("ancova", errors=["CR2"]), "indique «cluster»"),
        (one("ancova", options={"wild_bootstrap": 99}), "solo se usa con «cluster»"),
        (one("ancova", cluster="region", options={"wild_bootstrap": 99.5}), "número entero de 0 a 99999"),
        (one("ancova", cluster="region", options={"wild_bootstrap": True}), "se esperaba un número"),
        (one("ancova", options={"wildbootstrap": 9}), "«wild_bootstrap»"),
        (one("meta_analysis"), "este método compara entidades"),
        (one("meta_analysis", cluster="regio"), "«region»"),
        (one("inverse_probability_weighting"), "indique «covariates»"),
        (one("inverse_probability_weighting", covariates=["age"], options={"estimand": "LATE"}), "ATE, ATT, ATO"),
        (one("inverse_probability_weighting", covariates=["age"], options={"keep": 0.2}), "0.51 a 1"),
        (one("inverse_probability_weighting", covariates=["age"], options={"stabilised": "yes"}), "«true» o «false»"),
        (one("funnel", cluster="region", exposure="treat"), "exposure"),
        (one("reliable_change", outcome={"before": "age", "after": "score"}), "estimates[0].options.sd: falta"),
        (one("social_return", options={"value": {"low": 3, "high": 1, "source": "x"}}), "«low» no puede ser mayor"),
        (one("social_return", options={"value": {"low": 1, "high": 3}}), "options.value.source: falta"),
        (one("piecewise_exponential", outcome={"time": "age", "event": "better"}, options={"cuts": [3, 1]}), "de menor a mayor"),
        (one("mediation", options={"mediator": "nobody"}), "no hay ninguna columna «nobody»"),
        (one("transitions", outcome={"state": "region"}), "person_wave"),
        (one("cox", outcome={"start": "age", "stop": "score", "event": "better"}), "person_period"),
        (one("difference", outcome={"time": "age", "exit": "region"}), "no forman un resultado"),
        (one("difference", family="main"), "confirmatory, exploratory"),
        (one("mixed_model", outcome="score"), "person_wave"),
        ({"rows": "person_period"}, "hace falta «person»"),
    ],
)  # fmt: skip
def test_what_a_method_cannot_do_is_refused_with_the_reason_and_what_would_be_possible(keys, said):
    assert said in problems_of(**keys)


def test_options_that_are_not_said_have_the_default_of_the_catalogue():
    (estimate,) = plan_from(**one("inverse_probability_weighting", covariates=["age"])).estimates
    assert estimate.options == {"estimand": "ATE", "stabilised": False, "keep": 1.0}


def test_with_organisations_named_the_usual_error_is_that_of_clusters():
    assert plan_from(cluster="region", **one("ancova")).estimates[0].errors == ("CR2",)
    assert plan_from(cluster="region", **one("ancova", cluster="none")).estimates[0].errors == ("HC3",)


def test_the_first_estimate_is_confirmatory_and_the_others_explore_unless_the_plan_says_otherwise():
    listed = [{"name": name, "method": "difference"} for name in "abc"]
    listed[2]["family"] = "confirmatory"
    assert [estimate.family for estimate in plan_from(estimates=listed).estimates] == ["confirmatory", "exploratory", "confirmatory"]
