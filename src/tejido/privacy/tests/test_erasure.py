"""Erasing a person: every row, the account, the mails; the ledger keeps a pseudonym; what a law keeps is kept and nothing more."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from tejido.backup import Damaged
from tejido.backup.keys_copy import heed_who_left
from tejido.core import daily, keys
from tejido.core.keys import elsewhere, ring
from tejido.core.models import AuditEntry
from tejido.interop.models import ImportRow
from tejido.outcomes.models import Goal
from tejido.people import actions as people
from tejido.people.models import Identity, Person
from tejido.privacy import actions
from tejido.privacy import daily as privacy_daily
from tejido.privacy.actions import TwoPersons, WhoIsAsking
from tejido.privacy.daily import complete_erasures
from tejido.privacy.models import DataRequest, Erasure
from tejido.privacy.tests.lives import CANARY, DAY, THIRD
from tests.cast import signed_in


def everywhere_written():
    """Every cell of every table, what is sealed opened as far as there is a key: (table, text)."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.all():
            yield model._meta.db_table, " ".join(opened(row, field.attname) for field in model._meta.concrete_fields)


def opened(row, name):
    try:
        return str(getattr(row, name))
    except keys.Unreadable:
        return ""


def tables_with(mark):
    return {table for table, text in everywhere_written() if mark in text}


def ask(life, **more):
    return actions.file_request(life.person, by=life.elena, kind="erasure", **more)


def test_an_erased_person_leaves_nothing_but_a_pseudonym(life, django_capture_on_commit_callbacks):
    code, email = life.person.code, life.elena.email
    browser = signed_in(life.elena)
    assert tables_with(CANARY)
    with django_capture_on_commit_callbacks(execute=True):
        erasure = actions.erase_person(ask(life), by=life.dora)
    assert tables_with(CANARY) == set()
    assert not Person.objects.filter(code=code).exists()
    assert not type(life.elena).objects.filter(pk=life.elena.pk).exists()
    assert browser.get("/people/mine/").status_code == 302
    assert code in keys.tombstones()
    erasure.refresh_from_db()
    assert erasure.shredded_at is not None
    actions.finish_erasure(erasure)
    assert tables_with(email) <= {"core_outgoingmail"}
    assert tables_with(THIRD) == {"interop_importrow"}
    assert {"code": erasure.person_code, "asked": erasure.asked_by, "kept": erasure.kept} == {"code": code, "asked": "person", "kept": []}


def test_facts_without_identity_go_with_whoever_is_erased(life, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.HOME = tmp_path
    facts = tmp_path / "lake" / "facts" / "persons"
    facts.mkdir(parents=True)
    (facts / "some.parquet").touch()
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(ask(life), by=life.dora)
    assert not facts.exists()


def test_the_trail_of_an_erased_person_holds_no_name(life):
    signed_in(life.elena).get("/people/mine/")
    code, name = life.person.code, life.elena.name
    actions.erase_person(ask(life), by=life.dora)
    assert AuditEntry.objects.filter(person=code).exists()
    assert "core_auditentry" not in tables_with(name)


def test_whoever_filed_an_erasure_cannot_approve_it(life):
    request = actions.file_request(life.person, by=life.dora, kind="erasure", channel="paper", proof="document")
    with pytest.raises(TwoPersons):
        actions.erase_person(request, by=life.dora)
    assert Person.objects.filter(pk=life.person.pk).exists()


def test_nobody_is_erased_before_it_is_known_who_asks(life):
    request = actions.file_request(life.person, by=life.bruno, kind="erasure", channel="phone")
    with pytest.raises(WhoIsAsking):
        actions.erase_person(request, by=life.dora)


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "nora", "elena"])
def test_only_who_answers_for_rights_erases(life, who):
    request = ask(life)
    with pytest.raises(PermissionDenied):
        actions.erase_person(request, by=getattr(life, who))


