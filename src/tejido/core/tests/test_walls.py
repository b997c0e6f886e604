"""The second wall, on the database that runs the suite: rows of other organisations do not exist, whatever the statement."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tejido.core.models import AuditEntry
from tejido.core.scope import NothingDeclared, OutsideScope, Scope, acting_in, also_within, carried, declared, everywhere, within
from tejido.core.sqlite_library import sqlite3
from tejido.core.trail import record
from tejido.core.walls import counting
from tejido.core.walls.checks import problems_of
from tejido.core.walls.standing import Outside, organisation_field, outside, tables, walled
from tejido.core.walls.statements import understood
from tejido.network.models import Organisation, Region, RoleAssignment
from tejido.people.models import Consent, Identity, Person

DAY = dt.date(2024, 1, 1)


def test_every_model_with_an_organisation_is_walled_or_says_why_not():
    free = {m._meta.label for m in apps.get_models() if organisation_field(m) and m._meta.db_table not in tables()}
    assert free == set(outside()) == {"network.Membership", "network.Space"}
    assert all(len(reason) > 20 for reason in outside().values())
    assert not any(isinstance(one.wall, Outside) for one in walled())


def test_code_that_declared_nothing_reads_and_writes_nothing(cast, undeclared):
    for attempt in (
        lambda: list(Person.objects.all()),
        lambda: Person.objects.count(),
        lambda: Person.objects.update(source="x"),
        lambda: Person.objects.raw("SELECT * FROM people_person")[0],
        lambda: Person.objects.filter(pk=cast.person.pk).delete(),
        lambda: Person.objects.create(organisation=cast.a, registered_on=DAY),
        lambda: connection.cursor().execute("SELECT count(*) FROM people_identity"),
    ):
        with pytest.raises(NothingDeclared):
            attempt()


def test_statements_are_counted_with_what_was_declared_for_them(cast, undeclared, monkeypatch):
    monkeypatch.setattr(counting, "FILE", "somewhere")
    with pytest.raises(NothingDeclared):
        Person.objects.count()
    with within(cast.a):
        Person.objects.count()
        Region.objects.count()  # nobody's table
    with everywhere("a test"):
        Person.objects.count()
    assert (counting.counts.statements, counting.counts.everywhere) == (3, 1)
    assert [said.endswith('FROM "people_person"') and "test_statements_are_counted" in said for said in counting.counts.undeclared] == [True]


def test_the_counts_of_several_processes_are_added_up(tmp_path, undeclared, monkeypatch):
    monkeypatch.setattr(counting, "FILE", str(tmp_path / "counted"))
    for one in (counting.Counts(5, 2, ["SELECT 1"]), counting.Counts(7, 3)):
        counting.counts.add(one)
        counting.write_down()
    counting.write_down()  # nothing since
    assert counting.total(tmp_path / "counted") == counting.Counts(12, 5, ["SELECT 1"])


def test_within_one_organisation_the_rows_of_another_do_not_exist(cast):
    with within(cast.b):
        assert [p.register_code for p in Person.objects.all()] == ["B-001"]
        assert Person.objects.count() == 1
        assert not Person.objects.filter(pk=cast.person.pk).exists()
        assert not Identity.objects.filter(person=cast.person).exists()
        assert [p.pk for p in Person.objects.raw("SELECT * FROM people_person")] == [cast.stranger.pk]
        with pytest.raises(Person.DoesNotExist):
            cast.person.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_person AS p LEFT JOIN people_identity AS i ON i.person_id = p.id")
            assert cursor.fetchone() == (1,)


def test_what_is_written_to_rows_of_another_organisation_changes_nothing(cast):
    with within(cast.b):
        assert Person.objects.filter(pk=cast.person.pk).update(source="taken") == 0
        assert Person.objects.filter(pk=cast.person.pk)._raw_delete("default") == 0
        assert Consent.objects.filter(person=cast.person).delete()[0] == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_identity WHERE person_id = %s", [cast.person.pk])
    cast.person.refresh_from_db()
    assert cast.person.source == ""
    assert Identity.objects.filter(person=cast.person).exists()


def test_a_row_cannot_be_made_for_another_organisation(cast):
    for attempt in (
        lambda: Person.objects.create(organisation=cast.a, registered_on=DAY),
        lambda: Person.objects.bulk_create([Person(organisation=cast.a, registered_on=DAY, register_code=str(n)) for n in range(3)]),
        lambda: Person.objects.filter(pk=cast.stranger.pk).update(organisation=cast.a),
    ):
        with within(cast.b), pytest.raises((OutsideScope, IntegrityError)), transaction.atomic():
            attempt()
    assert Person.objects.filter(organisation=cast.a).count() == 2
    assert Person.objects.filter(organisation=cast.b).count() == 1


def test_the_wall_follows_the_scope_through_savepoints_and_rollbacks(cast):
    def seen():
        return set(Person.objects.values_list("organisation_id", flat=True))

    class Stop(Exception):
        pass

    @transaction.atomic
    def stopped_midway():
        with within(cast.b):
            assert seen() == {cast.b.pk}
            raise Stop

    with within(cast.a):
        assert seen() == {cast.a.pk}
        with pytest.raises(Stop):
            stopped_midway()
        assert seen() == {cast.a.pk}
        with transaction.atomic():
            with also_within(cast.b):
                assert seen() == {cast.a.pk, cast.b.pk}
            assert seen() == {cast.a.pk}
    assert seen() == {cast.a.pk, cast.b.pk}


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_the_wall_stands_too():
    region, _ = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})
    a, b = (Organisation.objects.create(slug=slug, name=slug, country="SV", region=region) for slug in "ab")
    with within(a):
        Person.objects.create(organisation=a, registered_on=DAY)
        assert Person.objects.count() == 1
        with pytest.raises(OutsideScope):
            Person.objects.create(organisation=b, registered_on=DAY)
    with within(b):
        assert Person.objects.count() == 0


def test_an_account_reads_its_own_roles_and_a_coordination_those_of_its_members(cast):
    with acting_in(Scope(account=cast.bruno.pk)):
        assert [r.user_id for r in RoleAssignment.objects.filter(organisation__isnull=False)] == [cast.bruno.pk]
    with acting_in(Scope(affairs=frozenset({cast.b.pk}))):
        assert {r.user_id for r in RoleAssignment.objects.filter(organisation__isnull=False)} == {cast.carla.pk}
        assert not Person.objects.exists()
        with pytest.raises(OutsideScope), transaction.atomic():
            RoleAssignment.objects.create(user=cast.nora, role="director", organisation=cast.a, starts_on=DAY)


def test_the_lines_of_the_trail_stay_with_their_organisation(cast):
    with within(cast.b):
        record("people.person_seen", by=cast.nora, on=cast.person)
        record("network.opened", by=cast.nora, on=cast.red)
        assert not AuditEntry.objects.filter(organisation=cast.a.code).exists()
        assert AuditEntry.objects.filter(verb="network.opened").exists()
    assert AuditEntry.objects.filter(organisation=cast.a.code, verb="people.person_seen").exists()


def test_what_travels_in_pieces_keeps_the_scope_it_began_with(cast):
    with within(cast.b) as scope:
        rows = Person.objects.values_list("register_code", flat=True).iterator()
    before = declared()
    assert list(carried(scope, rows)) == ["B-001"]
    assert declared() is before


def test_the_plan_of_a_walled_query_still_walks_its_index(cast):
    with within(cast.a):
        said = Person.objects.filter(organisation=cast.a).order_by("-registered_on")[:20].explain()
        one = Person.objects.filter(pk=cast.person.pk).explain()
    if connection.vendor == "sqlite":
        assert "people_pers_organis" in said
        assert "INTEGER PRIMARY KEY" in one
        assert "SCAN w" not in said + one
    else:
        assert "InitPlan" in said  # the settings are read once for the statement, not once for each row


def test_nothing_is_missing_in_the_wall_of_this_database(db):
    assert [p.id for p in problems_of(connection)] == []


def test_a_statement_that_names_the_table_behind_the_wall_is_refused(cast):
    with pytest.raises((NothingDeclared, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute('SELECT * FROM main."people_person"')  # PostgreSQL knows no such place: its wall is on the table itself


ROUND = [
    "SELECT * FROM 'main'.people_person", "SELECT * FROM main/**/.people_person", "SELECT * FROM main -- a word\n . people_person",
    "CREATE TABLE taken AS SELECT * FROM main.people_person", "CREATE TABLE taken AS SELECT * FROM 'main'.people_person",
    "WITH p AS (SELECT * FROM [main].people_person) SELECT * FROM p", "INSERT INTO network_region (iso) SELECT code FROM 'main'.people_person",
    "ATTACH DATABASE ':memory:' AS other", "PRAGMA recursive_triggers = OFF", "PRAGMA writable_schema = ON",
    "DROP VIEW temp.people_person", "CREATE TEMP VIEW taken AS SELECT * FROM main.people_person",
]  # fmt: skip


@pytest.mark.parametrize("sql", ROUND)
def test_no_way_round_the_wall_is_open(cast, sql):
    if connection.vendor != "sqlite":
        pytest.skip("the wall of PostgreSQL is on the table itself")
    with within(cast.b), pytest.raises((NothingDeclared, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", ["SELECT 1 FROM 'main'.people_person", 'SELECT "code" FROM `main`/* */."people_person"'])
def test_sqlite_itself_refuses_what_a_text_would_hide(cast, sql):
    if connection.vendor != "sqlite":
        pytest.skip("the wall of PostgreSQL is on the table itself")
    with within(cast.b), pytest.raises(sqlite3.DatabaseError, match=r"prohibited|not authorized"):
        connection.connection.execute(sql)


def test_a_foreign_row_is_not_replaced_by_another(cast):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such statement")
    row = (cast.person.pk, cast.b.pk)
    with within(cast.b), pytest.raises(NothingDeclared), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO people_person (id, organisation_id) VALUES (%s, %s)", row)
    with within(cast.b), pytest.raises(sqlite3.IntegrityError):  # and the triggers see what would take the place of another
        connection.connection.execute("UPDATE OR REPLACE main.people_person SET code = ? WHERE id = ?", (cast.person.code, cast.stranger.pk))
    cast.person.refresh_from_db()
    assert cast.person.register_code == "A-001"


@pytest.mark.parametrize(
    ("sql", "written"),
    [
        ('INSERT INTO "people_person" ("code") VALUES (%s)', "people_person"),
        ('INSERT OR IGNORE INTO people_person VALUES (1)', "people_person"),
        ('UPDATE "people_person" SET code = 1', "people_person"),
        ('delete from people_person', "people_person"),
        ('INSERT INTO "network_region" SELECT * FROM people_person', ""),
        ('SELECT * FROM "people_person"', ""),
        ("/* a word before */ SELECT * FROM people_person", ""),
    ],
)
def test_a_statement_is_understood(sql, written):
    assert understood(sql).named == {"people_person"}
    assert understood(sql).written == written


def test_other_statements_are_left_alone():
    for sql in ("SELECT 1", "SELECT * FROM people_persons_of_old", 'CREATE INDEX x ON "people_person" (code)', "SAVEPOINT people_person"):
        assert not understood(sql).walled


def test_every_statement_costs_the_wall_less_than_a_fifth_of_a_millisecond(cast):
    import time

    with within(cast.a), CaptureQueriesContext(connection):
        sql = str(Person.objects.filter(organisation=cast.a).query)
        started = time.process_time()
        for _ in range(1000):
            connection.hold(lambda *given: None, sql, None, False, {})
        assert (time.process_time() - started) / 1000 < 200e-6
