"""Time at risk: counted from the person's own day, followed to the end of a period, and never exposed by what had not begun."""

import datetime as dt
import random

import pyarrow as pa
import pytest

from tejido.impact.cells import Exposure, Facts, PersonPeriods, Stretch, Taking, periods_of, person_periods
from tejido.impact.cells.periods import FOLLOWED
from tejido.impact.dataset import stretches
from tejido.impact.engine import engine

DAY = dt.date(2024, 1, 31)
CUT = dt.date(2025, 1, 31)
JOB, HOSPITAL = Stretch("job"), Stretch("hospital")
DATE = pa.date32()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with engine("duckdb", folder=tmp_path_factory.mktemp("engine")) as found:
        yield found


def facts(run, stays=(), spells=(), persons=(1, 2, 3), cut_off=CUT):
    """Small tables: stays (person, cohort, starts, ends, reason), spells (person, kind, type, starts, ends)."""
    who = pa.table({
        "person": pa.array(persons, pa.int64()), "organisation": ["ORG"] * len(persons), "kind": ["served"] * len(persons),
        "sex": ["woman"] * len(persons), "birth_year": pa.array([1990] * len(persons), pa.int64()),
    })  # fmt: skip
    columns = list(zip(*stays, strict=True)) if stays else [[]] * 5
    taking = pa.table({
        "person": pa.array(columns[0], pa.int64()), "programme": pa.array(["p"] * len(stays), pa.string()), "cohort": pa.array(columns[1], pa.string()),
        "starts_on": pa.array(columns[2], DATE), "ends_on": pa.array(columns[3], DATE), "exit_reason": pa.array(columns[4], pa.string()),
    })  # fmt: skip
    columns = list(zip(*spells, strict=True)) if spells else [[]] * 5
    lived = pa.table({
        "person": pa.array(columns[0], pa.int64()), "kind": pa.array(columns[1], pa.string()), "type": pa.array(columns[2], pa.string()),
        "starts_on": pa.array(columns[3], DATE), "ends_on": pa.array(columns[4], DATE),
    })  # fmt: skip
    return Facts(run.table(who), run.table(taking), run.table(lived), cut_off)


def told(run, given, spec, *columns):
    found = run.arrow(periods_of(given, spec).order_by("person", "number", "period")).to_pylist()
    return [tuple(row[c] for c in ("person", "number", "period", "event", *columns)) for row in found]


