"""Requests: filed by the person or for them, each with its day; who sees them, who answers them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.periods import today
from tejido.network.models import Notice
from tejido.network.watchers import words_of
from tejido.people import actions as people
from tejido.people.queries import ids_who_allow
from tejido.privacy import actions
from tejido.privacy.actions.requests import AskedAlready, Closed, ExtendedAlready, NoPurpose, NotYetArrived, NoWords, TooLate
from tejido.privacy.deadlines import due_date, extended_date, months_after
from tejido.privacy.models import RightsTerms
from tejido.privacy.permissions import own_requests_visible_to, requests_visible_to
from tejido.privacy.queries import days_left, overdue
from tejido.ui.days import as_day


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-12-15", 1, "2027-01-15"), ("2026-11-30", 3, "2027-02-28"), ("2026-03-31", 0, "2026-03-31")],
)
def test_a_month_later_is_a_day_that_exists(day, months, then):
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(then)


@pytest.mark.parametrize(
    ("terms", "due", "extended"),
    [({}, "2026-02-28", "2026-04-30"), ({"answer_days": 20}, "2026-02-20", "2026-04-20"), ({"answer_days": 20, "extension_days": 15}, "2026-02-20", "2026-03-07"),
     ({"extension_days": 15}, "2026-02-28", "2026-03-15")],
)  # fmt: skip
def test_the_organisation_s_own_law_sets_the_days(terms, due, extended):
    arrived = dt.date(2026, 1, 31)
    assert due_date(arrived, RightsTerms(**terms)).isoformat() == due
    assert extended_date(arrived, RightsTerms(**terms)).isoformat() == extended


def test_a_person_asks_on_their_own_page_and_the_direction_is_told(cast):
    request = actions.file_request(cast.person, by=cast.elena, kind="rectification", words="Mi año de nacimiento es 1987")
    assert (request.state, request.channel, request.proof, request.due_on) == ("open", "portal", "signed_in", months_after(today(), 1))
    told = Notice.objects.get(organisation=cast.a, capability="rights.handle")
    assert words_of(told).endswith(f"Se contesta antes del {as_day(request.due_on)}.")
    assert list(requests_visible_to(cast.dora)) == [request]
    assert list(own_requests_visible_to(cast.elena)) == [request]


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "nora", "diego"])
def test_whoever_does_not_answer_for_rights_sees_no_request(cast, who):
    actions.file_request(cast.person, by=cast.elena, kind="erasure")
    assert not requests_visible_to(getattr(cast, who)).exists()
    assert not own_requests_visible_to(getattr(cast, who)).exists()


@pytest.mark.parametrize("who", ["carla", "nora", "diego"])
def test_strangers_file_nothing_for_a_person(cast, who):
    with pytest.raises(PermissionDenied):
        actions.file_request(cast.person, by=getattr(cast, who), kind="access", channel="paper")


def test_nobody_files_in_the_name_of_the_person_s_own_page(cast):
    with pytest.raises(PermissionDenied):
        actions.file_request(cast.person, by=cast.bruno, kind="access")


def test_a_request_that_says_nothing_is_refused(cast):
    with pytest.raises(NoWords):
        actions.file_request(cast.person, by=cast.elena, kind="complaint", words=" ")
    with pytest.raises(NotYetArrived):
        actions.file_request(cast.person, by=cast.bruno, kind="access", channel="paper", received_on=today() + dt.timedelta(days=1))


def test_the_same_thing_is_not_asked_twice_while_it_waits(cast):
    request = actions.file_request(cast.person, by=cast.elena, kind="erasure")
    with pytest.raises(AskedAlready):
        actions.file_request(cast.person, by=cast.elena, kind="erasure")
    actions.cancel_request(request, by=cast.elena)
    assert actions.file_request(cast.person, by=cast.elena, kind="erasure").state == "open"


def test_an_objection_of_the_person_counts_at_once(life):
    assert life.person.pk in ids_who_allow([life.a.pk], "impact")
    actions.file_request(life.person, by=life.elena, kind="objection")
    assert life.person.pk not in ids_who_allow([life.a.pk], "impact")


@pytest.mark.parametrize("who", ["bruno", "dora"])
@pytest.mark.parametrize(("kind", "purposes"), [("objection", ()), ("withdrawal", ("impact",))])
def test_a_no_on_paper_counts_as_soon_as_anybody_writes_it_down(life, who, kind, purposes):
    actions.file_request(life.person, by=getattr(life, who), kind=kind, channel="paper", purposes=purposes)
    assert life.person.pk not in ids_who_allow([life.a.pk], "impact")


def test_a_no_that_arrives_while_the_record_is_out_of_use_still_holds_afterwards(life):
    people.restrict_person(life.person, by=life.dora, reason="objection")
    actions.file_request(life.person, by=life.bruno, kind="objection", channel="paper")
    people.lift_restriction(life.person, by=life.dora)
    assert life.person.pk not in ids_who_allow([life.a.pk], "impact")


def test_a_permission_is_taken_back_by_its_name(life):
    with pytest.raises(NoPurpose):
        actions.file_request(life.person, by=life.bruno, kind="withdrawal", channel="paper")
    actions.file_request(life.person, by=life.bruno, kind="withdrawal", channel="paper", purposes=["messages"])
    assert life.person.pk in ids_who_allow([life.a.pk], "impact")


def test_only_the_person_takes_a_request_back(cast):
    request = actions.file_request(cast.person, by=cast.elena, kind="erasure")
    with pytest.raises(PermissionDenied):
        actions.cancel_request(request, by=cast.dora)
    assert actions.cancel_request(request, by=cast.elena).state == "cancelled"


def test_the_time_to_answer_is_made_longer_once_and_with_a_reason(cast):
    arrived = today() - dt.timedelta(days=20)
    request = actions.file_request(cast.person, by=cast.bruno, kind="access", channel="paper", received_on=arrived)
    actions.extend_request(request, by=cast.dora, extension_reason="Hay que buscar en papel")
    assert (request.due_on, request.extension_reason) == (months_after(arrived, 3), "Hay que buscar en papel")
    with pytest.raises(ExtendedAlready):
        actions.extend_request(request, by=cast.dora, extension_reason="otra vez")
    assert days_left(request) == (months_after(arrived, 3) - today()).days


def test_more_time_cannot_be_taken_when_the_day_is_past(cast):
    request = actions.file_request(cast.person, by=cast.bruno, kind="access", channel="paper", received_on=dt.date(2026, 1, 31))
    with pytest.raises(TooLate):
        actions.extend_request(request, by=cast.dora, extension_reason="Hay que buscar en papel")
    request.refresh_from_db()
    assert (request.due_on, request.extended_on) == (dt.date(2026, 2, 28), None)
    assert overdue(requests_visible_to(cast.dora)).exists()


def test_an_answer_closes_a_request_and_the_person_reads_it(cast):
    request = actions.file_request(cast.person, by=cast.elena, kind="rectification", words="1987")
    actions.answer_request(request, by=cast.dora, answer="Está corregido.", is_granted=True)
    assert own_requests_visible_to(cast.elena).get().answer == "Está corregido."
    with pytest.raises(Closed):
        actions.answer_request(request, by=cast.dora, answer="Otra cosa", is_granted=False)


def test_an_erasure_is_not_answered_with_words_alone(cast):
    request = actions.file_request(cast.person, by=cast.elena, kind="erasure")
    with pytest.raises(actions.TwoPersons):
        actions.answer_request(request, by=cast.dora, answer="Hecho", is_granted=True)
    assert actions.answer_request(request, by=cast.dora, answer="Una ley lo impide", is_granted=False).state == "refused"


def test_what_a_person_writes_is_sealed_in_the_database(cast):
    from django.db import connection

    actions.file_request(cast.person, by=cast.elena, kind="complaint", words="PALABRAS-DE-ELENA")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM privacy_datarequest")
        assert b"PALABRAS" not in bytes(cursor.fetchone()[0])
