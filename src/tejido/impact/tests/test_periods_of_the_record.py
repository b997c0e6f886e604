"""Time at risk asked of the record by a plan: whose months they are, what came before, and who is never in them."""

import datetime as dt
import random

import pytest

from tejido.core.periods import today
from tejido.impact.canonical import canonical
from tejido.impact.dataset import SourceMissing, dataset_of
from tejido.impact.lake import build_lake, lake_folder
from tejido.impact.spec import PlanError, load_plan
from tejido.impact.tests.study import allow, enrol, people_of, programme_of, rows_of
from tejido.impact.tests.waiting import ENTRY, PLAN, lives, spell
from tejido.outcomes.models import Spell
from tejido.people.models import Consent, Person
from tejido.programmes.models import Cohort, Enrolment

pytestmark = pytest.mark.django_db

CUT = ENTRY + dt.timedelta(days=200)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


def changed(*pairs):
    text = PLAN
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return load_plan(text)


def rows(plan, *organisations, cut_off=CUT):
    frame = rows_of(dataset_of(plan, [o.pk for o in organisations], cut_off=cut_off))
    return frame.sort_values(["person", "mes"]).reset_index(drop=True)


def months_of(plan, *organisations, column="casa", **given):
    """Each person's (month, event, value of the column), persons in an order of their own."""
    frame = rows(plan, *organisations, **given)
    return sorted([tuple(map(float, row)) for row in one[["mes", "trabajo", column]].to_numpy()] for _who, one in frame.groupby("person"))


def test_each_person_has_a_row_for_each_month_still_waiting_with_what_came_before(cast):
    home, none = people_of(cast.a, 2, sex="woman", birth_year=1984)
    enrol([home, none], programme_of(cast.a, "taller", "2024")[0], starts_on=ENTRY)
    allow([home, none])
    spell(home, "home", "own_tenancy", ENTRY + dt.timedelta(days=20), ENTRY + dt.timedelta(days=70))  # until the 25th of March
    spell(home, "job", "supported", ENTRY + dt.timedelta(days=130))
    frame = rows(load_plan(PLAN), cast.a)
    assert frame["person"].nunique() == 2
    assert months_of(load_plan(PLAN), cast.a) == [
        [(m, 0, 0) for m in range(1, 7)],
        [(1, 0, 0), (2, 0, 1), (3, 0, 1), (4, 0, 0), (5, 1, 0)],
    ]
    assert set(zip(frame["sexo"], frame["edad"], frame["entidad"], strict=True)) == {("woman", 40.0, cast.a.name)}


def test_a_longer_lag_and_having_ever_had_a_home(cast):
    (person,) = people_of(cast.a, 1)
    enrol([person], programme_of(cast.a, "taller", "2024")[0], starts_on=ENTRY)
    allow([person])
    spell(person, "home", "own_tenancy", ENTRY + dt.timedelta(days=20), ENTRY + dt.timedelta(days=70))
    for given, expected in (("lag: 2", [0, 0, 1, 1, 0, 0]), ("lag: 1, ever: true", [0, 1, 1, 1, 1, 1]), ("lag: 3, ever: true", [0, 0, 0, 1, 1, 1])):
        (months,) = months_of(changed(("lag: 1", given)), cast.a)
        assert [int(row[2]) for row in months] == expected


def test_a_group_counts_only_from_the_first_day_unless_it_is_asked_with_a_lag(cast):
    """Who joined later would otherwise seem protected by having waited for it."""
    early, later = people_of(cast.a, 2)
    group, other = programme_of(cast.a, "taller", "a", "b")
    enrol([early], group, starts_on=ENTRY)
    enrol([later], other, starts_on=ENTRY)
    enrol([later], group, starts_on=ENTRY + dt.timedelta(days=40))
    allow([early, later])
    fixed = changed(("{spell: home, types: [own_tenancy], lag: 1}", "{cohort: a}"))
    assert months_of(fixed, cast.a) == [[(m, 0, 0) for m in range(1, 7)], [(m, 0, 1) for m in range(1, 7)]]
    moving = changed(("{spell: home, types: [own_tenancy], lag: 1}", "{cohort: a, lag: 1}"))
    assert months_of(moving, cast.a)[0] == [(1, 0, 0), (2, 0, 0), (3, 0, 1), (4, 0, 1), (5, 0, 1), (6, 0, 1)]


