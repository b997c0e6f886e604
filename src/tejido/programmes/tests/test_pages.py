"""The screens of programmes."""

import datetime as dt

import pytest
from django.urls import reverse

from tejido.core.models import AuditEntry
from tejido.people.models import Person
from tejido.programmes import actions
from tejido.programmes.models import Cohort, Enrolment, Programme

ENTRY = dt.date(2025, 3, 1)


@pytest.fixture
def cohort(cast):
    programme = actions.open_programme(cast.a, by=cast.ana, name="Huerto y oficio", kind="workshop")
    return actions.open_cohort(programme, by=cast.ana, name="Grupo del norte", starts_on=dt.date(2025, 1, 1))


@pytest.fixture
def enrolment(cast, cohort):
    return actions.enrol_person(cast.person, cohort, by=cast.ana, starts_on=ENTRY)


@pytest.fixture
def ana(cast, browser_of):
    return browser_of(cast.ana)


def text_of(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def url(name, *args):
    return reverse(f"programmes:{name}", args=args)


def test_ana_makes_a_programme_and_a_group_and_enrols_lena(cast, ana):
    assert ana.post(url("new"), {"organisation": cast.a.pk, "name": "Huerto", "kind": "workshop"}).status_code == 302
    programme = Programme.objects.get(slug="huerto")
    form = {"name": "Norte", "arm": "waiting", "starts_on": "2025-01-01", "places": "8"}
    assert ana.post(url("cohort_new", programme.code), form).status_code == 302
    cohort = Cohort.objects.get(name="Norte")
    page = text_of(ana.get(url("cohort_enrol", cohort.code), {"q": "lena"}))
    assert "Lena · A-001" in page
    assert "Félix" not in page
    form = {"person": cast.person.code, "starts_on": "2025-03-01"}
    assert ana.post(url("cohort_enrol", cohort.code), form).url == url("cohort", cohort.code)
    assert "Lena" in text_of(ana.get(url("cohort", cohort.code)))


@pytest.mark.parametrize("page", ["detail", "edit", "cohort_new"])
def test_a_programme_of_a_is_not_there_for_carla(cast, browser_of, cohort, page):
    assert browser_of(cast.carla).get(url(page, cohort.programme.code)).status_code == 404


@pytest.mark.parametrize("page", ["cohort", "cohort_edit", "cohort_enrol"])
def test_a_group_of_a_is_not_there_for_carla(cast, browser_of, enrolment, page):
    assert browser_of(cast.carla).get(url(page, enrolment.cohort.code)).status_code == 404


@pytest.mark.parametrize("page", ["enrolment_exit", "enrolment_edit"])
def test_a_participation_at_a_is_not_there_for_carla(cast, browser_of, enrolment, page):
    carla = browser_of(cast.carla)
    assert carla.get(url(page, enrolment.code)).status_code == 404
    assert carla.post(url(page, enrolment.code), {"ends_on": "2025-06-01", "exit_reason": "other"}).status_code == 404
    assert "Huerto" not in text_of(carla.get(url("list")))


def test_ana_cannot_enrol_a_person_of_b(cast, ana, cohort):
    response = ana.post(url("cohort_enrol", cohort.code), {"person": cast.stranger.code, "starts_on": "2025-03-01"})
    assert "person" in response.context["form"].errors
    assert not Enrolment.objects.exists()


def test_dora_sees_how_many_take_part_but_not_who(cast, browser_of, enrolment):
    dora = browser_of(cast.dora)
    assert '<td class="fin tab" data-label="En total">1</td>' in text_of(dora.get(url("detail", enrolment.cohort.programme.code)))
    page = text_of(dora.get(url("cohort", enrolment.cohort.code)))
    assert not any(word in page for word in ("Lena", "A-001", cast.person.code))


def test_an_exit_is_written_down_with_its_reason(cast, ana, enrolment):
    bad = ana.post(url("enrolment_exit", enrolment.code), {"version": "1", "ends_on": "2025-02-01", "exit_reason": "moved", "exit_note": "se mudó"})
    page = text_of(bad)
    assert "La salida sería anterior a la entrada (1 mar 2025)" in page
    assert "se mudó" in page
    good = ana.post(url("enrolment_exit", enrolment.code), {"version": "1", "ends_on": "2025-06-01", "exit_reason": "moved"})
    assert good.url == url("for_person", cast.person.code)
    assert "cambió de lugar de residencia" in text_of(ana.get(good.url))


def test_two_people_who_correct_the_same_participation_lose_nothing(cast, ana, enrolment):
    actions.correct_enrolment(enrolment, by=cast.ana, version=1, starts_on=dt.date(2025, 3, 2))
    form = {"version": "1", "starts_on": "2025-03-05", "ends_on": "", "exit_reason": "", "exit_note": "nota"}
    response = ana.post(url("enrolment_edit", enrolment.code), form)
    assert "Otra persona guardó cambios" in text_of(response)
    assert 'value="nota"' in text_of(response)
    assert ana.post(url("enrolment_edit", enrolment.code), {**form, "version": response.context["form"]["version"].value()}).status_code == 302


def test_the_history_of_a_person_is_not_there_for_carla_and_elena_sees_her_own(cast, ana, browser_of, enrolment):
    assert "Huerto y oficio" in text_of(ana.get(url("for_person", cast.person.code)))
    assert AuditEntry.objects.latest("id").verb == "programmes.person_viewed"
    assert browser_of(cast.carla).get(url("for_person", cast.person.code)).status_code == 404
    elena = browser_of(cast.elena, second_factor=False)
    assert "Huerto y oficio" in text_of(elena.get(url("mine")))
    assert elena.get(url("for_person", cast.brother.code)).status_code == 403


def test_bruno_reads_groups_and_changes_none(cast, browser_of, enrolment):
    bruno = browser_of(cast.bruno)
    page = text_of(bruno.get(url("cohort", enrolment.cohort.code)))
    assert "Lena" in page
    assert "Inscribir a una persona" not in page
    assert bruno.get(url("cohort_enrol", enrolment.cohort.code)).status_code == 403


def test_a_group_asks_as_many_questions_for_three_people_as_for_one(cast, ana, enrolment, django_assert_num_queries):
    ana.get(url("cohort", enrolment.cohort.code))
    with django_assert_num_queries(18):
        ana.get(url("cohort", enrolment.cohort.code))
    for n in range(2):
        person = Person.objects.create(organisation=cast.a, register_code=f"N-{n}", registered_on=ENTRY)
        actions.enrol_person(person, enrolment.cohort, by=cast.ana, starts_on=ENTRY)
    with django_assert_num_queries(18):
        assert text_of(ana.get(url("cohort", enrolment.cohort.code))).count("<tr>") == 4


def test_the_list_asks_as_many_questions_for_three_programmes_as_for_one(cast, ana, cohort, django_assert_num_queries):
    ana.get(url("list"))
    with django_assert_num_queries(7):
        assert text_of(ana.get(url("list"))).count("<tr>") == 2
    for name in ("Uno", "Dos"):
        actions.open_programme(cast.a, by=cast.ana, name=name)
    with django_assert_num_queries(7):
        assert text_of(ana.get(url("list"))).count("<tr>") == 4