def test_a_law_keeps_the_bare_participation_out_of_use_until_its_day(life, django_capture_on_commit_callbacks):
    actions.declare_duty(life.a, by=life.dora, law="Ley de subvenciones, art. 14", years=5)
    code = life.person.code
    with django_capture_on_commit_callbacks(execute=True):
        erasure = actions.erase_person(ask(life), by=life.dora)
    left = Person.objects.get(code=code)
    assert (left.restriction, left.register_code, left.sex, left.account_id) == ("legal_duty", "", "not_stated", None)
    assert [(e.starts_on, e.exit_note) for e in left.enrolments.all()] == [(dt.date(2025, 3, 1), "")]
    assert not Identity.objects.filter(person=left).exists()
    assert tables_with(CANARY) == set()
    assert erasure.retain_until == dt.date(2030, 9, 1)
    assert code in keys.tombstones()
    with pytest.raises(people.erasure.KeptByLaw):
        people.lift_restriction(left, by=life.dora)


@pytest.mark.parametrize(("kind", "more"), [("erasure", {"proof": "document"}), ("access", {}), ("authority", {"words": "la ficha", "authority": "Juzgado 3"})])
def test_nothing_more_is_asked_about_what_a_law_keeps_without_a_name(life, kind, more, django_capture_on_commit_callbacks):
    actions.declare_duty(life.a, by=life.dora, law="Ley de subvenciones, art. 14", years=5)
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(ask(life), by=life.dora)
    left = Person.objects.get(pk=life.person.pk)
    with pytest.raises(people.erasure.KeptByLaw):
        actions.file_request(left, by=life.dora, kind=kind, channel="paper", **more)


def test_who_was_erased_but_for_the_name_may_ask_for_a_copy_and_not_to_be_erased_twice(life):
    actions.declare_duty(life.a, by=life.dora, law="Reglamento del fondo", years=3, keeps="named")
    actions.erase_person(ask(life), by=life.dora)
    left = Person.objects.get(pk=life.person.pk)
    with pytest.raises(people.erasure.KeptByLaw):
        actions.file_request(left, by=life.bruno, kind="erasure", channel="paper", proof="document")
    assert actions.file_request(left, by=life.bruno, kind="access", channel="paper", words="quiero verlo").state == "open"


def test_a_law_may_keep_the_name_and_then_the_key_stays_until_the_end(life, monkeypatch, django_capture_on_commit_callbacks):
    actions.declare_duty(life.a, by=life.dora, law="Reglamento del fondo", years=3, keeps="named")
    code = life.person.code
    with django_capture_on_commit_callbacks(execute=True):
        erasure = actions.erase_person(ask(life), by=life.dora)
    identity = Identity.objects.get(person__code=code)
    assert (identity.given_name, identity.phone, identity.address) == (f"{CANARY}-Elena", "", "")
    assert code not in keys.tombstones()
    pass_years(monkeypatch, 3)
    with django_capture_on_commit_callbacks(execute=True):
        actions.end_retention(erasure)
    assert not Person.objects.filter(code=code).exists()
    assert code in keys.tombstones()


def pass_years(monkeypatch, years):
    """Since the end of the participation of this life, a day of the year 2025."""
    day = dt.date(2025 + years, 9, 1)
    for place in ("privacy.queries", "privacy.actions.erasure", "privacy.daily"):
        monkeypatch.setattr(f"tejido.{place}.today", lambda: day)


