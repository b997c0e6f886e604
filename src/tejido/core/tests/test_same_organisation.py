"""No link crosses organisations, on the database that runs the suite; with everything in scope, so that only the triggers stand in the way."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from tejido.core.walls import crossing
from tejido.core.walls.checks import problems_of
from tejido.core.walls.owner import as_owner
from tejido.core.walls.raising import raise_walls, standing_triggers
from tejido.impact.models import Answer, Plan
from tejido.people.models import Identity, Person
from tejido.programmes.models import Cohort, Enrolment, Programme

DAY = dt.date(2024, 1, 1)


@pytest.fixture
def groups(cast):
    def group(organisation):
        programme = Programme.objects.create(organisation=organisation, slug="p", name="P")
        return Cohort.objects.create(organisation=organisation, programme=programme, slug="c", name="C", starts_on=DAY)

    return group(cast.a), group(cast.b)


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
    return True


def test_a_participation_joins_person_and_group_of_its_own_organisation_only(cast, groups):
    mine, theirs = groups
    for organisation, person, cohort in ((cast.a, cast.stranger, mine), (cast.a, cast.person, theirs), (cast.b, cast.person, mine)):
        assert refused(lambda: Enrolment.objects.create(organisation=organisation, person=person, cohort=cohort, starts_on=DAY))  # noqa: B023
    assert Enrolment.objects.create(organisation=cast.a, person=cast.person, cohort=mine, starts_on=DAY).pk


def test_a_link_cannot_be_moved_to_another_organisation(cast, groups):
    mine, theirs = groups
    held = Enrolment.objects.create(organisation=cast.a, person=cast.person, cohort=mine, starts_on=DAY)
    assert refused(lambda: Enrolment.objects.filter(pk=held.pk).update(cohort=theirs))
    assert refused(lambda: Enrolment.objects.filter(pk=held.pk).update(person=cast.stranger))


def test_a_row_never_changes_its_organisation(cast):
    assert refused(lambda: Person.objects.filter(pk=cast.person.pk).update(organisation=cast.b))
    assert refused(lambda: Identity.objects.filter(pk=cast.person.pk).update(organisation=cast.b))


def test_a_row_of_a_network_hangs_on_rows_of_networks_only(cast):
    plan = Plan.objects.create(organisation=cast.a, slug="s", title="t", text="x", plan_hash="0" * 64, written_by=cast.ana)
    answer = Answer(plan=plan, organisation=None, asked_by=cast.ana, cut_off=DAY, is_registered=False, data_hash="", document={})
    assert refused(lambda: Answer.objects.bulk_create([Answer(**{**_values(answer), "organisation_id": cast.b.pk})]))
    of_red = Plan.objects.create(network=cast.red, slug="n", title="t", text="x", plan_hash="1" * 64, written_by=cast.nora)
    assert refused(lambda: Plan.objects.filter(pk=of_red.pk).update(supersedes=plan))


def _values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.attname != "id"}


def test_every_link_between_walled_tables_has_its_triggers(db):
    standing = standing_triggers(connection)
    assert set(crossing.wanted(connection.vendor)) == set(standing)
    assert {(link.table, link.column) for link in crossing.pairs()} >= {
        ("programmes_enrolment", "person_id"), ("programmes_enrolment", "cohort_id"), ("programmes_cohort", "programme_id"),
        ("impact_plan", "supersedes_id"), ("impact_answer", "plan_id"), ("impact_release", "answer_id"), ("outcomes_score", "assessment_id"),
        ("interop_importrow", "brought_id"), ("people_identity", "person_id"), ("people_consent", "person_id"), ("outcomes_measurement", "measure_id"),
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_trigger_that_was_taken_away_is_noticed_and_laid_again():
    name, (table, _) = next((n, made) for n, made in crossing.wanted(connection.vendor).items() if made[0] == "programmes_enrolment")
    on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
    with as_owner(connection):
        with connection.cursor() as cursor:
            cursor.execute(f'DROP TRIGGER {"main." if connection.vendor == "sqlite" else ""}"{name}"{on}')
        assert "tejido.E023" in {problem.id for problem in problems_of(connection)}
        raise_walls()
        assert "tejido.E023" not in {problem.id for problem in problems_of(connection)}
