"""The screens of outcomes: they ask person first, say no diagnosis, and show nothing of A to Carla."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from tejido.core.models import AuditEntry
from tejido.outcomes import actions
from tejido.outcomes.models import Assessment, Goal, InstrumentWording, Measure, Measurement, Spell
from tejido.outcomes.packs import packs
from tejido.outcomes.queries import keys_of

DAY = dt.date(2025, 3, 1)
TEN = {"q1": 2, "q2": 2, "q3": 1, "q4": 2, "q5": 0, "q6": 1, "q7": 1, "q8": 1}
WHEN = {"taken_on": "2025-03-01", "mode": "self", "informant": "", "wave": ""}


@pytest.fixture
def bruno(cast, browser_of):
    return browser_of(cast.bruno)


@pytest.fixture
def ana(cast, browser_of):
    return browser_of(cast.ana)


@pytest.fixture
def rows(cast):
    """One of everything, of a person of A."""
    return {
        "assessment": actions.record_assessment(cast.person, "phq-8", by=cast.bruno, answers=TEN, taken_on=DAY, language="es"),
        "goal": actions.record_goal(cast.person, by=cast.bruno, words="Volver a pintar", starts_on=DAY),
        "spell": actions.open_spell(cast.person, by=cast.bruno, kind="job", type="sheltered", starts_on=DAY, hours=20),
        "measure": actions.define_measure(cast.a, by=cast.ana, label="Ingresos del mes", unit="USD"),
    }


def url(name, *args):
    return reverse(f"outcomes:{name}", args=args)


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def answers(values):
    return {f"item_{item}": str(value) for item, value in values.items()}


def test_phq_8_is_answered_on_one_page_without_its_ninth_question_or_a_diagnosis(cast, bruno):
    page = text_of(bruno.get(url("assess", cast.person.code, "phq-8")))
    assert len(set(re.findall(r'name="(item_q\d+)"', page))) == 8
    assert "Poco interés o placer en hacer cosas" in page
    assert "mejor muerto" not in page
    assert not re.search(r"trastorno|depresión|depresivo", page)
    assert "No consta un permiso para guardar datos sobre su salud" in page
    assert bruno.post(url("assess", cast.person.code, "phq-8"), {**WHEN, **answers(TEN)}).status_code == 302
    assert Assessment.objects.get().scores.get().value == 10


def test_a_refused_sheet_keeps_every_answer(cast, bruno):
    response = bruno.post(url("assess", cast.person.code, "phq-8"), {**WHEN, **answers(TEN), "mode": "proxy"})
    page = text_of(response)
    assert "Escriba quién contestó por la persona" in page
    assert all(re.search(rf'name="item_{item}" value="{value}"[^>]* checked', page) for item, value in TEN.items())
    assert not Assessment.objects.exists()


def test_the_page_speaks_of_the_threshold_and_of_chance_not_of_illness(cast, bruno):
    for month, values in ((1, {f"q{n}": 2 for n in range(1, 8)}), (7, {f"q{n}": 1 for n in range(1, 8)})):
        actions.record_assessment(cast.person, "gad-7", by=cast.bruno, answers=values, taken_on=dt.date(2025, month, 1), language="en")
    page = text_of(bruno.get(url("for_person", cast.person.code)))
    assert "Pasó de 14 a 7" in page
    assert "mayor que el azar (4 puntos o más)" in page
    assert "umbral de cribado" not in page
    assert '<svg class="spark"' in page
    actions.record_assessment(cast.person, "gad-7", by=cast.bruno, answers={f"q{n}": 2 for n in range(1, 8)}, taken_on=dt.date(2025, 9, 1), language="es")
    page = text_of(bruno.get(url("for_person", cast.person.code)))
    assert "Está por encima del umbral de cribado (10 o más). No es un diagnóstico" in page
    assert "No hay un margen publicado para esta versión" in page


def test_carla_finds_nothing_of_a(cast, browser_of, rows):
    carla = browser_of(cast.carla)
    person = cast.person.code
    addresses = [
        url("for_person", person), url("assess", person, "phq-8"), url("goal_new", person), url("spell_new", person),
        url("measurement_new", person, rows["measure"].code), url("measurement_new", cast.stranger.code, rows["measure"].code),
        url("assessment", rows["assessment"].code), url("assessment_edit", rows["assessment"].code),
        url("goal_edit", rows["goal"].code), url("goal_close", rows["goal"].code),
        url("spell_edit", rows["spell"].code), url("spell_close", rows["spell"].code), url("measure_edit", rows["measure"].code),
    ]
    for address in addresses:
        assert (address, carla.get(address).status_code, carla.post(address, {"words": "x"}).status_code) == (address, 404, 404)
    assert "Ingresos del mes" not in text_of(carla.get(url("measures")))
    assert text_of(carla.get(url("for_person", cast.stranger.code)))


def test_elena_sees_how_she_is_doing_and_changes_nothing(cast, browser_of, rows):
    elena = browser_of(cast.elena, second_factor=False)
    page = text_of(elena.get(url("mine")))
    assert "Volver a pintar" in page
    assert "Centro especial de empleo" in page
    assert "Anotar" not in page
    assert AuditEntry.objects.latest("id").actor == cast.elena.code
    assert elena.get(url("assess", cast.person.code, "phq-8")).status_code == 403


def test_two_people_who_correct_the_same_answers_lose_nothing(cast, bruno, rows):
    row = rows["assessment"]
    actions.correct_assessment(row, by=cast.ana, version=1, wave="inicio")
    form = {**WHEN, **answers({**TEN, "q1": 0}), "version": "1"}
    response = bruno.post(url("assessment_edit", row.code), form)
    assert "Otra persona guardó cambios" in text_of(response)
    assert bruno.post(url("assessment_edit", row.code), {**form, "version": response.context["form"]["version"].value()}).status_code == 302
    row.refresh_from_db()
    assert (row.answers["q1"], row.scores.get().value) == (0, 8)


def test_a_filled_in_instrument_is_read_with_its_own_words(cast, bruno, rows):
    page = text_of(bruno.get(url("assessment", rows["assessment"].code)))
    assert "Más de la mitad de los días" in page
    assert "Está por encima del umbral de cribado" in page


def test_a_goal_is_written_rated_and_closed(cast, bruno):
    assert "Todavía no hay metas" in text_of(bruno.get(url("assess", cast.person.code, "goals")))
    assert bruno.post(url("goal_new", cast.person.code), {"words": "Volver a pintar", "starts_on": "2025-03-01"}).status_code == 302
    goal = Goal.objects.get()
    for day, value in (("2025-03-01", "2"), ("2025-06-01", "6")):
        assert bruno.post(url("assess", cast.person.code, "goals"), {**WHEN, "taken_on": day, f"item_{goal.code}": value}).status_code == 302
    assert "De 2 a 6 sobre 10" in text_of(bruno.get(url("for_person", cast.person.code)))
    assert text_of(bruno.get(url("assessment_edit", Assessment.objects.first().code)))
    assert bruno.post(url("goal_close", goal.code), {"version": "1", "ends_on": "2025-07-01"}).status_code == 302
    goal.refresh_from_db()
    assert goal.ends_on == dt.date(2025, 7, 1)


def test_a_second_home_is_refused_with_a_sentence_and_what_was_typed_stays(cast, bruno):
    address = f"{url('spell_new', cast.person.code)}?kind=home"
    assert bruno.post(address, {"type": "supervised_flat", "starts_on": "2025-03-01", "support": "3"}).status_code == 302
    page = text_of(bruno.post(address, {"type": "own_tenancy", "starts_on": "2025-05-01", "end_reason": "por decidir"}))
    assert "ya consta otra vivienda" in page
    assert 'value="por decidir"' in page
    assert Spell.objects.get().support == 3
    assert bruno.get(f"{url('spell_new', cast.person.code)}?kind=luna").status_code == 404


def test_a_spell_is_corrected_and_ended(cast, bruno, rows):
    spell = rows["spell"]
    assert 'value="20' in text_of(bruno.get(url("spell_edit", spell.code)))
    assert bruno.post(url("spell_edit", spell.code), {"version": "1", "type": "open_market", "starts_on": "2025-03-01", "hours": "30"}).status_code == 302
    assert bruno.post(url("spell_close", spell.code), {"version": "2", "ends_on": "2025-06-01", "end_reason": "mejor oferta"}).status_code == 302
    spell.refresh_from_db()
    assert (spell.type, spell.hours, spell.ends_on) == ("open_market", 30, dt.date(2025, 6, 1))


def test_a_measure_is_defined_and_a_value_written_and_corrected(cast, ana, bruno):
    form = {"organisation": cast.a.pk, "label": "Con quién vive", "kind": "category", "direction": "none", "levels": "sola\ncon familia\n"}
    assert ana.post(url("measure_new"), form).status_code == 302
    measure = Measure.objects.get()
    assert measure.levels == ["sola", "con familia"]
    address = url("measurement_new", cast.person.code, measure.code)
    assert bruno.post(address, {"level": "sola", "measured_on": "2025-03-01"}).status_code == 302
    again = {"level": "con familia", "measured_on": "2025-03-01"}
    page = text_of(bruno.post(address, again))
    assert "ya está guardado «sola»" in page
    assert 'type="checkbox" name="is_correction"' in page
    assert bruno.post(address, {**again, "is_correction": "on"}).status_code == 302
    assert Measurement.objects.get().level == "con familia"
    assert ana.post(url("measure_edit", measure.code), {**form, "version": "1", "label": "Con quién vive hoy"}).status_code == 302
    assert bruno.get(url("measure_new")).status_code == 403


def test_a_slot_says_that_it_is_empty_until_ana_fills_it(cast, ana, bruno):
    assert "no viene incluido" in text_of(bruno.get(url("assess", cast.person.code, "who-5")))
    pack = packs()["who-5"]
    words = {key: f"texto {n}" for n, key in enumerate(keys_of(pack))}
    form = {"organisation": cast.a.code, "language": "es", "licence": "Permiso de 2025", **words}
    assert ana.post(url("wording", "who-5"), {**form, "licence": ""}).status_code == 200
    assert ana.post(url("wording", "who-5"), form).status_code == 302
    assert InstrumentWording.objects.get().organisation == cast.a
    assert "texto 1" in text_of(bruno.get(url("assess", cast.person.code, "who-5")))
    assert 'value="texto 1"' in text_of(ana.get(url("wording", "who-5"), {"language": "es"}))


@pytest.mark.parametrize("slug", sorted(packs()))
def test_every_instrument_has_a_page_with_licence_and_scoring(cast, bruno, slug):
    page = text_of(bruno.get(url("instrument", slug)))
    assert packs()[slug].licence["es"][:40] in page
    assert "Resultado posible" in page


def test_the_library_lists_them_and_an_unknown_one_is_not_there(cast, bruno):
    page = text_of(bruno.get(url("instruments")))
    assert all(pack.title["es"] in page for pack in packs().values())
    assert bruno.get(url("instrument", "gaf")).status_code == 404
    assert bruno.get(url("assess", cast.person.code, "gaf")).status_code == 404


def test_the_page_asks_as_many_questions_for_three_sheets_as_for_one(cast, bruno, rows, django_assert_num_queries):
    bruno.get(url("for_person", cast.person.code))
    with django_assert_num_queries(24):
        bruno.get(url("for_person", cast.person.code))
    for month in (5, 6):
        actions.record_assessment(cast.person, "phq-8", by=cast.bruno, answers=TEN, taken_on=dt.date(2025, month, 1), language="es")
        actions.open_spell(cast.person, by=cast.bruno, kind="job", type="volunteer", starts_on=dt.date(2025, month, 1))
        actions.record_goal(cast.person, by=cast.bruno, words="Otra", starts_on=DAY)
    with django_assert_num_queries(24):
        bruno.get(url("for_person", cast.person.code))
