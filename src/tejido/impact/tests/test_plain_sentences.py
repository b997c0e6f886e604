"""Figures in words: how much, between which bounds, and what is not known yet; in the reader's way of writing numbers."""

import pytest
from django.utils.translation import override

from tejido.impact.numbers import written, written_p
from tejido.impact.sentences import sentence_of, sentences_of
from tejido.impact.tests.studies import ask, line, plan_from, small_trial

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
        (-0.001, "0,00", "0.00"),
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
