"""Writing outcomes down: answers and their scores, goals, measures and spells; what is refused, and for whom."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.trail import ChangedMeanwhile
from tejido.outcomes import actions
from tejido.outcomes.actions.assessment import (
    AlreadyTaken,
    AnswerNotOffered,
    NothingAnswered,
    TakenInTheFuture,
    UnknownInstrument,
    WhoAnswered,
)
from tejido.outcomes.actions.goal import GoalsFull, NotAGoalOfHers
from tejido.outcomes.actions.measure import AlreadyMeasured, KindInUse, LevelsMissing, LevelWrong, LimitsCrossed, MeasureExists, ValueWrong
from tejido.outcomes.actions.spell import AlreadyEnded, HoursWrong, SpellDays, SupportWrong, TwoHomes, TypeOfOtherKind
from tejido.outcomes.actions.wording import LicenceMissing, WordingIncomplete
from tejido.outcomes.models import Assessment, Measurement, Spell
from tejido.outcomes.packs import packs
from tejido.outcomes.queries import keys_of, measurements_of, scores_of, spells_of, stretches, wordings_of
from tejido.people.models import Person

DAY = dt.date(2025, 3, 1)
TOMORROW = today() + dt.timedelta(days=1)
TEN = {"q1": 2, "q2": 2, "q3": 1, "q4": 2, "q5": 0, "q6": 1, "q7": 1, "q8": 1}


def last():
    return AuditEntry.objects.latest("id")


def assess(cast, by=None, instrument="phq-8", answers=None, **rest):
    return actions.record_assessment(cast.person, instrument, by=by or cast.bruno, answers=TEN if answers is None else answers, **{"taken_on": DAY, "language": "es", **rest})


def score_of(assessment):
    return {s.scale: s.value for s in assessment.scores.all()}


def test_bruno_records_answers_and_the_score_is_computed(cast):
    row = assess(cast, mode="helped", wave="inicio")
    assert (row.answers, row.instrument_version, row.organisation, score_of(row)) == (TEN, "1", cast.a, {"total": 10})
    assert (last().verb, last().person, last().note) == ("outcomes.assessment_recorded", cast.person.code, "phq-8")


def test_one_blank_is_filled_as_the_manual_allows_and_two_give_no_score(cast):
    one = assess(cast, answers={k: v for k, v in TEN.items() if k != "q5"})
    two = assess(cast, answers={k: v for k, v in TEN.items() if k not in ("q5", "q6")}, taken_on=DAY + dt.timedelta(days=1))
    assert score_of(one)["total"] == pytest.approx(80 / 7)
    assert (score_of(two), two.scores.get().answered) == ({"total": None}, 6)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"instrument": "gaf"}, UnknownInstrument),
        ({"answers": {}}, NothingAnswered),
        ({"answers": {"q1": 7}}, AnswerNotOffered),
        ({"answers": {"q9": 1}}, AnswerNotOffered),
        ({"taken_on": TOMORROW}, TakenInTheFuture),
        ({"mode": "proxy"}, WhoAnswered),
    ],
)
def test_answers_that_cannot_be_are_refused(cast, change, refusal):
    with pytest.raises(refusal):
        assess(cast, **change)
    assert not Assessment.objects.exists()


def test_the_same_sheet_is_not_taken_twice(cast):
    assess(cast)
    with pytest.raises(AlreadyTaken):
        assess(cast)
    assert assess(cast, informant="su hermana", mode="proxy").informant == "su hermana"


def test_a_correction_computes_the_score_anew(cast):
    row = assess(cast)
    actions.correct_assessment(row, by=cast.ana, version=1, answers={**TEN, "q1": 0})
    row.refresh_from_db()
    assert (score_of(row), row.version, last().fields) == ({"total": 8}, 2, ["answers"])
    with pytest.raises(ChangedMeanwhile):
        actions.correct_assessment(row, by=cast.bruno, version=1, answers=TEN)
    assert score_of(Assessment.objects.get()) == {"total": 8}


@pytest.mark.parametrize("who", ["dora", "carla", "nora", "diego", "elena"])
def test_only_those_who_accompany_at_a_write_outcomes_down(cast, who):
    by, row = getattr(cast, who), assess(cast)
    goal = actions.record_goal(cast.person, by=cast.ana, words="Volver a pintar", starts_on=DAY)
    spell = actions.open_spell(cast.person, by=cast.ana, kind="job", type="open_market", starts_on=DAY)
    measure = actions.define_measure(cast.a, by=cast.ana, label="Ingresos")
    tries = [
        lambda: assess(cast, by=by, taken_on=today()),
        lambda: actions.correct_assessment(row, by=by, answers={"q1": 0}),
        lambda: actions.record_goal(cast.person, by=by, words="x", starts_on=DAY),
        lambda: actions.correct_goal(goal, by=by, words="x"),
        lambda: actions.close_goal(goal, by=by),
        lambda: actions.rate_goals(cast.person, by=by, ratings={goal.code: 1}, taken_on=DAY, language="es"),
        lambda: actions.open_spell(cast.person, by=by, kind="job", type="open_market", starts_on=DAY),
        lambda: actions.close_spell(spell, by=by, ends_on=DAY),
        lambda: actions.correct_spell(spell, by=by, hours=1),
        lambda: actions.record_measurement(cast.person, measure, by=by, measured_on=DAY, value=1),
        lambda: actions.define_measure(cast.a, by=by, label="Otra"),
        lambda: actions.correct_measure(measure, by=by, label="Otra"),
        lambda: actions.upload_wording(cast.a, packs()["who-5"], "es", by=by, items={}, licence="x"),
    ]
    before = AuditEntry.objects.count()
    for attempt in tries:
        with pytest.raises(PermissionDenied):
            attempt()
    assert AuditEntry.objects.count() == before


def test_looking_at_how_she_is_doing_leaves_a_line(cast):
    actions.look_at_outcomes(cast.person, by=cast.elena)
    assert (last().verb, last().actor) == ("outcomes.person_viewed", cast.elena.code)
    with pytest.raises(PermissionDenied):
        actions.look_at_outcomes(cast.person, by=cast.carla)


def test_up_to_three_goals_are_rated_by_their_own_code(cast):
    goals = [actions.record_goal(cast.person, by=cast.bruno, words=w, starts_on=DAY) for w in ("Volver a pintar", "Dormir bien", "Ver a mi hermano")]
    assert [g.number for g in goals] == [1, 2, 3]
    with pytest.raises(GoalsFull):
        actions.record_goal(cast.person, by=cast.bruno, words="Una más", starts_on=DAY)
    row = actions.rate_goals(cast.person, by=cast.bruno, ratings={goals[0].code: 2, goals[1].code: 5}, taken_on=DAY, language="es")
    assert score_of(row) == {"mean": 3.5, goals[0].code: 2, goals[1].code: 5}
    actions.close_goal(goals[0], by=cast.bruno, version=1)
    assert actions.record_goal(cast.person, by=cast.bruno, words="Una más", starts_on=DAY).number == 1
    with pytest.raises(NotAGoalOfHers):
        actions.rate_goals(cast.brother, by=cast.bruno, ratings={goals[1].code: 5}, taken_on=DAY, language="es")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"lowest": 5, "highest": 5}, LimitsCrossed),
        ({"kind": "category", "levels": ["una"]}, LevelsMissing),
        ({"label": "Ingresos"}, MeasureExists),
    ],
)
def test_a_codebook_entry_that_makes_no_sense_is_refused(cast, change, refusal):
    actions.define_measure(cast.a, by=cast.ana, label="Ingresos", unit="USD", direction="higher")
    with pytest.raises(refusal):
        actions.define_measure(cast.a, by=cast.ana, **{"label": "Otra", **change})


def test_values_stay_inside_their_codebook(cast):
    income = actions.define_measure(cast.a, by=cast.ana, label="Ingresos", unit="USD", lowest=0, highest=5000)
    house = actions.define_measure(cast.a, by=cast.ana, label="Con quién vive", kind="category", levels=["sola", "con familia"])
    works = actions.define_measure(cast.a, by=cast.ana, label="Trabaja", kind="yes_no")
    assert actions.record_measurement(cast.person, income, by=cast.bruno, measured_on=DAY, value=120.5).value == 120.5
    assert actions.record_measurement(cast.person, house, by=cast.bruno, measured_on=DAY, level="sola").level == "sola"
    for measure, given, refusal in (
        (income, {"value": -1}, ValueWrong), (income, {}, ValueWrong), (house, {"level": "en la luna"}, LevelWrong), (works, {"value": 2}, ValueWrong),
    ):
        with pytest.raises(refusal):
            actions.record_measurement(cast.person, measure, by=cast.bruno, measured_on=today(), **given)
    with pytest.raises(KindInUse):
        actions.correct_measure(income, by=cast.ana, version=1, kind="yes_no")
    assert actions.correct_measure(income, by=cast.ana, version=1, unit="EUR").unit == "EUR"


def test_a_value_is_replaced_only_when_it_is_meant(cast):
    income = actions.define_measure(cast.a, by=cast.ana, label="Ingresos")
    actions.record_measurement(cast.person, income, by=cast.bruno, measured_on=DAY, value=100)
    with pytest.raises(AlreadyMeasured):
        actions.record_measurement(cast.person, income, by=cast.bruno, measured_on=DAY, value=200)
    actions.record_measurement(cast.person, income, by=cast.bruno, measured_on=DAY, value=200, is_correction=True)
    assert ([m.value for m in Measurement.objects.all()], last().verb) == ([200], "outcomes.measurement_corrected")


def test_a_measure_of_another_organisation_is_not_for_this_person(cast):
    foreign = actions.define_measure(cast.b, by=cast.carla, label="Ingresos")
    with pytest.raises(PermissionDenied):
        actions.record_measurement(cast.person, foreign, by=cast.bruno, measured_on=DAY, value=1)


def test_a_job_begins_ends_and_says_why(cast):
    job = actions.open_spell(cast.person, by=cast.bruno, kind="job", type="supported", starts_on=DAY, hours=20)
    actions.close_spell(job, by=cast.bruno, ends_on=dt.date(2025, 6, 1), end_reason="terminó el contrato", version=1)
    job.refresh_from_db()
    assert (job.ends_on, job.end_reason, job.hours, job.version) == (dt.date(2025, 6, 1), "terminó el contrato", 20, 2)
    with pytest.raises(AlreadyEnded):
        actions.close_spell(job, by=cast.bruno, ends_on=dt.date(2025, 7, 1))
    actions.correct_spell(job, by=cast.bruno, version=2, hours=25.0)
    with pytest.raises(ChangedMeanwhile):
        actions.correct_spell(Spell.objects.get(), by=cast.ana, version=2, hours=30.0)


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"type": "own_tenancy"}, TypeOfOtherKind, "type"),
        ({"starts_on": TOMORROW}, SpellDays, "starts_on"),
        ({"ends_on": dt.date(2025, 2, 1)}, SpellDays, "ends_on"),
        ({"ends_on": TOMORROW}, SpellDays, "ends_on"),
        ({"hours": 0}, HoursWrong, "hours"),
        ({"hours": 120}, HoursWrong, "hours"),
        ({"kind": "home", "type": "own_tenancy", "support": 5}, SupportWrong, "support"),
    ],
)
def test_a_spell_that_cannot_be_is_refused_at_its_field(cast, change, refusal, field):
    with pytest.raises(refusal) as refused:
        actions.open_spell(cast.person, by=cast.bruno, **{"kind": "job", "type": "open_market", "starts_on": DAY, **change})
    assert refused.value.field == field
    assert not Spell.objects.exists()


def test_nobody_lives_in_two_homes_on_one_day(cast):
    first = actions.open_spell(cast.person, by=cast.bruno, kind="home", type="supervised_flat", starts_on=DAY, support=3)
    with pytest.raises(TwoHomes) as refused:
        actions.open_spell(cast.person, by=cast.bruno, kind="home", type="own_tenancy", starts_on=dt.date(2025, 5, 1))
    assert "vivienda supervisada" in str(refused.value)
    actions.close_spell(first, by=cast.bruno, ends_on=dt.date(2025, 5, 1))
    second = actions.open_spell(cast.person, by=cast.bruno, kind="home", type="own_tenancy", starts_on=dt.date(2025, 5, 1))
    with pytest.raises(TwoHomes):
        actions.correct_spell(second, by=cast.bruno, starts_on=dt.date(2025, 4, 1))
    actions.open_spell(cast.person, by=cast.bruno, kind="home", type="with_family", starts_on=dt.date(2025, 1, 1), ends_on=DAY)
    assert Spell.objects.count() == 3


def test_sheltered_and_open_work_are_never_one_line(cast):
    for kind, start, end in (("sheltered", 1, 11), ("open_market", 11, 16), ("sheltered", 20, 25)):
        actions.open_spell(cast.person, by=cast.bruno, kind="job", type=kind, starts_on=dt.date(2025, 1, start), ends_on=dt.date(2025, 1, end))
    lines = stretches(list(Spell.objects.order_by("starts_on")), today().toordinal())
    assert [(line.type, line.days) for line in lines] == [("sheltered", 15), ("open_market", 5)]


def test_a_slot_is_filled_whole_and_with_its_licence(cast):
    pack = packs()["who-5"]
    words = {key: f"texto {key}" for key in keys_of(pack)}
    with pytest.raises(WordingIncomplete):
        actions.upload_wording(cast.a, pack, "es", by=cast.ana, items={**words, "q3": " "}, licence="Permiso escrito")
    with pytest.raises(LicenceMissing):
        actions.upload_wording(cast.a, pack, "es", by=cast.ana, items=words, licence=" ")
    actions.upload_wording(cast.a, pack, "es", by=cast.ana, items=words, licence="Permiso escrito")
    assert wordings_of(pack, cast.a)["es"].items["q3"] == "texto q3"
    assert wordings_of(pack, cast.a)["es"].responses[5] == "texto response:5"
    assert wordings_of(pack, cast.b) == {}
    actions.upload_wording(cast.a, pack, "es", by=cast.ana, items={**words, "q3": "otra"}, licence="Permiso escrito", version=1)
    with pytest.raises(ChangedMeanwhile):
        actions.upload_wording(cast.a, pack, "es", by=cast.ana, items=words, licence="Permiso escrito", version=1)


def test_what_impact_counts_from_is_only_of_the_given_persons(cast):
    assess(cast)
    income = actions.define_measure(cast.a, by=cast.ana, label="Ingresos")
    actions.record_measurement(cast.person, income, by=cast.bruno, measured_on=DAY, value=7)
    actions.open_spell(cast.person, by=cast.bruno, kind="job", type="sheltered", starts_on=DAY)
    here, none = Person.objects.filter(pk=cast.person.pk), Person.objects.filter(pk=cast.stranger.pk)
    assert [s.value for s in scores_of(here, "phq-8")] == [10]
    assert [m.value for m in measurements_of(here, "ingresos")] == [7]
    assert (spells_of(here, "job").count(), spells_of(here, "job", ("open_market",)).count()) == (1, 0)
    assert [scores_of(none, "phq-8").count(), measurements_of(none, "ingresos").count(), spells_of(none, "job").count()] == [0, 0, 0]
