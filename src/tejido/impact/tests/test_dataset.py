"""The table of a plan from the record."""

import datetime as dt

import pytest

from tejido.core.periods import today
from tejido.impact.dataset import SourceMissing, dataset_of
from tejido.impact.spec import load_plan
from tejido.impact.tests.study import (
    ENTERED,
    EXAMPLES,
    allow,
    enrol,
    measure_all,
    people_of,
    programme_of,
    rows_of,
    supported_work,
    supported_work_plan,
)
from tejido.network.models import Organisation
from tejido.outcomes.models import Assessment, Score, Spell
from tejido.people.models import Consent

pytestmark = pytest.mark.django_db

HEAD = """
plan: prueba
title: Prueba
question: ¿Ayuda?
"""
ASK = """
exposure: {column: treat, reference: 0}
outcome: {column: y}
estimates: [{name: d, method: difference}]
"""
LONG = """
rows: person_wave
person: code
wave: interview
"""
LONG_ASK = """
exposure: {column: treat, reference: 0}
outcome: {column: y}
estimates: [{name: m, method: mixed_model}]
"""


def plan(columns, *, population="{programme: nsw}", head=HEAD, ask=ASK):
    return load_plan(f"{head}population: {population}\ncolumns:\n{columns}\n{ask}")


def one(columns, organisation, **given):
    """The frame of a plan whose exposure and outcome are of no interest here."""
    rest = "  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {person: birth_year}}\n"
    return rows_of(dataset_of(plan(columns + "\n" + rest), [organisation.pk], **given))


def test_the_record_gives_the_same_table_as_the_flat_file(cast):
    from tejido.impact.canonical import canonical
    from tejido.impact.flatfile import read_flatfile

    supported_work(cast.a)
    spec = load_plan(supported_work_plan())
    found = dataset_of(spec, [cast.a.pk])
    _, from_record = canonical(rows_of(found), spec)
    _, from_file = canonical(read_flatfile(EXAMPLES / "nsw-supported-work" / "register.csv", spec), spec)
    assert (found.enrolled, found.without_consent) == (445, 0)
    assert from_record == from_file


def test_the_number_of_queries_does_not_grow_with_the_people(cast, django_assert_num_queries):
    a, b = programme_of(cast.a, "nsw", "a", "b")
    spec = plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {measure: y}}")
    for start in (0, 30):
        people = people_of(cast.a, 30, prefix=f"Q{start}")
        enrol(people[:15], a)
        enrol(people[15:], b)
        measure_all(cast.a, {"y": [(p, 1.0) for p in people]})
        allow(people)
        with django_assert_num_queries(5):
            assert len(rows_of(dataset_of(spec, [cast.a.pk]))) == start + 30


def test_people_who_did_not_allow_it_are_counted_but_never_read(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    people = people_of(cast.a, 6, birth_year=1980)
    enrol(people, a)
    allow(people[:4])
    allow(people[3:4], given=False, on=ENTERED + dt.timedelta(days=1))  # changed their mind
    allow(people[4:5], given=False)
    found = dataset_of(plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {person: birth_year}}"), [cast.a.pk])
    assert (found.enrolled, found.without_consent) == (6, 3)
    assert set(rows_of(found)["person"]) == {p.pk for p in people[:3]}


def test_a_withdrawal_counts_from_the_very_next_table(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    people = people_of(cast.a, 3)
    enrol(people, a)
    allow(people)
    spec = plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {person: birth_year}}")
    assert len(rows_of(dataset_of(spec, [cast.a.pk]))) == 3
    Consent.objects.filter(person=people[0]).update(withdrawn_on=today())
    found = dataset_of(spec, [cast.a.pk])
    assert (len(rows_of(found)), found.without_consent) == (2, 1)


def test_a_past_cut_off_does_not_bring_back_a_withdrawn_permission(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    people = people_of(cast.a, 2)
    enrol(people, a)
    allow(people)
    Consent.objects.filter(person=people[0]).update(withdrawn_on=today())
    spec = plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {person: birth_year}}")
    assert len(rows_of(dataset_of(spec, [cast.a.pk], cut_off=ENTERED + dt.timedelta(days=30)))) == 1


def test_people_of_another_organisation_never_enter_the_table(cast):
    for organisation in (cast.a, cast.b):
        (a,) = programme_of(organisation, "nsw", "a")
        people = people_of(organisation, 4)
        enrol(people, a)
        measure_all(organisation, {"y": [(p, float(organisation.pk)) for p in people]})
        allow(people)
    spec = plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {measure: y}}")
    assert set(rows_of(dataset_of(spec, [cast.a.pk]))["y"]) == {float(cast.a.pk)}
    pooled = dataset_of(spec, [cast.a.pk, cast.b.pk])
    assert pooled.persons_by_organisation == (4, 4)