def test_nobody_enters_who_is_of_another_organisation_or_does_not_allow_it_or_is_restricted_or_erased(cast):
    """Each of them has a life in the record that would show."""
    lives(cast.a, 3)
    for who, change in enumerate(("never", "no", "withdrew", "restricted", "erased")):
        (person,) = people_of(cast.a, 1, prefix=f"X{who}", birth_year=1900)
        enrol([person], _cohort(cast.a), starts_on=ENTRY)
        spell(person, "job", "supported", ENTRY)
        if change != "never":
            allow([person], given=change != "no")
        if change == "withdrew":
            Consent.objects.filter(person=person).update(withdrawn_on=today())
        if change == "restricted":
            Person.objects.filter(pk=person.pk).update(restricted_on=today())
        if change == "erased":
            Enrolment.objects.filter(person=person).delete()
            Spell.objects.filter(person=person).delete()
            Consent.objects.filter(person=person).delete()
            person.delete()
    lives(cast.b, 4, seed=2)
    found = dataset_of(load_plan(PLAN), [cast.a.pk], cut_off=CUT)
    assert (found.enrolled, found.without_consent) == (6, 3)
    assert (rows_of(found)["person"].nunique(), set(rows_of(found)["entidad"]), rows_of(found)["edad"].max()) == (3, {cast.a.name}, 44.0)
    assert str(cast.b.code) not in str(found.facts)


def _cohort(organisation):
    return Cohort.objects.get(organisation=organisation, slug="2024")


def test_nothing_after_the_cut_off_is_known(cast):
    lives(cast.a, 30)
    early = rows(load_plan(PLAN), cast.a, cut_off=ENTRY + dt.timedelta(days=62))
    assert early["mes"].max() == 2
    whole = rows(load_plan(PLAN), cast.a)
    assert whole[whole["mes"] <= 2]["trabajo"].sum() == early["trabajo"].sum()


def test_the_lake_of_today_gives_the_same_table_and_a_withdrawal_turns_back_to_the_record(cast):
    people = lives(cast.a, 20)
    lives(cast.b, 5, seed=3)
    plan = load_plan(PLAN)
    of_record = dataset_of(plan, [cast.a.pk], cut_off=CUT)
    assert (of_record.facts["lake"], of_record.facts["rows"] is None) == (None, False)
    built = build_lake(cut_off=CUT)
    of_lake = dataset_of(plan, [cast.a.pk], cut_off=CUT)
    assert (of_lake.facts["lake"]["snapshot"], of_lake.facts["rows"]) == (built.manifest.snapshot, None)
    assert all(f"organisation={cast.a.code}" in file for files in of_lake.facts["lake"]["files"].values() for file in files)
    assert canonical(rows_of(of_lake), plan)[1] == canonical(rows_of(of_record), plan)[1]
    Consent.objects.filter(person=people[0]).update(withdrawn_on=today())
    after = dataset_of(plan, [cast.a.pk], cut_off=CUT)
    assert after.facts["lake"] is None
    assert rows_of(after)["person"].nunique() == rows_of(of_lake)["person"].nunique() - 1


@pytest.mark.parametrize("why", ["other day", "other organisations", "yesterday"])
def test_a_lake_that_does_not_answer_the_question_is_not_used(cast, why, monkeypatch):
    lives(cast.a, 3)
    lives(cast.b, 3, seed=2)
    build_lake(cut_off=CUT - dt.timedelta(days=1) if why == "other day" else CUT, organisations=[cast.a.pk] if why == "other organisations" else None)
    if why == "yesterday":
        monkeypatch.setattr("tejido.impact.dataset.followed.today", lambda: today() + dt.timedelta(days=1))
    found = dataset_of(load_plan(PLAN), [cast.a.pk, cast.b.pk], cut_off=CUT)
    assert (lake_folder() / "manifest.json").exists()
    assert found.facts["lake"] is None
    assert rows_of(found)["person"].nunique() == 6


