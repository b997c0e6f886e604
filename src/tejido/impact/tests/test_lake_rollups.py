"""Roll-ups: the same figures as the facts, in a few rows."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import stats

from tejido.impact.engine import engine
from tejido.impact.lake import build_lake, indicator, open_lake, rolled_up, standing
from tejido.impact.lake.rollups import interval
from tejido.impact.tests.study import ENTERED, allow, people_of
from tejido.outcomes.models import Assessment, Measure, Measurement, Score
from tejido.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(cast, tmp_path):
    """Women of A born in 1990 and men of B born in 2000, twice each; returns the lake and the scores."""
    given = []
    for organisation, sex, year, count in ((cast.a, "woman", 1990, 4), (cast.b, "man", 2000, 3)):
        people = people_of(organisation, count, sex=sex, birth_year=year)
        allow(people)
        for i, person in enumerate(people):
            for days, value in ((0, 10.0 + i), (120, 14.0 + 2 * i)):
                day = ENTERED + dt.timedelta(days=days)
                taken = Assessment.objects.create(
                    organisation=organisation, person=person, instrument="qpr", instrument_version="1", language="es", taken_on=day
                )
                Score.objects.create(assessment=taken, scale="total", value=value, answered=5)
                given.append((organisation.code, 1 if days == 0 else 3, value))
    build_lake(tmp_path / "lake")
    return open_lake(tmp_path / "lake"), given


def test_means_and_intervals_are_those_of_the_scores(cast, scored):
    lake, given = scored
    found = standing(lake, "scores", {"instrument": "qpr", "scale": "total"})
    assert list(zip(*found.groups.values(), strict=True)) == [
        (code, 2024, quarter, sex, age)
        for code, sex, age in sorted([(cast.a.code, "woman", 25), (cast.b.code, "man", 18)])
        for quarter in (1, 2)
    ]
    for row, (code, quarter) in enumerate(zip(found.groups["organisation"], found.groups["quarter"], strict=True)):
        values = [value for one, q, value in given if one == code and (q == 1) == (quarter == 1)]
        low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
        np.testing.assert_allclose(
            [found.n[row], found.mean[row], found.low[row], found.high[row]], [len(values), np.mean(values), low, high]
        )
        changes = [4.0 + i for i in range(len(values))] if quarter == 2 else []
        assert found.changed[row] == len(changes)
        if changes:
            low, high = stats.t.interval(0.95, len(changes) - 1, np.mean(changes), stats.sem(changes))
            np.testing.assert_allclose(
                [found.mean_change[row], found.low_change[row], found.high_change[row]], [np.mean(changes), low, high]
            )
        else:
            assert np.isnan(found.mean_change[row])


def test_the_facts_themselves_give_the_same(scored, tmp_path):
    lake, _given = scored
    with engine("duckdb", folder=tmp_path / "engine") as run:
        cold = indicator(run.arrow(rolled_up(lake.table("scores", run), lake.table("persons", run), "scores")))
    warm = standing(lake, "scores", {})
    assert cold.groups == warm.groups
    np.testing.assert_array_equal(cold.low, warm.low)


def test_coarser_groups_add_up_and_organisations_can_be_chosen(cast, scored):
    lake, given = scored
    whole = standing(lake, "scores", {"scale": "total"}, by=("sex",))
    assert (whole.groups["sex"], whole.n.tolist()) == (["man", "woman"], [6.0, 8.0])
    np.testing.assert_allclose(whole.mean, [np.mean([v for o, _q, v in given if o == code]) for code in (cast.b.code, cast.a.code)])
    one = standing(lake, "scores", {"scale": "total"}, by=("organisation",), organisations=[cast.b.code])
    assert one.groups["organisation"] == [cast.b.code]
    assert standing(lake, "scores", {"scale": "other"}).n.tolist() == []


def test_persons_are_counted_once_in_a_group(cast, scored):
    lake, _given = scored
    rows = pq.read_table(lake.rollup("scores")).to_pylist()
    assert {(row["organisation"], row["n"], row["persons"]) for row in rows} == {(cast.a.code, 4, 4), (cast.b.code, 3, 3)}


def test_who_answers_twice_in_a_quarter_is_one_person_and_two_answers(cast, scored):
    lake, _given = scored
    twice = Person.objects.filter(organisation=cast.a, birth_year=1990, sex="woman").latest("pk")
    for days, scale, value in ((5, "total", 20.0), (6, "total", None), (7, "other", 1.0)):
        taken = Assessment.objects.create(
            organisation=cast.a, person=twice, instrument="qpr", instrument_version="1", language="es", taken_on=ENTERED + dt.timedelta(days=days)
        )
        Score.objects.create(assessment=taken, scale=scale, value=value, answered=5)
    build_lake(lake.root)
    whole = standing(open_lake(lake.root), "scores", {"scale": "total"}, by=("organisation", "year", "quarter"), organisations=[cast.a.code])
    assert (whole.groups["quarter"], whole.n.tolist(), whole.persons.tolist()) == ([1, 2], [5.0, 4.0], [4.0, 4.0])
    assert standing(open_lake(lake.root), "scores", {"scale": "other"}).persons.tolist() == [1.0]
    assert standing(open_lake(lake.root), "scores", {"scale": "total"}, by=("organisation",)).persons is None


def test_categories_count_each_person_once_in_each_level(cast, tmp_path):
    measure = Measure.objects.create(organisation=cast.a, slug="home", label="Casa", kind="category", levels=["own", "shared"])
    (person, other) = people_of(cast.a, 2)
    allow([person, other])
    for who, days, level in ((person, 0, "own"), (person, 1, "shared"), (person, 2, "own"), (other, 2, "own"), (person, 100, "own")):
        Measurement.objects.create(
            organisation=cast.a, person=who, measure=measure, measured_on=ENTERED + dt.timedelta(days=days), wave=str(days), level=level
        )
    build_lake(tmp_path / "lake")
    found = standing(open_lake(tmp_path / "lake"), "measurements", {"measure": "home"}, by=("level", "year", "quarter"))
    assert list(zip(found.groups["level"], found.groups["quarter"], found.n.tolist(), found.persons.tolist(), strict=True)) == [
        ("own", 1, 3.0, 2.0), ("own", 2, 1.0, 1.0), ("shared", 1, 1.0, 1.0),
    ]  # fmt: skip


def test_a_roll_up_is_made_again_only_when_its_facts_or_its_persons_change(cast, scored):
    lake, _given = scored
    before = lake.manifest.rollups
    measure = Measure.objects.create(organisation=cast.a, slug="job", label="Empleo", kind="yes_no")
    Measurement.objects.create(
        organisation=cast.a,
        person=Person.objects.filter(sex="woman", birth_year=1990).first(),
        measure=measure,
        measured_on=ENTERED,
        value=1.0,
    )
    assert [part for part in build_lake(lake.root).manifest.rollups if part.fact == "scores"] == [
        part for part in before if part.fact == "scores"
    ]
    assert standing(open_lake(lake.root), "measurements", {"measure": "job"}).mean.tolist() == [1.0]
    Person.objects.filter(birth_year=1990).update(birth_year=1950)
    build_lake(lake.root)
    assert set(standing(open_lake(lake.root), "scores", {}, by=("age",)).groups["age"]) == {18, 65}


def test_bands_of_age_begin_where_they_say(tmp_path):
    ages = (0, 17, 18, 24, 25, 34, 35, 44, 45, 54, 55, 64, 65, 99, None)
    persons = pa.table(
        {"person": range(15), "sex": ["woman"] * 15, "birth_year": pa.array([None if a is None else 2024 - a for a in ages], pa.int64())}
    )
    scores = pa.table({
        "person": range(15), "organisation": ["O"] * 15, "instrument": ["q"] * 15, "scale": ["t"] * 15, "value": [1.0] * 15,
        "change": pa.array([None] * 15, pa.float64()), "first_in_quarter": [1] * 15, "taken_on": pa.array([dt.date(2024, 12, 31)] * 15),
    })  # fmt: skip
    with engine("duckdb", folder=tmp_path) as run:
        rows = run.arrow(rolled_up(run.table(scores), run.table(persons), "scores")).to_pylist()
    assert {row["age"]: row["n"] for row in rows} == {0: 2, 18: 2, 25: 2, 35: 2, 45: 2, 55: 2, 65: 2, None: 1}
    assert {row["quarter"] for row in rows} == {4}


def test_one_value_has_a_mean_and_no_interval():
    mean, low, high = interval(np.array([1.0, 0.0]), np.array([3.0, 0.0]), np.array([9.0, 0.0]), 0.95)
    assert mean[0] == 3.0
    assert np.isnan([mean[1], *low, *high]).all()