def test_each_law_keeps_its_own_part_for_its_own_time_and_the_name_goes_first(life, monkeypatch, django_capture_on_commit_callbacks):
    actions.declare_duty(life.a, by=life.dora, law="Reglamento del fondo", years=2, keeps="named")
    actions.declare_duty(life.a, by=life.dora, law="Ley de subvenciones", years=9)
    code = life.person.code
    with django_capture_on_commit_callbacks(execute=True):
        erasure = actions.erase_person(ask(life), by=life.dora)
    Erasure.objects.filter(pk=erasure.pk).update(mail_code="")
    assert (erasure.keeps_name, erasure.retain_until, code in keys.tombstones()) == (True, dt.date(2027, 9, 1), False)
    pass_years(monkeypatch, 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 retentions ended" in complete_erasures()
    erasure.refresh_from_db()
    assert (erasure.keeps_name, erasure.retain_until, [one["law"] for one in erasure.kept]) == (False, dt.date(2034, 9, 1), ["Ley de subvenciones"])
    assert code in keys.tombstones()
    assert not Identity.objects.filter(person__code=code).exists()
    assert Person.objects.get(code=code).enrolments.count() == 1
    pass_years(monkeypatch, 9)
    complete_erasures()
    assert not Person.objects.filter(code=code).exists()


def test_what_only_the_shorter_law_kept_does_not_wait_for_the_longer_one(life, monkeypatch):
    from tejido.programmes import actions as programmes

    other = programmes.open_programme(life.a, by=life.ana, name="Taller", kind="classes")
    cohort = programmes.open_cohort(other, by=life.ana, name="Grupo 1", starts_on=DAY, places=20)
    programmes.close_enrolment(programmes.enrol_person(life.person, cohort, by=life.ana, starts_on=DAY), by=life.ana, ends_on=dt.date(2025, 9, 1), exit_reason="other")
    actions.declare_duty(life.a, by=life.dora, law="Ley del taller", years=2, programme=other)
    actions.declare_duty(life.a, by=life.dora, law="Ley de las clases", years=9, programme=life.person.enrolments.exclude(cohort=cohort).get().cohort.programme)
    erasure = actions.erase_person(ask(life), by=life.dora)
    left = Person.objects.get(code=erasure.person_code)
    assert left.enrolments.count() == 2
    pass_years(monkeypatch, 2)
    actions.end_retention(erasure)
    assert left.enrolments.get().cohort.programme.name == "Clases"


def test_an_account_that_works_somewhere_stays_without_the_record(life):
    from tests.cast import give_role

    give_role(life.elena, "peer_worker", organisation=life.a)
    actions.erase_person(ask(life), by=life.dora)
    life.elena.refresh_from_db()
    assert life.elena.is_active
    assert not life.elena.roles.on().filter(role="person_served").exists()
    assert life.elena.roles.on().filter(role="peer_worker").exists()


def test_whoever_an_old_backup_brings_back_is_erased_again(life, django_capture_on_commit_callbacks):
    code = life.person.code
    keys.shred(code)  # erased after the backup that is restored here
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.reapply_erasures() == 1
    assert not Person.objects.filter(code=code).exists()
    assert tables_with(CANARY) <= set()
    assert Erasure.objects.get(person_code=code).asked_by == "restored"
    assert actions.reapply_erasures() == 0


def test_rows_that_wait_in_an_old_backup_go_with_whoever_was_erased_though_nobody_can_read_whose_they_are(life):
    brought = ImportRow.objects.first().brought
    ImportRow.objects.create(brought=brought, number=9, cells={"id": "", "nombre": f"{CANARY}-Elena {CANARY}-Portillo"}, problems={})
    keys.shred(life.person.code)
    actions.reapply_erasures()
    assert not ImportRow.objects.exists()


def test_what_a_law_did_not_keep_is_not_brought_back_by_an_old_backup(life, django_capture_on_commit_callbacks):
    actions.declare_duty(life.a, by=life.dora, law="Reglamento del fondo", years=3, keeps="named")
    keys.note_reduction(life.person.code)  # erased but for the name after the backup that is restored here
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.reapply_erasures() == 1
    identity = Identity.objects.get(person=life.person)
    assert (identity.given_name, identity.phone, Goal.objects.filter(person=life.person).count()) == (f"{CANARY}-Elena", "", 0)
    assert life.person.code not in keys.tombstones()
    assert actions.reapply_erasures() == 0


def test_an_erasure_that_keeps_a_name_is_noted_beside_the_keys_although_the_server_stopped(life, django_capture_on_commit_callbacks):
    actions.declare_duty(life.a, by=life.dora, law="Reglamento del fondo", years=3, keeps="named")
    with django_capture_on_commit_callbacks(execute=False):
        erasure = actions.erase_person(ask(life), by=life.dora)
    Erasure.objects.filter(pk=erasure.pk).update(mail_code="")
    assert erasure.person_code not in keys.reductions()
    complete_erasures()
    assert erasure.person_code in keys.reductions()


@pytest.fixture
def another_place(settings, tmp_path):
    settings.ERASED_TO = tmp_path
    return tmp_path / elsewhere.NAME


def forget_that_left(code):
    """The ring as the copy of last night has it: it knows of nobody who left today."""
    with ring.changing() as changing:
        changing.execute("DELETE FROM tombstone WHERE person = ?", (code,))


def test_who_was_erased_after_the_night_s_copy_of_the_keys_stays_erased_though_the_server_is_lost(life, another_place, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        code = actions.erase_person(ask(life), by=life.dora).person_code
    forget_that_left(code)
    assert heed_who_left(another_place.with_name("tejido-keys.sealed")) == 1
    assert code in keys.tombstones()
    assert code.encode() not in another_place.read_bytes()


def test_a_list_of_who_left_that_was_written_by_somebody_else_erases_nobody(life, another_place):
    another_place.write_text(f'{{"erased": ["{life.person.code}"], "reduced": []}}')
    with pytest.raises(Damaged, match="move it away"):
        heed_who_left(another_place.with_name("tejido-keys.sealed"))
    assert life.person.code not in keys.tombstones()


def test_an_erasure_holds_although_the_other_place_is_away_and_the_daily_job_fails_until_it_is_back(life, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.ERASED_TO = tmp_path / "away"
    with django_capture_on_commit_callbacks(execute=True):
        code = actions.erase_person(ask(life), by=life.dora).person_code
    assert code in keys.tombstones()
    assert daily.run()[1] == ["tejido.privacy.daily.tell_who_left"]
    settings.ERASED_TO.mkdir()
    assert daily.run()[1] == []
    assert (settings.ERASED_TO / elsewhere.NAME).exists()


def test_one_erasure_that_cannot_be_completed_stops_no_other(life, monkeypatch, caplog):
    erasure = actions.erase_person(ask(life), by=life.dora)
    code, sound = erasure.person_code, privacy_daily.finish_erasure
    bad = Erasure.objects.create(organisation=life.a, person_code="AAAAAAAAAA", asked_by=erasure.asked_by, done_at=erasure.done_at - dt.timedelta(days=1))

    def finish(one):
        if one.pk == bad.pk:
            raise keys.Unreadable("the disk")
        sound(one)

    finish.__name__ = sound.__name__
    monkeypatch.setattr(privacy_daily, "finish_erasure", finish)
    complete_erasures()
    assert code in keys.tombstones()
    assert bad.code in caplog.text


def test_an_interrupted_destruction_of_the_key_is_completed(life):
    erasure = actions.erase_person(ask(life), by=life.dora)  # the callback after the commit never runs in this test
    assert erasure.person_code not in keys.tombstones()
    actions.finish_erasure(erasure)
    actions.finish_erasure(erasure)
    assert erasure.person_code in keys.tombstones()


def test_what_was_asked_leaves_only_kind_and_days(life):
    actions.file_request(life.person, by=life.elena, kind="complaint", words=f"{CANARY}-queja")
    request = ask(life, words=f"{CANARY}-porque")
    actions.erase_person(request, by=life.dora)
    for row in DataRequest.objects.all():
        assert (row.person, row.words, row.answer) == (None, "", "")
    request.refresh_from_db()
    assert request.state == "answered"
