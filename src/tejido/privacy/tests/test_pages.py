"""The screens: a person asks and follows; who answers sees the queue with its days; foreign requests are not there."""

import time

import pytest

from tejido.core.models import AuditEntry
from tejido.privacy import actions
from tejido.privacy.models import DataRequest, LegalDuty, RightsTerms
from tejido.privacy.tests.lives import CANARY
from tests.cast import signed_in


def just_confirmed(account):
    """A browser in which this person has just shown who they are."""
    browser = signed_in(account)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return browser


@pytest.fixture
def request_of_elena(life):
    return actions.file_request(life.person, by=life.elena, kind="rectification", words=f"{CANARY}-corrijan")


def test_a_person_asks_for_something_and_follows_it(life):
    browser = just_confirmed(life.elena)
    answer = browser.post("/privacy/mine/ask/rectification/", {"words": "Nací en 1987"}, follow=True)
    assert "Nací en 1987" in answer.content.decode()
    assert "Que se corrija algo" in browser.get("/privacy/mine/").content.decode()
    assert DataRequest.objects.get().state == "open"
    browser.post(f"/privacy/mine/requests/{DataRequest.objects.get().code}/")
    assert DataRequest.objects.get().state == "cancelled"


@pytest.mark.parametrize("page", ["/privacy/mine/ask/erasure/", "/privacy/mine/copy/"])
def test_a_phone_left_open_on_a_table_asks_nothing(life, page):
    browser = signed_in(life.elena)
    for answer in (browser.get(page), browser.post(page)):
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
    assert not DataRequest.objects.exists()
    assert not AuditEntry.objects.filter(verb="privacy.data_exported").exists()


def test_a_person_takes_their_copy_away(life):
    answer = just_confirmed(life.elena).post("/privacy/mine/copy/")
    assert (answer["Content-Type"], answer.content[:2]) == ("application/zip", b"PK")
    assert "Portillo" not in answer["Content-Disposition"]
    assert AuditEntry.objects.get(verb="privacy.data_exported").person == life.person.code


def test_the_queue_says_what_it_is_when_nothing_waits(life):
    assert "Nadie espera una respuesta" in signed_in(life.dora).get("/privacy/").content.decode()


def test_the_queue_shows_the_nearest_day_first_and_filters(life, request_of_elena):
    browser = signed_in(life.dora)
    assert request_of_elena.person_code in browser.get("/privacy/").content.decode()
    assert request_of_elena.person_code not in browser.get("/privacy/?kind=erasure").content.decode()
    assert request_of_elena.person_code not in browser.get("/privacy/?state=closed").content.decode()
    assert request_of_elena.person_code not in browser.get("/privacy/?due=late").content.decode()


def test_the_queue_asks_the_same_with_more_requests(life, request_of_elena, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = signed_in(life.dora)
    browser.get("/privacy/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/privacy/")
    for kind in ("erasure", "portability"):
        actions.file_request(life.person, by=life.elena, kind=kind)
    with CaptureQueriesContext(connection) as three:
        browser.get("/privacy/")
    assert len(one) == len(three)


@pytest.mark.parametrize("step", ["", "letter/", "extend/", "answer/", "erase/"])
def test_a_foreign_request_is_not_there(life, request_of_elena, step):
    from tests.cast import give_role

    give_role(life.carla, "director", organisation=life.b)
    browser = signed_in(life.carla)
    foreign = browser.get(f"/privacy/requests/{request_of_elena.code}/{step}")
    invented = browser.get(f"/privacy/requests/ABCDEFGH23/{step}")
    assert (foreign.status_code, invented.status_code) == (404, 404)
    assert len(foreign.content) == len(invented.content)


def test_reading_a_request_leaves_a_line_that_the_person_can_read(life, request_of_elena):
    signed_in(life.dora).get(f"/privacy/requests/{request_of_elena.code}/")
    line = AuditEntry.objects.filter(verb="privacy.request_viewed").get()
    assert (line.actor, line.person) == (life.dora.code, life.person.code)


def test_the_direction_answers_and_prints_the_letter(life, request_of_elena):
    browser = signed_in(life.dora)
    browser.post(f"/privacy/requests/{request_of_elena.code}/answer/", {"outcome": "granted", "answer": "Está corregido."})
    letter = browser.get(f"/privacy/requests/{request_of_elena.code}/letter/").content.decode()
    assert "Está corregido." in letter
    assert f"{CANARY}-Elena" in letter


def test_staff_file_what_somebody_asks_on_paper(life):
    browser = signed_in(life.bruno)
    told = {"person_code": life.person.code, "kind": "access", "channel": "paper", "received_on": "2026-01-15", "words": "", "proof": ""}
    assert browser.post("/privacy/new/", told)["Location"] == f"/people/{life.person.code}/"
    assert DataRequest.objects.get().due_on.isoformat() == "2026-02-15"


def test_a_withdrawal_on_paper_is_ticked_and_ends_the_permission(life):
    told = {"person_code": life.person.code, "kind": "withdrawal", "channel": "paper", "received_on": "2026-01-15"}
    browser = signed_in(life.bruno)
    assert "Marque qué permisos retira" in browser.post("/privacy/new/", told).content.decode()
    browser.post("/privacy/new/", {**told, "purposes": ["impact"]})
    assert life.person.consents.get(purpose="impact").withdrawn_on is not None


def test_staff_of_another_organisation_do_not_find_the_person(life):
    told = {"person_code": life.person.code, "kind": "access", "channel": "paper", "received_on": "2026-01-15"}
    foreign = signed_in(life.carla).post("/privacy/new/", told).content.decode()
    assert "No hay ninguna ficha con ese código" in foreign
    assert not DataRequest.objects.exists()


def test_the_direction_sees_what_would_go_before_it_is_gone(life):
    request = actions.file_request(life.person, by=life.elena, kind="erasure")
    LegalDuty.objects.create(organisation=life.a, law="Ley de subvenciones, art. 14", years=5, starts_on="2025-01-01")
    browser = signed_in(life.dora)
    page = browser.get(f"/privacy/requests/{request.code}/erase/").content.decode()
    assert "Mis metas: 1" in page
    assert "Ley de subvenciones, art. 14" in page
    browser.post(f"/privacy/requests/{request.code}/erase/")
    request.refresh_from_db()
    assert (request.state, request.person) == ("answered", None)
    assert browser.get(f"/privacy/requests/{request.code}/").status_code == 200


def test_the_direction_says_how_long_it_takes_and_which_law_keeps(life):
    browser = signed_in(life.dora)
    browser.post(f"/privacy/terms/{life.a.code}/edit/", {"answer_days": "15", "extension_days": "", "contact": "Dora, 2222-0000", "authority": "la autoridad"})
    assert RightsTerms.objects.get(organisation=life.a).answer_days == 15
    browser.post(f"/privacy/terms/{life.a.code}/duty/", {"law": "Ley X, art. 3", "years": "5", "keeps": "participations"})
    duty = LegalDuty.objects.get()
    assert "Ley X, art. 3" in browser.get("/privacy/terms/").content.decode()
    browser.post(f"/privacy/duties/{duty.code}/end/")
    duty.refresh_from_db()
    assert duty.ends_on is not None


def test_anybody_reads_what_is_kept_and_what_cannot_be_protected(client, db):
    page = client.get("/privacy/explained/").content.decode()
    assert "Lo que no podemos proteger" in page
