"""Programmes, groups and participations: entry, exit with a reason, coming back, and what cannot be."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.trail import ChangedMeanwhile
from tejido.programmes import actions
from tejido.programmes.actions.cohort import EndsBeforeStart, PeopleOutside
from tejido.programmes.actions.enrolment import (
    AlreadyTakesPart,
    CohortFull,
    EntryOutsideCohort,
    ExitBeforeEntry,
    ExitInTheFuture,
    NotInside,
    UnknownReason,
)
from tejido.programmes.actions.programme import NameTaken
from tejido.programmes.models import Enrolment

ENTRY, EXIT = dt.date(2025, 3, 1), dt.date(2025, 6, 1)


def last():
    return AuditEntry.objects.latest("id")


@pytest.fixture
def programme(cast):
    return actions.open_programme(cast.a, by=cast.ana, name="De familia a Familia", kind="classes")


@pytest.fixture
def cohort(cast, programme):
    return actions.open_cohort(programme, by=cast.ana, name="Santa Ana 2025", starts_on=dt.date(2025, 1, 1), places=2)


@pytest.fixture
def enrolment(cast, cohort):
    return actions.enrol_person(cast.person, cohort, by=cast.ana, starts_on=ENTRY)


def test_ana_opens_a_programme_with_a_key_of_its_own(cast, programme):
    assert (programme.slug, programme.organisation) == ("de-familia-a-familia", cast.a)
    assert (last().verb, last().organisation) == ("programmes.programme_opened", cast.a.code)
    with pytest.raises(NameTaken):
        actions.open_programme(cast.a, by=cast.ana, name=" de familia a familia ")
    assert actions.open_programme(cast.b, by=cast.carla, name="De familia a Familia").slug == "de-familia-a-familia"


@pytest.mark.parametrize("who", ["bruno", "dora", "carla", "nora", "diego", "elena"])
def test_only_the_coordination_of_a_runs_its_programmes(cast, programme, cohort, enrolment, who):
    by = getattr(cast, who)
    tries = [
        lambda: actions.open_programme(cast.a, by=by, name="Otro"),
        lambda: actions.correct_programme(programme, by=by, name="Otro"),
        lambda: actions.open_cohort(programme, by=by, name="Otro", starts_on=ENTRY),
        lambda: actions.correct_cohort(cohort, by=by, name="Otro"),
        lambda: actions.enrol_person(cast.brother, cohort, by=by, starts_on=ENTRY),
        lambda: actions.close_enrolment(enrolment, by=by, ends_on=EXIT, exit_reason="other"),
        lambda: actions.correct_enrolment(enrolment, by=by, starts_on=ENTRY),
    ]
    for attempt in tries:
        with pytest.raises(PermissionDenied):
            attempt()
    assert Enrolment.objects.count() == 1


def test_a_person_of_another_organisation_is_never_enrolled(cast, cohort):
    with pytest.raises(PermissionDenied):
        actions.enrol_person(cast.stranger, cohort, by=cast.ana, starts_on=ENTRY)


def test_a_correction_tells_of_a_second_writer(cast, programme, cohort, enrolment):
    actions.correct_programme(programme, by=cast.ana, version=1, about="Doce clases")
    actions.correct_cohort(cohort, by=cast.ana, version=1, places=12)
    actions.correct_enrolment(enrolment, by=cast.ana, version=1, starts_on=dt.date(2025, 3, 2))
    assert (programme.about, cohort.places, enrolment.starts_on, last().fields) == ("Doce clases", 12, dt.date(2025, 3, 2), ["starts_on"])
    for verb, row, change in (
        (actions.correct_programme, programme, {"about": "x"}),
        (actions.correct_cohort, cohort, {"places": 1}),
        (actions.correct_enrolment, enrolment, {"starts_on": ENTRY}),
        (actions.close_enrolment, enrolment, {"ends_on": EXIT, "exit_reason": "moved"}),
    ):
        with pytest.raises(ChangedMeanwhile):
            verb(type(row).objects.get(pk=row.pk), by=cast.ana, version=1, **change)


def test_a_person_enters_and_leaves_with_a_reason(cast, enrolment):
    assert (last().verb, last().person) == ("programmes.person_enrolled", cast.person.code)
    actions.close_enrolment(enrolment, by=cast.ana, ends_on=EXIT, exit_reason="goals_reached", exit_note="Encontró trabajo")
    enrolment.refresh_from_db()
    assert (enrolment.ends_on, enrolment.exit_reason, enrolment.version) == (EXIT, "goals_reached", 2)
    assert last().verb == "programmes.enrolment_closed"
    with pytest.raises(NotInside):
        actions.close_enrolment(enrolment, by=cast.ana, ends_on=EXIT, exit_reason="other")


def test_who_comes_back_goes_on_with_the_same_participation(cast, cohort, enrolment):
    actions.close_enrolment(enrolment, by=cast.ana, ends_on=EXIT, exit_reason="lost_contact")
    back = actions.enrol_person(cast.person, cohort, by=cast.ana, starts_on=dt.date(2025, 9, 1))
    assert (back.pk, back.starts_on, back.ends_on, back.exit_reason) == (enrolment.pk, ENTRY, None, "")
    assert (last().verb, Enrolment.objects.count()) == ("programmes.person_returned", 1)


@pytest.mark.parametrize(
    ("ends_on", "reason", "refusal", "field"),
    [
        (dt.date(2025, 2, 28), "other", ExitBeforeEntry, "ends_on"),
        (today() + dt.timedelta(days=1), "other", ExitInTheFuture, "ends_on"),
        (EXIT, "se fue", UnknownReason, "exit_reason"),
        (EXIT, "", UnknownReason, "exit_reason"),
    ],
)
def test_an_exit_that_cannot_be_is_refused_at_its_field(cast, enrolment, ends_on, reason, refusal, field):
    with pytest.raises(refusal) as refused:
        actions.close_enrolment(enrolment, by=cast.ana, ends_on=ends_on, exit_reason=reason)
    assert refused.value.field == field
    enrolment.refresh_from_db()
    assert (enrolment.ends_on, enrolment.version) == (None, 1)


def test_a_reason_without_a_day_is_refused(cast, enrolment):
    with pytest.raises(ExitBeforeEntry):
        actions.correct_enrolment(enrolment, by=cast.ana, starts_on=ENTRY, exit_reason="moved")


def test_nobody_enters_twice_nor_a_full_or_ended_group(cast, programme, cohort, enrolment):
    with pytest.raises(AlreadyTakesPart):
        actions.enrol_person(cast.person, cohort, by=cast.ana, starts_on=EXIT)
    actions.correct_cohort(cohort, by=cast.ana, places=1)
    with pytest.raises(CohortFull):
        actions.enrol_person(cast.brother, cohort, by=cast.ana, starts_on=EXIT)
    ended = actions.open_cohort(programme, by=cast.ana, name="2024", starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2024, 6, 1))
    with pytest.raises(EntryOutsideCohort):
        actions.enrol_person(cast.brother, ended, by=cast.ana, starts_on=EXIT)


def test_the_days_of_a_group_cannot_be_cut_from_under_its_people(cast, cohort, enrolment):
    with pytest.raises(PeopleOutside):
        actions.correct_cohort(cohort, by=cast.ana, ends_on=dt.date(2025, 2, 1))
    with pytest.raises(EndsBeforeStart):
        actions.correct_cohort(cohort, by=cast.ana, ends_on=dt.date(2024, 2, 1))
