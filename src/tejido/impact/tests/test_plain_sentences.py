"""Figures in words: how much, between which bounds, and what is not known yet; in the reader's way of writing numbers."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from django.utils.translation import override

from tejido.impact.numbers import written, written_p
from tejido.impact.sentences import sentence_of, sentences_of
from tejido.impact.spec import load_plan
from tejido.impact.tests.studies import EXAMPLES, ask, line, plan_from, small_trial

LABELS = {
    "exposure": {"column": "treat", "labels": {"reference": "las personas en espera", "compared": "las personas en el grupo"}},
    "outcome": {"column": "score", "label": "Calidad de vida", "direction": "higher_is_better"},
    "columns": {
        "treat": {"kind": "yes_no"},
        "score": {"kind": "number", "unit": "puntos"},
        "age": {"kind": "number", "label": "edad"},
        "better": {"kind": "yes_no"},
    },
}


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [
        (1794.34, "1794", "1,794"),
        (12345.6, "12\u202f346", "12,346"),
        (-3.14159, "−3,14", "−3.14"),
        (42.71, "42,7", "42.7"),
        (-0.001, "−0,00100", "−0.00100"),
        (0.0000178, "0,0000178", "0.0000178"),
        (0.0, "0,00", "0.00"),
    ],
)
def test_numbers_are_written_the_way_of_each_language(value, spanish, english):
    with override("es"):
        assert written(value) == spanish
    with override("hu"):
        assert written(value) == spanish
    with override("en"):
        assert written(value) == english


def test_a_tiny_p_is_only_a_bound():
    with override("es"):
        assert (written_p(0.0000004), written_p(0.0038)) == ("< 0,001", "= 0,004")


def test_a_clear_difference_has_size_unit_sides_interval_and_direction():
    document = ask(plan_from(**LABELS), small_trial(400))
    found = line(document, role="exposure")
    text = sentence_of(found, plan_from(**LABELS))
    assert text.startswith(
        f"Calidad de vida: {written(found['estimate'])} puntos más en las personas en el grupo que en las personas en espera"
    )
    assert f"de {written(found['low'], 2)} a {written(found['high'], 2)}" in text
    assert text.endswith("Es la dirección deseada.")


def test_a_clear_difference_for_the_worse_says_so():
    frame = small_trial(400)
    frame["score"] = 100 - frame["score"]
    text = ask(plan_from(**LABELS), frame)["sentences"][1]
    assert "puntos menos" in text
    assert text.endswith("Es la dirección contraria a la deseada.")


def test_a_difference_far_below_one_is_told_with_its_figures_and_not_as_nothing():
    frame = small_trial(400).assign(score=lambda f: (f["score"] + 4 * f["treat"]) / 1e5)
    document = ask(plan_from(**LABELS), frame)
    found, text = line(document, role="exposure"), sentence_of(line(document, role="exposure"), plan_from(**LABELS))
    assert 0 < found["low"] < found["high"] < 0.001
    told = [float(number.replace(",", ".")) for number in re.findall(r"0,\d+", text)]
    assert told == pytest.approx([found["estimate"], found["low"], found["high"]], rel=0.02)


def test_an_interval_that_crosses_no_difference_says_that_it_is_not_known_yet():
    frame = small_trial(60)
    frame["score"] -= 3 * frame["treat"]
    text = ask(plan_from(**LABELS), frame)["sentences"][1]
    assert "todavía no lo sabemos" in text
    assert "dirección" not in text


def test_what_was_held_equal_is_named():
    plan = plan_from(**LABELS, estimates=[{"name": "main", "method": "ancova", "covariates": ["age"]}])
    assert "a igualdad de «edad»" in ask(plan, small_trial(400))["sentences"][1]


def test_a_difference_of_shares_is_told_in_people_of_every_hundred():
    frame = small_trial(400)
    frame["better"] = ((frame.index % 20) < 5 + 8 * frame["treat"]).astype(float)
    plan = plan_from(**LABELS | {"outcome": {"column": "better", "label": "Mejoría"}}, estimates=[{"name": "main", "method": "logistic"}])
    assert "personas más de cada 100" in ask(plan, frame)["sentences"][1]


def test_covariates_and_constants_have_no_sentence():
    plan = plan_from(**LABELS, estimates=[{"name": "main", "method": "ancova", "covariates": ["age"]}])
    document = ask(plan, small_trial(400))
    assert [sentence_of(row, plan) for row in document["estimates"] if row["role"] != "exposure"] == ["", ""]


def test_each_kind_of_error_does_not_repeat_the_sentence():
    plan = plan_from(**LABELS, estimates=[{"name": "main", "method": "difference", "errors": ["classical", "HC1", "HC3"]}])
    assert sum("Calidad de vida" in text for text in ask(plan, small_trial(400))["sentences"]) == 1


def test_the_sentences_can_be_told_again_from_the_document_alone():
    document = ask(plan_from(**LABELS), small_trial(400))
    assert sentences_of(document) == document["sentences"]


def test_a_group_without_a_name_is_called_by_its_column():
    assert "el grupo con «treat» que en el grupo sin «treat»" in ask(plan_from(), small_trial(400))["sentences"][1]


def test_two_categories_without_a_stated_comparison_are_called_by_their_level():
    frame = small_trial(400)
    frame["region"] = frame["treat"].map({0.0: "norte", 1.0: "sur"})
    text = ask(plan_from(exposure={"column": "region", "reference": "norte"}), frame)["sentences"][1]
    assert "más en «sur» que en «norte»" in text


def test_a_number_as_exposure_of_a_yes_or_no_is_told_as_odds():
    frame = small_trial(400)
    plan = plan_from(exposure={"column": "age"}, outcome={"column": "better"}, estimates=[{"name": "main", "method": "logistic"}])
    assert "todavía no sabemos si cambia con «age»" in ask(plan, frame)["sentences"][1]
    frame["better"] = (frame["age"] + 15 * (frame.index % 3) > 60).astype(float)
    assert "por cada unidad de «age», razón de ventajas" in ask(plan, frame)["sentences"][1]


def test_a_derived_number_as_exposure_is_told_by_its_unit_step():
    frame = small_trial(400)
    frame["score"] += frame["age"]
    derive = {"years": {"minus": {"column": "age", "value": 18}, "label": "años desde los 18"}}
    plan = plan_from(derive=derive, exposure={"column": "years"}, estimates=[{"name": "main", "method": "ancova"}])
    assert "más por cada unidad de «años desde los 18»" in ask(plan, frame)["sentences"][1]


def test_a_derived_yes_or_no_as_exposure_makes_two_groups():
    derive = {"older": {"indicator": {"column": "age", "above": 40}, "label": "más de 40 años"}}
    document = ask(plan_from(derive=derive, exposure={"column": "older"}), small_trial(400))
    assert {row["group"] for row in document["estimates"] if row["role"] == "group"} == {"0", "1"}
    assert "el grupo con «más de 40 años»" in document["sentences"][1]


def told_by(name):
    from tejido.impact.command import read_plan
    from tejido.impact.flatfile import read_flatfile

    folder = EXAMPLES / name
    plan = load_plan(read_plan(str(folder / "plan.yaml")))
    kept = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return ask(plan, read_flatfile(folder / kept["data"], plan), registered=kept["registered"])["sentences"]


def test_a_return_is_told_by_both_its_ends_and_never_by_one_number():
    ends = [text for text in told_by("social_return") if "unidad invertida" in text]
    assert ["menos favorables" in text for text in ends] == [True, False]
    assert ["0,34" in ends[0], "3,02" in ends[1]] == [True, True]


def test_only_an_organisation_beyond_chance_is_spoken_of_and_not_as_better():
    named = [text for text in told_by("funnel") if "«Serbal»" in text or "«Tilo»" in text]
    assert len(named) == 1
    assert "por encima de lo que explica el azar" in named[0]
    assert "no es una clasificación" in named[0]


def test_bounds_are_told_with_who_is_meant_and_nothing_is_said_to_be_held_equal():
    told = told_by("missing_outcomes")
    assert not any("a igualdad de" in text for text in told)
    assert any("quienes habrían respondido en cualquiera" in text and "de 3,00 a 9,27 puntos" in text for text in told)
    assert any("lo más distintas posible" in text and "de −2,4 a 23,3 personas de cada 100" in text for text in told)


def test_answers_of_others_put_together_are_those_of_organisations_not_of_persons():
    told = told_by("eight-schools")
    assert told[0] == "Se analizaron las cifras de 8 entidades."
    assert "En el conjunto de las entidades la estimación es 7,69 puntos" in told[1]
    assert not any("Entre  y" in text for text in told)


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "puede estar entre −1,20 y 5,56."), ("en", "may lie between −1.20 and 5.56."), ("hu", "a különbség −1,20 és 5,56 között lehet.")],
)
def test_an_outcome_without_a_unit_leaves_no_gap_where_it_would_stand(language, words):
    plan = plan_from(estimates=[{"name": "main", "method": "meta_analysis", "cluster": "region"}])
    row = {"name": "main", "term": "prediction", "role": "prediction", "scale": "difference", "estimate": 2.0, "low": -1.2, "high": 5.56, "wave": None}
    with override(language):
        text = sentence_of(row, plan)
    assert words in text
    assert "  " not in text


def test_each_hungarian_sentence_begins_with_a_capital():
    frame = small_trial(60)
    frame["score"] -= 3 * frame["treat"]
    with override("hu"):
        found = [text for text in ask(plan_from(**LABELS), frame)["sentences"] if "még nem tudjuk" in text]
    assert len(found) == 1
    assert not re.search(r"[.] [a-záéíóöőúüű]", found[0])


def over_time(level, course, along):
    """The mixed model of people who differ in their level and course by so many standard deviations, the one bent along the other."""
    random = np.random.default_rng(11)
    people, month = np.repeat(np.arange(120), 4), np.tile([0.0, 4.0, 8.0, 12.0], 120)
    own = random.normal(size=120)
    slope = course * (own if along else random.normal(size=120))
    y = level * own[people] + slope[people] * month + random.normal(0, 1, 480)
    frame = pd.DataFrame({"person": people, "wave": month, "month": month, "y": y})
    columns = {"y": {"kind": "number"}, "month": {"kind": "number", "label": "mes"}}
    asked = {"name": "main", "method": "mixed_model", "covariates": ["month"], "random": ["month"]}
    plan = plan_from(rows="person_wave", person="person", wave="wave", columns=columns, exposure=None, outcome={"column": "y"}, estimates=[asked])
    return next(found for found in ask(plan, frame)["checks"] if found["name"] == "random_effects")


@pytest.mark.parametrize(
    ("level", "course", "along", "words"),
    [
        (2, 0, False, "difieren en su nivel y apenas en cómo cambian con «mes»"),
        (0, 0, False, "apenas difieren en su nivel o en su curso"),
        (2, 0.5, True, "el nivel de cada persona y cómo cambia con «mes» se deducen uno del otro"),
        (2, 0.5, False, ""),
    ],
)
def test_a_model_on_the_edge_names_in_what_people_hardly_differ(level, course, along, words):
    found = over_time(level, course, along)
    assert found["verdict"] == ("attention" if words else "ok")
    assert words in found["sentence"]


def test_a_figure_beside_an_interaction_says_where_it_holds():
    assert any(
        "3,78" in text and text.endswith("«había trabajado antes» es 0; en los demás casos la diferencia es otra.") for text in told_by("ancova")
    )
    assert not any("Esta cifra vale" in text for text in told_by("standardisation"))


def test_a_test_of_pace_says_whether_and_not_how_much():
    told = told_by("log_rank")
    assert any(text.startswith("Nueva detención: no se ve que el ritmo sea distinto") and "p = 0,050" in text for text in told)
    assert any("el ritmo no es el mismo" in text and "p = 0,045" in text for text in told)
    assert told[-1].endswith("1 deja de estar clara y puede deberse al azar.")


def test_what_a_good_outcome_costs_is_told_in_its_money():
    assert any("cuesta 10\u202f598 euros (intervalo" in text for text in told_by("cost_per_outcome"))


def test_what_controls_see_is_taken_off_in_words():
    told = told_by("negative_control")
    assert any("es de 0,25 desviaciones típicas" in text for text in told)
    left = "todavía no lo sabemos. Descontando lo que se ve en los controles quedan 0,22 desviaciones típicas, y los datos admiten desde −0,01"
    assert any(f"{left} hasta 0,45" in text for text in told)