def test_organisations_go_by_name_and_two_of_one_name_by_their_codes_too(cast):
    for organisation in (cast.a, cast.b):
        (a,) = programme_of(organisation, "nsw", "a")
        people = people_of(organisation, 2, birth_year=1980)
        enrol(people, a)
        allow(people)
    columns = "  entidad: {kind: category, source: {person: organisation}}\n  treat: {kind: yes_no, source: {cohort: a}}\n"
    spec = plan(columns + "  y: {kind: number, source: {person: birth_year}}")
    assert set(rows_of(dataset_of(spec, [cast.a.pk, cast.b.pk]))["entidad"]) == {cast.a.name, cast.b.name}
    Organisation.objects.filter(pk=cast.b.pk).update(name=cast.a.name)
    both = set(rows_of(dataset_of(spec, [cast.a.pk, cast.b.pk]))["entidad"])
    assert both == {f"{cast.a.name} ({cast.a.code})", f"{cast.a.name} ({cast.b.code})"}
    assert set(rows_of(dataset_of(spec, [cast.a.pk]))["entidad"]) == {cast.a.name}


def test_everything_missing_is_named_at_once_with_what_stands_nearest(cast):
    programme_of(cast.a, "nsw", "entrenamiento")
    measure_all(cast.a, {"ingresos": []})
    spec = plan(
        "  treat: {kind: yes_no, source: {cohort: entrenamineto}}\n  y: {kind: number, source: {measure: ingreso}}\n"
        "  z: {kind: number}\n  w: {kind: number, source: {person: edad}}"
    )
    with pytest.raises(SourceMissing) as refused:
        dataset_of(spec, [cast.a.pk])
    text = " ".join(refused.value.problems)
    assert len(refused.value.problems) == 4
    assert all(word in text for word in ("entrenamiento", "«ingresos»", "«z»", "age_at_entry"))


