"""What the record says of a person belongs to its day: nothing that began later counts as if it had been there at entry."""

import datetime as dt

import numpy as np
import pytest

from tejido.impact.dataset import SourceMissing, dataset_of
from tejido.impact.tests.study import ENTERED, allow, enrol, measure_all, people_of, programme_of, rows_of
from tejido.impact.tests.test_dataset import HEAD, LONG, LONG_ASK, one, plan
from tejido.outcomes.models import Measurement, Spell

pytestmark = pytest.mark.django_db

JOB = "{kind: yes_no, source: {spell: job, give: event, within: 180}}"


def after(days):
    return ENTERED + dt.timedelta(days=days)


def test_whoever_waits_and_enters_later_is_not_exposed_from_the_first_day(cast):
    workshop, waiting = programme_of(cast.a, "nsw", "a", "b")
    crossed, at_once, never = people = people_of(cast.a, 3)
    enrol([crossed, never], waiting)
    enrol([crossed], workshop, starts_on=after(120))
    enrol([at_once], workshop)
    allow(people)
    frame = one("  days: {kind: number, source: {spell: job, give: days}}", cast.a).set_index("person")
    assert frame.loc[[p.pk for p in people], "treat"].tolist() == [0, 1, 0]


def test_a_programme_that_began_before_entry_or_on_its_day_counts_and_a_later_one_does_not(cast):
    (a,), (club,) = programme_of(cast.a, "nsw", "a"), programme_of(cast.a, "club", "c")
    people = people_of(cast.a, 3)
    enrol(people, a)
    for person, day in zip(people, (-30, 0, 1), strict=True):
        enrol([person], club, starts_on=after(day))
    allow(people)
    frame = one("  club: {kind: yes_no, source: {programme: club}}", cast.a).set_index("person")
    assert frame.loc[[p.pk for p in people], "club"].tolist() == [1, 1, 0]


def test_the_latest_value_is_that_of_the_latest_day_whatever_its_wave_is_called(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    (person,) = people_of(cast.a, 1)
    enrol([person], a)
    allow([person])
    for wave, day, value in (("", 1, 10.0), ("6", 180, 20.0), ("", 365, 30.0)):
        measure_all(cast.a, {"earn": [(person, value)]}, wave=wave, day=after(day))
    assert one("  last: {kind: number, source: {measure: earn}}", cast.a)["last"].tolist() == [30]


def test_six_and_six_point_zero_are_one_interview_and_an_unnamed_one_leaves_the_others_numbers(cast):
    (a,) = programme_of(cast.a, "nsw", "a")
    (person,) = people_of(cast.a, 1)
    enrol([person], a)
    allow([person])
    for wave, day, value in (("6", 180, 1.0), ("6.0", 181, 2.0), ("12", 365, 3.0), ("", 400, 4.0)):
        measure_all(cast.a, {"y": [(person, value)]}, wave=wave, day=after(day))
    spec = plan("  treat: {kind: yes_no, source: {cohort: a}}\n  y: {kind: number, source: {measure: y}}", head=HEAD + LONG, ask=LONG_ASK)
    frame = rows_of(dataset_of(spec, [cast.a.pk])).sort_values("wave")
    assert Measurement.objects.count() == 4
    np.testing.assert_array_equal(frame["wave"], [6, 12, np.nan])
    assert frame["y"].tolist() == [2, 3, 4]


def followed_and_lost(organisation):
    """A job after 30 days and lost, nothing and lost after 60 days, nothing and followed to the end."""
    (a,) = programme_of(organisation, "nsw", "a")
    working, lost, followed = people = people_of(organisation, 3)
    enrol([working, lost], a, ends_on=after(60), exit_reason="lost_contact")
    enrol([followed], a)
    allow(people)
    Spell.objects.create(organisation=organisation, person=working, kind="job", type="supported", starts_on=after(30))
    return [person.pk for person in people]


def test_a_yes_or_no_within_some_days_is_a_gap_for_whoever_was_not_followed_that_long(cast):
    people = followed_and_lost(cast.a)
    frame = one(f"  job: {JOB}", cast.a).set_index("person")
    np.testing.assert_array_equal(frame.loc[people, "job"], [1, np.nan, 0])
    timed = one(f"  job: {JOB}\n  days: {{kind: number, source: {{spell: job, give: days, within: 180}}}}", cast.a).set_index("person")
    assert timed.loc[people, ["days", "job"]].to_numpy().tolist() == [[30, 1], [60, 0], [180, 0]]


def test_the_end_of_a_time_is_no_outcome_of_its_own_and_a_second_column_is(cast):
    people = followed_and_lost(cast.a)
    columns = f"  treat: {{kind: yes_no, source: {{cohort: a}}}}\n  job: {JOB}\n  within: {JOB}\n  days: {{kind: number, source: {{spell: job, give: days, within: 180}}}}"
    ask = """
exposure: {column: treat, reference: 0}
outcome: {time: days, event: job}
estimates: [{name: t, method: kaplan_meier}, {name: d, method: difference, outcome: {column: OUTCOME}}]
"""
    frame = rows_of(dataset_of(plan(columns, ask=ask.replace("OUTCOME", "within")), [cast.a.pk])).set_index("person")
    np.testing.assert_array_equal(frame.loc[people, ["job", "within"]], [[1, 1], [0, np.nan], [0, 0]])
    with pytest.raises(SourceMissing, match="Escríbala dos veces"):
        dataset_of(plan(columns, ask=ask.replace("OUTCOME", "job")), [cast.a.pk])