def day(months, days=0):
    """So many of the person's own months after a first day of the 15th."""
    at = dt.date(2024 + (months + 0) // 12, months % 12 + 1, 15)
    return at + dt.timedelta(days=days)


def stay(person=1, start=None, end=None, reason=None, cohort="c"):
    return (person, cohort, start or day(0), end, reason)


def job(person, start, end=None, kind_type="supported"):
    return (person, "job", kind_type, start, end)


def test_months_are_the_persons_own_and_the_last_broken_one_is_not_at_risk(run):
    given = facts(run, [stay(1)], cut_off=day(3, -2))
    assert told(run, given, PersonPeriods(Taking(), JOB)) == [(1, 1, 1, 0), (1, 1, 2, 0)]
    given = facts(run, [stay(1)], cut_off=day(3, -1))
    assert [row[2] for row in told(run, given, PersonPeriods(Taking(), JOB))] == [1, 2, 3]


def test_a_month_that_begins_on_a_31st_ends_before_the_next_one_begins(run):
    for on, period in ((dt.date(2024, 2, 29), 1), (dt.date(2024, 3, 1), 2), (dt.date(2024, 3, 30), 2), (dt.date(2024, 3, 31), 3)):
        given = facts(run, [stay(1, DAY)], [job(1, on)])
        assert [row[2] for row in told(run, given, PersonPeriods(Taking(), JOB)) if row[3]] == [period]


def test_the_event_ends_the_time_at_risk_and_one_before_entry_is_none(run):
    given = facts(run, [stay(1), stay(2), stay(3)], [job(1, day(1)), job(1, day(2)), job(2, day(0)), job(3, day(0, -1))], cut_off=day(4))
    rows = told(run, given, PersonPeriods(Taking(), JOB))
    assert [r for r in rows if r[0] == 1] == [(1, 1, 1, 0), (1, 1, 2, 1)]
    assert [r for r in rows if r[0] == 2] == [(2, 1, 1, 1)]
    assert [r[3] for r in rows if r[0] == 3] == [0, 0, 0, 0]


def test_an_event_in_the_broken_last_period_is_not_counted_as_nobody_else_could_be(run):
    given = facts(run, [stay(1)], [job(1, day(2, 3))], cut_off=day(2, 10))
    assert told(run, given, PersonPeriods(Taking(), JOB)) == [(1, 1, 1, 0), (1, 1, 2, 0)]


def test_who_was_lost_is_followed_to_the_exit_and_who_left_well_to_the_cut_off(run):
    assert set(FOLLOWED) | {""} == {str(reason) for reason in stretches.FOLLOWED}
    stays = [
        stay(1, end=day(2), reason="lost_contact"),
        stay(2, end=day(2), reason="goals_reached"),
        stay(3, end=day(2, -2), reason="moved"),
    ]
    rows = told(run, facts(run, stays, cut_off=day(5)), PersonPeriods(Taking(), JOB))
    assert [max(r[2] for r in rows if r[0] == p) for p in (1, 2, 3)] == [2, 5, 1]


def test_the_first_participation_that_was_asked_for_is_the_entry(run):
    stays = [stay(1, day(3), cohort="b"), stay(1, day(0), cohort="a"), stay(1, day(1), cohort="b")]
    given = facts(run, stays, [job(1, day(2))], cut_off=day(4))
    assert told(run, given, PersonPeriods(Taking("p", ("b",)), JOB)) == [(1, 1, 1, 0), (1, 1, 2, 1)]
    assert told(run, given, PersonPeriods(Taking("other"), JOB)) == []


def test_quarters_and_years_hold_three_and_twelve_months(run):
    given = facts(run, [stay(1)], [job(1, day(7))], cut_off=day(18))
    assert told(run, given, PersonPeriods(Taking(), JOB, unit="quarter")) == [(1, 1, 1, 0), (1, 1, 2, 0), (1, 1, 3, 1)]
    assert told(run, given, PersonPeriods(Taking(), JOB, unit="year")) == [(1, 1, 1, 1)]


def test_no_more_periods_than_asked(run):
    given = facts(run, [stay(1)], [job(1, day(3))], cut_off=day(18))
    assert told(run, given, PersonPeriods(Taking(), JOB, most=2)) == [(1, 1, 1, 0), (1, 1, 2, 0)]


def test_a_competing_exit_ends_the_wait_without_an_event(run):
    spells = [job(1, day(3)), (1, "hospital", "ward", day(1), None), job(2, day(1)), (2, "hospital", "ward", day(1), None)]
    given = facts(run, [stay(1), stay(2)], spells, cut_off=day(6))
    rows = told(run, given, PersonPeriods(Taking(), JOB, competing=HOSPITAL))
    assert rows == [(1, 1, 1, 0), (1, 1, 2, 0), (2, 1, 1, 0), (2, 1, 2, 1)]


def test_each_job_is_followed_to_its_own_end(run):
    spells = [job(1, day(0), day(2)), job(1, day(4)), job(2, day(1), day(1)), job(2, day(0), day(1), "sheltered")]
    given = facts(run, [stay(1), stay(2)], spells, cut_off=day(6))
    rows = told(run, given, PersonPeriods(Stretch("job", ("supported",)), clock="spell"))
    assert rows == [(1, 1, 1, 0), (1, 1, 2, 0), (1, 1, 3, 1), (1, 2, 1, 0), (1, 2, 2, 0), (2, 1, 1, 1)]


def test_the_gap_runs_from_one_discharge_to_the_next_admission(run):
    ward = [(1, "hospital", "ward", day(a), b and day(b)) for a, b in ((0, 1), (3, 4), (8, None))]
    given = facts(run, [stay(1)], ward, cut_off=day(10))
    rows = told(run, given, PersonPeriods(HOSPITAL, HOSPITAL, clock="gap"))
    assert rows == [(1, 1, 1, 0), (1, 1, 2, 0), (1, 1, 3, 1), *[(1, 2, t, int(t == 5)) for t in range(1, 6)]]


def test_nobody_is_exposed_by_what_began_in_the_period_of_the_outcome(run):
    """The home begins in the second month: from the third on it may have worked."""
    home = [(1, "home", "own_tenancy", day(1), day(3, 1))]
    given = facts(run, [stay(1)], home, cut_off=day(6, -1))
    for lag, ever, expected in ((1, False, [0, 0, 1, 1, 0, 0]), (2, False, [0, 0, 0, 1, 1, 0]), (1, True, [0, 0, 1, 1, 1, 1])):
        spec = PersonPeriods(Taking(), JOB, exposures=(Exposure("home", Stretch("home"), lag, ever),))
        assert [row[4] for row in told(run, given, spec, "home")] == expected


def test_an_exposure_that_began_before_entry_counts_from_the_first_period(run):
    given = facts(run, [stay(1, day(2))], [(1, "home", "own_tenancy", day(0), None)], cut_off=day(4, -1))
    spec = PersonPeriods(Taking(), JOB, exposures=(Exposure("home", Stretch("home")), Exposure("in_c", Taking(cohorts=("c",)))))
    assert [row[4:] for row in told(run, given, spec, "home", "in_c")] == [(1, 0), (1, 1)]


def test_a_lag_of_nothing_is_refused():
    with pytest.raises(ValueError, match="before the outcome"):
        Exposure("home", Stretch("home"), lag=0)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: PersonPeriods(Taking(), JOB, most=0),
        lambda: PersonPeriods(Taking(), JOB, unit="day"),
        lambda: PersonPeriods(JOB, JOB),
        lambda: PersonPeriods(Taking(), JOB, clock="gap"),
        lambda: PersonPeriods(Taking()),
        lambda: PersonPeriods(JOB, JOB, clock="spell"),
        lambda: PersonPeriods(Taking(), JOB, exposures=(Exposure("a", JOB), Exposure("a", HOSPITAL))),
        lambda: Exposure('a"; DROP TABLE x', JOB),
        lambda: Exposure("event", JOB),
    ],
)
def test_a_question_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()


