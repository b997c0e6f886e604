"""A record out of use: kept, seen by the person alone, counted by nobody, and used again only when who answers for rights says so."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.impact.dataset.population import entrants
from tejido.outcomes.permissions import can_record_outcome, goals_visible_to
from tejido.people import actions as people
from tejido.people.permissions import consents_visible_to, names_visible_to, persons_visible_to, restricted_persons_visible_to
from tejido.people.queries import ids_who_allow
from tejido.programmes.permissions import can_enrol_person, enrolments_visible_to
from tests.cast import signed_in


@pytest.fixture
def out_of_use(life):
    people.restrict_person(life.person, by=life.dora, reason="accuracy")
    return life


@pytest.mark.parametrize("address", ["/people/{}/", "/people/{}/edit/", "/people/{}/identity/", "/people/{}/trail/", "/programmes/person/{}/", "/outcomes/person/{}/"])
def test_staff_no_longer_open_the_record(life, address):
    browser, page = signed_in(life.ana), address.format(life.person.code)
    before = browser.get(page).status_code
    people.restrict_person(life.person, by=life.dora, reason="accuracy")
    assert (before, browser.get(page).status_code) == (200, 404)


def test_the_record_is_in_no_list_search_or_count(out_of_use):
    ana, person = out_of_use.ana, out_of_use.person
    assert person not in persons_visible_to(ana)
    assert names_visible_to(ana, [person]) == {}
    assert people.find_by_name("CANARIO", by=ana) == []
    for door in (consents_visible_to, enrolments_visible_to, goals_visible_to):
        assert not door(ana).filter(person=person).exists()
    assert person.pk not in entrants(None, [out_of_use.a.pk], dt.date(2026, 1, 1))
    assert person.pk not in ids_who_allow([out_of_use.a.pk], "impact")
    assert person.code not in signed_in(ana).get("/people/").content.decode()


def test_nobody_writes_into_it(out_of_use):
    ana, person = out_of_use.ana, out_of_use.person
    with pytest.raises(PermissionDenied):
        people.correct_person(person, by=ana, birth_year=1990)
    with pytest.raises(PermissionDenied):
        people.correct_identity(person, by=ana, given_name="Otra")
    assert not can_record_outcome(ana, person)
    assert not can_enrol_person(ana, person, person.enrolments.get().cohort)


def test_the_person_still_sees_their_own_page_and_withdraws(out_of_use):
    assert signed_in(out_of_use.elena).get("/people/mine/").status_code == 200
    assert people.withdraw_consent(out_of_use.person.consents.get(), by=out_of_use.elena).withdrawn_on


def test_who_answers_for_rights_sees_that_it_exists_and_nothing_of_it(out_of_use):
    page = signed_in(out_of_use.dora).get("/privacy/kept/").content.decode()
    assert out_of_use.person.code in page
    assert "CANARIO" not in page


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "nora", "elena"])
def test_nobody_else_restricts_or_lifts(life, who):
    with pytest.raises(PermissionDenied):
        people.restrict_person(life.person, by=getattr(life, who), reason="accuracy")
    people.restrict_person(life.person, by=life.dora, reason="accuracy")
    with pytest.raises(PermissionDenied):
        people.lift_restriction(life.person, by=getattr(life, who))
    assert not restricted_persons_visible_to(getattr(life, who)).exists()


def test_a_lifted_record_is_used_again(out_of_use):
    people.lift_restriction(out_of_use.person, by=out_of_use.dora)
    assert signed_in(out_of_use.ana).get(f"/people/{out_of_use.person.code}/").status_code == 200


def test_an_import_does_not_write_into_it(out_of_use):
    from tejido.interop.checking.known import known_persons
    from tejido.interop.passage import ground_of

    brought = out_of_use.person.organisation.imports.get()
    brought.reading = {"header": ["id", "nombre"], "encoding": "utf-8", "separator": ",", "sort": "csv"}
    columns = {"id": "person.register_code", "nombre": "identity.given_name"}
    brought.mapping = {"columns": columns, "constants": {"person.registered_on": "2025-01-01"}}
    known = known_persons(ground_of(brought), [out_of_use.person.register_code])
    assert known[out_of_use.person.register_code].is_restricted