def test_groups_are_named_by_slug_or_code_and_only_their_own_organisations(cast):
    for seed, organisation in enumerate((cast.a, cast.b)):
        (cohort,) = programme_of(organisation, "taller", "2024")
        lives(organisation, 4, seed=seed, cohort=cohort)
    code = _cohort(cast.a).code
    assert rows(changed(("{programme: taller}", f"{{cohorts: [{code.lower()}]}}")), cast.a, cast.b)["entidad"].unique().tolist() == [cast.a.name]
    assert rows(changed(("{programme: taller}", "{programme: TALLER, cohorts: ['2024']}")), cast.a, cast.b)["person"].nunique() == 8
    assert rows(changed(("{programme: taller}", f"{{programme: taller, from: {ENTRY + dt.timedelta(days=1)}}}")), cast.a).empty


def test_each_job_is_followed_to_its_end_of_those_of_the_programme_from_their_entry_on(cast):
    inside, outside = people_of(cast.a, 2)
    enrol([inside], programme_of(cast.a, "taller", "2024")[0], starts_on=ENTRY)
    allow([inside, outside])
    for person in (inside, outside):
        spell(person, "job", "supported", ENTRY - dt.timedelta(days=100), ENTRY - dt.timedelta(days=50))
        spell(person, "job", "supported", ENTRY, ENTRY + dt.timedelta(days=40))
        spell(person, "job", "supported", ENTRY + dt.timedelta(days=62))
    plan = changed(
        ("  event: {spell: job, types: [supported, open_market]}", "  clock: spell\n  of: {spell: job}"),
        ("  sexo: {kind: category", "  vez: {kind: number, source: {period: repeat}}\n  sexo: {kind: category"),
    )
    frame = rows_of(dataset_of(plan, [cast.a.pk], cut_off=CUT)).sort_values(["vez", "mes"])
    assert list(zip(frame["vez"], frame["mes"], frame["trabajo"], strict=True)) == [(1, 1, 0), (1, 2, 1), *[(2, m, 0) for m in range(1, 5)]]


def test_a_plan_that_names_what_the_record_has_not_is_told_all_of_it_at_once(cast):
    programme_of(cast.a, "taller", "2024")
    plan = changed(("types: [supported, open_market]", "types: [suported]"), ("{spell: home, types: [own_tenancy], lag: 1}", "{spell: hom, lag: 1}"))
    with pytest.raises(SourceMissing) as refused:
        dataset_of(plan, [cast.a.pk])
    assert "periods.event" in str(refused.value)
    assert "«supported»" in str(refused.value)
    assert "«home»" in str(refused.value)