def test_random_lives_agree_with_a_walk_from_day_to_day(run):
    """Against a plain reading of the same rule, one person and one day at a time."""
    chance = random.Random(7)
    stays, spells, cut = [], [], dt.date(2025, 6, 20)
    for person in range(1, 60):
        start = dt.date(2024, 1, 1) + dt.timedelta(days=chance.randrange(300))
        end = start + dt.timedelta(days=chance.randrange(400)) if chance.random() < 0.5 else None
        end = None if end is None or end > cut else end
        stays.append((person, "c", start, end, end and chance.choice(["moved", "goals_reached", "died"])))
        for _ in range(chance.randrange(3)):
            begun = start + dt.timedelta(days=chance.randrange(-100, 400))
            ended = begun + dt.timedelta(days=chance.randrange(1, 200)) if chance.random() < 0.6 else None
            spells.append((person, chance.choice(["job", "home", "hospital"]), "x", begun, ended))
    given = facts(run, stays, spells, persons=tuple(range(1, 60)), cut_off=cut)
    spec = PersonPeriods(Taking(), JOB, competing=HOSPITAL, most=12, exposures=(Exposure("home", Stretch("home")),))
    assert told(run, given, spec, "home") == sorted(row for s in stays for row in walked(s, [x for x in spells if x[0] == s[0]], cut))


def begins(start, number):
    """First day of a person's period: the same day of the month, or the first of the next month where there is none."""
    months = start.year * 12 + start.month - 1 + number - 1
    try:
        return dt.date(months // 12, months % 12 + 1, start.day)
    except ValueError:
        return dt.date((months + 1) // 12, (months + 1) % 12 + 1, 1)


def walked(taking, spells, cut):
    person, _cohort, start, end, reason = taking
    until = cut if reason not in ("moved", "died") else min(end, cut)
    first = min((s[3] for s in spells if s[1] == "job" and s[3] >= start), default=None)
    other = min((s[3] for s in spells if s[1] == "hospital" and s[3] >= start), default=None)
    for number in range(1, 13):
        low, high = begins(start, number), begins(start, number + 1)
        if high - dt.timedelta(days=1) > until:
            return
        happened = first is not None and low <= first < high and (other is None or first <= other)
        before = low - dt.timedelta(days=1)
        home = any(s[1] == "home" and s[3] <= before and (s[4] is None or s[4] > before) for s in spells)
        yield (person, 1, number, int(happened), int(home))
        if happened or (other is not None and low <= other < high) or (first is not None and low <= first < high):
            return


@pytest.mark.django_db
def test_the_lake_gives_the_same_periods_with_what_is_known_of_the_person(cast, run, tmp_path):
    from tejido.impact.lake import build_lake, open_lake
    from tejido.impact.tests.study import ENTERED, allow, enrol, people_of, programme_of
    from tejido.outcomes.models import Spell

    people = people_of(cast.a, 2, sex="woman", birth_year=1984)
    allow(people)
    enrol(people, programme_of(cast.a, "taller", "2024")[0])
    Spell.objects.create(organisation=cast.a, person=people[0], kind="job", type="supported", starts_on=ENTERED + dt.timedelta(days=40))
    build_lake(tmp_path / "lake", cut_off=dt.date(2024, 6, 10))
    table = person_periods(open_lake(tmp_path / "lake"), PersonPeriods(Taking("taller"), JOB), run, {cast.a.code})
    rows = run.arrow(table).to_pylist()
    assert sorted((r["period"], r["event"]) for r in rows) == [(1, 0), (1, 0), (2, 0), (2, 1), (3, 0)]
    assert {(r["organisation"], r["sex"], r["age"], r["start_year"]) for r in rows} == {(cast.a.code, "woman", 40, 2024)}
    assert run.arrow(person_periods(open_lake(tmp_path / "lake"), PersonPeriods(Taking("taller"), JOB), run, {cast.b.code})).num_rows == 0
