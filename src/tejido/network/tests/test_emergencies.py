"""Emergency access: a reason, some minutes, reading only, in front of somebody else; and the alarm of many reads."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tejido.core.breach import note_of_rows
from tejido.core.models import AuditEntry, OutgoingMail
from tejido.core.trail import record
from tejido.network import actions
from tejido.network.actions.watching import MANY, MANY_FILES, watch_listing, watch_reading, watch_rows, watch_taking
from tejido.network.models import EmergencyAccess, Notice
from tejido.network.permissions import emergency_of, notices_visible_to
from tejido.network.watchers import words_of
from tejido.people.actions import look_at_names
from tejido.people.permissions import persons_visible_to
from tests.cast import give_role, signed_in, user

REASON = "Llamó su hermana: no la encuentra desde anoche."


@pytest.fixture
def fran(cast):
    """A facilitator of A, who cannot read records."""
    account = user("fran", "Fran Gil")
    give_role(account, "facilitator", organisation=cast.a)
    return account


@pytest.fixture
def opened(cast, fran):
    return actions.open_emergency(cast.a, by=fran, category="call", reason=REASON)


def test_a_facilitator_reads_records_for_half_an_hour_and_not_before(cast, fran):
    browser = signed_in(fran)
    assert browser.get(f"/people/{cast.person.code}/").status_code == 403
    actions.open_emergency(cast.a, by=fran, category="call", reason=REASON)
    page = browser.get(f"/people/{cast.person.code}/").content.decode()
    assert "Lena" in page
    assert "Acceso de emergencia: quedan 30 minutos." in page
    assert browser.get(f"/people/{cast.stranger.code}/").status_code == 404
    EmergencyAccess.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1), ends_at=timezone.now())
    assert browser.get(f"/people/{cast.person.code}/").status_code == 403


def test_an_emergency_is_found_with_its_organisation_in_one_question(cast, fran, opened, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert emergency_of(fran).organisation == cast.a


def test_it_ends_at_once_when_the_direction_ends_it(cast, fran, opened):
    assert signed_in(cast.dora).post(f"/network/emergency/{opened.code}/end/")["Location"] == "/network/emergencies/"
    assert not persons_visible_to(fran).exists()


def test_nothing_is_written_or_downloaded_meanwhile(cast, fran, opened):
    browser = signed_in(fran)
    assert browser.post(f"/people/{cast.person.code}/edit/", {}).status_code == 403
    assert browser.post("/network/emergency/", {}).status_code == 403
    give_role(fran, "director", organisation=cast.b)
    paper = f"/network/processing/{cast.b.code}/record/"
    assert browser.get(paper).status_code == 200
    refused = browser.get(f"{paper}json/")
    assert refused.status_code == 403
    assert "Quién ve qué" in refused.content.decode()
    assert browser.post(f"/network/emergency/{opened.code}/end/").status_code == 302
    assert browser.get(f"{paper}json/").status_code == 200


@pytest.mark.parametrize("wrong", [{"reason": "urgente"}, {"reason": " " * 40}, {"minutes": 61}, {"minutes": 0}])
def test_without_a_reason_or_for_too_long_it_is_refused(cast, fran, wrong):
    with pytest.raises((actions.ReasonTooShort, actions.TooLong)):
        actions.open_emergency(cast.a, by=fran, **{"category": "life", "reason": REASON, **wrong})
    assert emergency_of(fran) is None


@pytest.mark.parametrize("who", ["bruno", "nora", "diego", "elena", "carla"])
def test_who_reads_anyway_or_works_elsewhere_opens_none(cast, who):
    with pytest.raises(PermissionDenied):
        actions.open_emergency(cast.a, by=getattr(cast, who), category="life", reason=REASON)


def test_an_organisation_whose_records_are_read_anyway_is_not_offered(cast, fran):
    give_role(fran, "professional", organisation=cast.b)
    give_role(fran, "facilitator", organisation=cast.b)
    browser = signed_in(fran)
    page = browser.get("/network/emergency/").content.decode()
    assert (f'value="{cast.a.code}"' in page, f'value="{cast.b.code}"' in page) == (True, False)
    asked = {"organisation": cast.b.code, "category": "life", "reason": REASON, "minutes": 30}
    assert browser.post("/network/emergency/", asked).status_code == 200
    assert emergency_of(fran) is None
    give_role(fran, "professional", organisation=cast.a)
    assert "no le hace falta" in browser.get("/network/emergency/").content.decode()


def test_the_direction_is_told_in_the_same_transaction_by_notice_and_neutral_mail(cast, fran, opened):
    notice = notices_visible_to(cast.dora).get()
    assert "Fran Gil abrió un acceso de emergencia por 30 minutos" in words_of(notice)
    mail = OutgoingMail.objects.get(recipient=cast.dora.email)
    assert "emergencia" not in mail.subject
    assert not notices_visible_to(cast.carla).exists()
    assert "Fran Gil" in signed_in(cast.dora).get("/network/notices/").content.decode()
    signed_in(cast.dora).post(f"/network/notices/{notice.code}/seen/")
    notice.refresh_from_db()
    assert notice.seen_by == cast.dora


def test_two_openings_at_once_queue_up_at_the_account(cast, fran):
    with CaptureQueriesContext(connection) as said:
        actions.open_emergency(cast.a, by=fran, category="call", reason=REASON)
    asked = [one["sql"] for one in said]
    (at,) = [n for n, sql in enumerate(asked) if "FROM \"accounts_user\"" in sql and (connection.vendor == "sqlite" or "FOR UPDATE" in sql)][:1]
    assert at < next(n for n, sql in enumerate(asked) if "network_emergencyaccess" in sql and "ends_at" in sql)


def test_nobody_watches_over_themselves_alone(cast):
    actions.open_emergency(cast.a, by=cast.dora, category="life", reason=REASON)
    assert list(OutgoingMail.objects.values_list("recipient", flat=True)) == [cast.nora.email]


def test_the_person_reads_who_looked_and_in_which_emergency(cast, fran, opened):
    signed_in(fran).get(f"/people/{cast.person.code}/")
    line = AuditEntry.objects.filter(verb="people.person_viewed").latest("id")
    assert (line.emergency, line.actor) == (opened.code, fran.code)
    page = signed_in(cast.elena).get("/people/mine/looks/").content.decode()
    assert "Fran Gil" in page
    assert "llamó una familia o un servicio de urgencias" in page


def test_hundreds_of_persons_on_pages_of_lists_are_noticed_and_a_page_read_again_is_not(cast):
    pages = [[f"L{page}-{number}" for number in range(50)] for page in range(7)]
    for page in [*pages[:6], pages[0], pages[0]]:
        record("people.names_listed", by=cast.bruno, organisation=cast.a, persons=page)
        assert not watch_listing(cast.bruno, cast.a)
    record("people.names_listed", by=cast.bruno, organisation=cast.a, persons=pages[6])
    look_at_names([cast.person], by=cast.bruno)
    assert Notice.objects.get().values == {"who": "Bruno Paz", "count": 351}


def test_hundreds_of_rows_of_registers_on_pages_are_noticed_though_nobody_in_them_has_a_record(cast):
    for first in [*range(0, 300, 20), 0]:
        record("interop.rows_viewed", by=cast.ana, organisation=cast.a, note=note_of_rows(range(first, first + 20)))
        assert not watch_rows(cast.ana, cast.a)
    record("interop.rows_viewed", by=cast.ana, organisation=cast.a, note=note_of_rows([500]))
    assert watch_rows(cast.ana, cast.a)


def test_many_files_taken_along_in_an_hour_are_noticed(cast):
    for _number in range(MANY_FILES):
        record("interop.rows_downloaded", by=cast.ana, organisation=cast.a)
    assert not watch_taking(cast.ana, cast.a)
    record("privacy.data_exported", by=cast.ana, on=cast.person)
    assert watch_taking(cast.ana, cast.a)


def test_more_than_thirty_persons_in_an_hour_are_noticed_once(cast):
    for number in range(MANY):
        record("people.person_viewed", by=cast.bruno, organisation=cast.a, person=type("P", (), {"code": f"P{number}"}))
    assert not watch_reading(cast.bruno, cast.a)
    record("people.person_viewed", by=cast.bruno, on=cast.person)
    assert watch_reading(cast.bruno, cast.a)
    assert not watch_reading(cast.bruno, cast.a)
    assert Notice.objects.get().values == {"who": "Bruno Paz", "count": MANY + 1}
    assert OutgoingMail.objects.get().recipient == cast.dora.email


def test_one_kind_of_alarm_does_not_silence_another(cast):
    record("people.names_listed", by=cast.ana, organisation=cast.a, persons=[f"L{number}" for number in range(301)])
    assert watch_listing(cast.ana, cast.a)
    for _number in range(MANY_FILES + 1):
        record("interop.rows_downloaded", by=cast.ana, organisation=cast.a)
    assert watch_taking(cast.ana, cast.a)
    assert not watch_taking(cast.ana, cast.a)
    assert not watch_listing(cast.ana, cast.a)