def test_person_periods_without_periods_are_told_what_to_write(cast):
    block = "periods:\n  unit: month\n  most: 12\n  event: {spell: job, types: [supported, open_market]}\n"
    plan_text = PLAN.replace(block, "person: code\n")
    for source in ("{period: number}", "{period: event}", "{spell: home, types: [own_tenancy], lag: 1}"):
        plan_text = plan_text.replace(source, "{person: birth_year}")
    with pytest.raises(SourceMissing, match=r"periods: \{unit: month, event: \{spell: job\}\}"):
        dataset_of(load_plan(plan_text), [cast.a.pk])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: month", "unit: week", "plan.periods.unit: «week» no es posible"),
        ("most: 12", "most: 0", "plan.periods.most: se esperaba un número entero de 1 a 600"),
        ("most: 12", "most: true", "plan.periods.most: se esperaba un número entero"),
        ("  event: {spell: job, types: [supported, open_market]}\n", "", "plan.periods.event: falta"),
        ("most: 12", "clock: spell", "plan.periods.of: falta"),
        ("most: 12", "clock: spell", "plan.periods.event: no se usa con «clock: spell»"),
        ("most: 12", "clock: gap\n  of: {spell: job}", "source: {period: repeat}"),
        ("most: 12", "of: {spell: home}", "plan.periods.of: no se usa con «clock: entry»"),
        ("most: 12", "mots: 12", "¿Quiso decir «most»?"),
        ("lag: 1", "lag: 0", "plan.columns.casa.source.lag: se esperaba un número entero de 1"),
        ("lag: 1", "lag: 1, ever: quizá", "plan.columns.casa.source.ever"),
        ("lag: 1", "give: event", "plan.columns.casa.source.give: no se usa con «periods»"),
        ("{person: sex}", "{measure: sexo}", "plan.columns.sexo.source: con «periods» una columna sale de: period, person"),
        ("{period: number}", "{period: nummer}", "«nummer» no es posible aquí. Elija entre: number, event"),
        ("{kind: number, source: {period: number}}", "{kind: category, source: {period: number}}", "esta columna lleva «kind: number»"),
        ("{kind: yes_no, source: {spell: home", "{kind: number, source: {spell: home", "esta columna lleva «kind: yes_no»"),
        ("exposure: {column: casa, reference: 0}", "exposure: {column: casa, reference: 0, lag: 1}", "el «lag» se escribe en la columna"),
        ("rows: person_period", "rows: person", "plan.periods: solo se usa con «rows: person_period»"),
        ("{person: sex}", "{cohort: a, ever: true}", "plan.columns.sexo.source.ever: solo se usa con «lag»"),
    ],
)
def test_a_plan_of_periods_that_cannot_be_is_told_what_to_write(old, new, says):
    with pytest.raises(PlanError) as refused:
        changed((old, new))
    assert says in str(refused.value)


def test_a_lag_on_a_plan_without_periods_is_refused():
    text = PLAN.replace("rows: person_period", "rows: person").replace("periods:\n  unit: month\n  most: 12\n  event: {spell: job, types: [supported, open_market]}\n", "")
    with pytest.raises(PlanError) as refused:
        load_plan(text)
    assert "plan.columns.casa.source.lag: solo se usa con" in str(refused.value)
    assert "plan.columns.mes.source: «period» solo se usa con" in str(refused.value)


def test_a_plan_for_the_record_is_refused_on_a_file_with_what_to_add(tmp_path):
    from tejido.impact.flatfile import FlatFileError, read_flatfile

    (tmp_path / "x.csv").write_text("mes\n1\n")
    with pytest.raises(FlatFileError, match="diga con «person»"):
        read_flatfile(tmp_path / "x.csv", load_plan(PLAN))


def test_the_months_are_those_of_a_walk_from_day_to_day(cast):
    """Random lives: the table of the plan against a plain reading of the same rule, one person at a time."""
    from tejido.impact.tests.test_cells_periods import begins

    chance = random.Random(11)
    expected = []
    (cohort,) = programme_of(cast.a, "taller", "2024")
    for person in people_of(cast.a, 25):
        start = ENTRY + dt.timedelta(days=chance.randrange(60))
        enrol([person], cohort, starts_on=start)
        allow([person])
        homes = [(start + dt.timedelta(days=a), start + dt.timedelta(days=a + b)) for a, b in [(chance.randrange(-90, 150), chance.randrange(1, 90))]]
        for begun, ended in homes:
            spell(person, "home", "own_tenancy", begun, ended)
        job = start + dt.timedelta(days=chance.randrange(250))
        spell(person, "job", "open_market", job)
        mine = []
        for month in range(1, 13):
            low, high = begins(start, month), begins(start, month + 1)
            if high - dt.timedelta(days=1) > CUT:
                break
            before = low - dt.timedelta(days=1)
            mine.append((month, float(low <= job < high), float(any(a <= before < b for a, b in homes))))
            if low <= job < high:
                break
        expected += [mine] if mine else []
    assert months_of(load_plan(PLAN), cast.a) == sorted(expected)