def test_sex_that_is_not_stated_stays_missing_and_age_counts_from_entry(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    woman, unknown = people_of(cast.a, 1, sex="woman", birth_year=1990) + people_of(cast.a, 1, prefix="U", birth_year=None)
    enrol([woman, unknown], a, ends_on=ENTERED + dt.timedelta(days=40), exit_reason="moved")
    allow([woman, unknown])
    frame = one(
        "  sex: {kind: category, source: {person: sex}}\n  age: {kind: number, source: {person: age_at_entry}}\n"
        "  stay: {kind: number, source: {enrolment: days}}\n  why: {kind: category, source: {enrolment: exit_reason}}",
        cast.a,
    ).set_index("person")
    assert frame.loc[woman.pk, ["sex", "age", "stay", "why"]].tolist() == ["woman", 34.0, 40.0, "moved"]
    assert frame.loc[unknown.pk, "sex"] is None
    assert frame["age"].isna().tolist() == [False, True]


def test_days_to_the_first_job_stop_at_the_job_the_loss_of_contact_or_the_cut_off(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    found_one, lost, still, before, sheltered = people = people_of(cast.a, 5)
    enrol([found_one, still, before, sheltered], a)
    enrol([lost], a, ends_on=ENTERED + dt.timedelta(days=20), exit_reason="lost_contact")
    for person, kind, day in ((found_one, "open_market", 10), (lost, "open_market", 50), (before, "open_market", -5), (sheltered, "sheltered", 7)):
        Spell.objects.create(organisation=cast.a, person=person, kind="job", type=kind, starts_on=ENTERED + dt.timedelta(days=day))
    allow(people)
    job = "spell: job, types: [open_market, supported]"
    frame = one(
        f"  days: {{kind: number, source: {{{job}, give: days, within: 60}}}}\n  job: {{kind: yes_no, source: {{{job}, give: event, within: 60}}}}\n"
        f"  at: {{kind: yes_no, source: {{{job}, give: at_date, at: 30}}}}\n  sum: {{kind: number, source: {{{job}, give: total_days, within: 60}}}}",
        cast.a,
        cut_off=ENTERED + dt.timedelta(days=90),
    ).set_index("person")
    assert frame.loc[[p.pk for p in people], "days"].tolist() == [10, 20, 60, 60, 60]
    assert frame.loc[[p.pk for p in people], "job"].tolist() == [1, 0, 0, 0, 0]
    assert frame.loc[found_one.pk, ["at", "sum"]].tolist() == [1, 50]
    assert frame.loc[before.pk, ["at", "sum"]].tolist() == [1, 60]
    assert frame.loc[lost.pk, ["at", "sum"]].isna().all()


def test_a_job_on_the_day_of_entry_takes_half_a_day(cast):
    """A time of zero would be refused with everybody else's."""
    (a,) = programme_of(cast.a, "nsw", "a")
    (person,) = people_of(cast.a, 1)
    enrol([person], a)
    allow([person])
    Spell.objects.create(organisation=cast.a, person=person, kind="job", type="supported", starts_on=ENTERED)
    assert one("  days: {kind: number, source: {spell: job, give: days}}", cast.a)["days"].tolist() == [0.5]


def test_two_jobs_at_once_are_not_two_days(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    (person,) = people_of(cast.a, 1)
    enrol([person], a)
    allow([person])
    for start, end in ((0, 20), (10, 30)):
        days = {"starts_on": ENTERED + dt.timedelta(days=start), "ends_on": ENTERED + dt.timedelta(days=end)}
        Spell.objects.create(organisation=cast.a, person=person, kind="job", type="supported", **days)
    frame = one("  sum: {kind: number, source: {spell: job, give: total_days, within: 40}}", cast.a)
    assert frame["sum"].tolist() == [30]


def test_repeated_scores_make_a_row_per_wave_and_a_person_never_seen_keeps_one(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    seen, never = people = people_of(cast.a, 2)
    enrol(people, a)
    allow(people)
    for wave, value, day in (("12", 8.0, 365), ("6", 12.0, 180)):
        taken = Assessment.objects.create(
            organisation=cast.a, person=seen, instrument="phq-8", instrument_version="1", language="es", wave=wave,
            taken_on=ENTERED + dt.timedelta(days=day),
        )  # fmt: skip
        Score.objects.create(assessment=taken, scale="total", value=value, answered=8)
        Score.objects.create(assessment=taken, scale="somatic", value=1.0, answered=4)
    spec = plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {score: phq-8}}", head=HEAD + LONG, ask=LONG_ASK)
    frame = rows_of(dataset_of(spec, [cast.a.pk]))
    rows = {(r.person, r.wave, r.y) for r in frame.itertuples() if r.person == seen.pk}
    assert rows == {(seen.pk, 6.0, 12.0), (seen.pk, 12.0, 8.0)}
    assert frame[frame["person"] == never.pk]["wave"].isna().tolist() == [True]


def test_a_wave_named_in_the_plan_takes_that_moment_only(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    (person,) = people_of(cast.a, 1)
    enrol([person], a)
    allow([person])
    measure_all(cast.a, {"earn": [(person, 5.0)]}, wave="0")
    measure_all(cast.a, {"earn": [(person, 9.0)]}, wave="12", day=ENTERED + dt.timedelta(days=365))
    columns = '  first: {kind: number, source: {measure: earn, wave: "0"}}\n  last: {kind: number, source: {measure: earn}}'
    frame = one(columns, cast.a)
    assert frame[["first", "last"]].to_numpy().tolist() == [[5.0, 9.0]]
    assert one(columns, cast.a, cut_off=ENTERED)[["first", "last"]].to_numpy().tolist() == [[5.0, 5.0]]


def test_what_happened_after_the_cut_off_is_not_known_yet(cast):
    """Whoever left after that day was still taking part on it."""
    people = people_of(cast.a, 2)
    allow(people)
    enrol(people, programme_of(cast.a, "nsw", "a")[0], ends_on=ENTERED + dt.timedelta(days=60), exit_reason="moved")
    spec = plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {enrolment: days}}")
    assert dataset_of(spec, [cast.a.pk], cut_off=ENTERED + dt.timedelta(days=30)).table["y"] == [None, None]
    assert dataset_of(spec, [cast.a.pk], cut_off=ENTERED + dt.timedelta(days=90)).table["y"] == [60.0, 60.0]
