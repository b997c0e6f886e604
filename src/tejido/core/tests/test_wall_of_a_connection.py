"""A connection that has just been opened, to a file of its own: it comes with its wall, loses it for a change of tables, and has it again."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, connection
from django.db.utils import ConnectionHandler
from django.test import override_settings

from tejido.core.scope import NothingDeclared, OutsideScope, Scope, acting_in, everywhere, within
from tejido.core.sqlite_library import sqlite3
from tejido.core.walls import checks, crossing
from tejido.core.walls.owner import as_owner, has_owner, serving_role
from tejido.core.walls.raising import raise_walls, standing_triggers
from tejido.core.walls.sqlite3.authorizing import laying
from tejido.core.walls.sqlite3.base import WallDown
from tejido.core.walls.standing import tables, walled
from tejido.people.models import Person

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite's wall belongs to each connection; PostgreSQL's to the tables"
)


def answer(opened, sql, *values):
    with opened.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def seen(opened, table="people_person", column="organisation_id"):
    return {found for (found,) in answer(opened, f"SELECT {column} FROM {table}")}


def another_person(organisation):
    """A statement that copies somebody for an organisation."""
    own = {"id": "900", "organisation_id": str(organisation.pk), "code": "'NEW'", "register_code": "'N'", "account_id": "NULL"}
    columns = [field.column for field in Person._meta.concrete_fields]
    return f"INSERT INTO people_person ({', '.join(columns)}) SELECT {', '.join(own.get(c, c) for c in columns)} FROM people_person LIMIT 1"


@pytest.fixture
def opened(transactional_db, cast, tmp_path):
    """A connection to a copy of the database of this test, which is not inside a transaction."""
    copy = sqlite3.connect(tmp_path / "copy.sqlite3")
    connection.connection.backup(copy)
    copy.close()
    made = ConnectionHandler({"default": {**connection.settings_dict, "NAME": str(tmp_path / "copy.sqlite3")}})["default"]
    yield made
    made.close()


def test_a_new_connection_has_every_wall_that_its_tables_need(opened, cast):
    with within(cast.a):
        assert seen(opened) == {cast.a.pk}
    assert opened.behind == tables()
    assert opened.wall_is_lowered is False
    made = answer(opened, "SELECT type, name FROM temp.sqlite_master WHERE type IN ('view', 'trigger')")
    assert len(made) == 4 * len(walled())


def test_what_each_scope_reads_through_a_new_connection(opened, cast):
    for scope, persons in (
        (Scope(), set()),
        (Scope(frozenset({cast.b.pk})), {cast.b.pk}),
        (Scope(everywhere=True), {cast.a.pk, cast.b.pk}),
        (Scope(affairs=frozenset({cast.a.pk})), set()),
    ):
        with acting_in(scope):
            assert seen(opened) == persons
    with acting_in(Scope(affairs=frozenset({cast.b.pk}))):
        assert seen(opened, "network_roleassignment") == {None, cast.b.pk}
    with acting_in(Scope(account=cast.bruno.pk)):
        assert seen(opened, "network_roleassignment") == {None, cast.a.pk}
    with within(cast.a):
        codes = seen(opened, "core_auditentry", "organisation")
        assert cast.a.code in codes
        assert cast.b.code not in codes
        assert codes - {cast.a.code}  # the lines of no organisation


def test_what_each_scope_writes_through_a_new_connection(opened, cast):
    with within(cast.b):
        assert answer(opened, "UPDATE people_person SET source = 'x'") == 1
        assert answer(opened, "DELETE FROM people_consent") == 0
        with pytest.raises(OutsideScope):
            answer(opened, another_person(cast.a))
        assert answer(opened, another_person(cast.b)) == 1
        assert answer(opened, "DELETE FROM people_person WHERE id = 900 OR organisation_id = %s", cast.a.pk) == 1
    with acting_in(Scope(affairs=frozenset({cast.b.pk}))):
        assert answer(opened, "UPDATE network_roleassignment SET version = 5 WHERE organisation_id IS NOT NULL") == 1
    line = "INSERT INTO core_auditentry (at, actor, actor_name, organisation, verb, target, person, persons, fields, hashes, emergency, note, number, mac) "
    with acting_in(Scope()), pytest.raises(OutsideScope):
        answer(opened, line + "VALUES ('2024-01-01', '', '', %s, 'v', '', '', '', '[]', '{}', '', '', 900, 'm')", cast.a.code)


def test_a_faulty_write_says_its_own_fault(opened, cast):
    with within(cast.a), pytest.raises(IntegrityError, match=r"UNIQUE|NOT NULL"):
        answer(opened, "UPDATE people_person SET code = (SELECT code FROM people_person LIMIT 1)")


def test_without_a_scope_a_new_connection_answers_nothing(opened, cast, undeclared):
    with pytest.raises(NothingDeclared, match=r"^for which organisations\? SELECT organisation_id FROM people_person$"):
        seen(opened)
    assert answer(opened, "SELECT 1") == [(1,)]


def test_what_names_the_table_behind_the_wall_is_refused_on_a_new_connection(opened, cast):
    with within(cast.a), pytest.raises(NothingDeclared, match=r"^a statement .* wall$"):
        answer(opened, "SELECT * FROM main.people_person")


def test_a_new_connection_opens_no_other_file(opened):
    with pytest.raises(DatabaseError, match="not authorized"):
        answer(opened, "ATTACH ':memory:' AS another")


@pytest.mark.parametrize("made", [
    "CREATE TRIGGER main.core_t AFTER INSERT ON core_answeredform BEGIN INSERT INTO core_answeredform SELECT register_code, '', '' FROM people_person; END",
    "CREATE TEMP TRIGGER core_t AFTER INSERT ON core_answeredform BEGIN SELECT 1; END",
    "CREATE VIEW main.core_v AS SELECT register_code FROM people_person",
])  # fmt: skip
def test_nothing_that_would_read_behind_the_wall_under_a_name_like_ours_is_made(opened, cast, made):
    with acting_in(Scope()), pytest.raises(DatabaseError, match="not authorized"):
        answer(opened, made)


def test_whoever_listens_behind_the_wall_is_told_the_whole_statement(opened, cast):
    heard = []

    def listen(execute, sql, params, many, context):
        heard.append((sql, params, many, context["connection"]))
        return execute(sql, params, many, context)

    asked = ("UPDATE people_person SET source = %s WHERE id = %s", [("x", 1), ("y", 2)])
    behind = (asked[0].replace("people_person", "main.people_person"), asked[1])
    plain = ("UPDATE network_region SET name = name WHERE id = %s", [(1,), (2,)])
    with within(cast.a), opened.execute_wrapper(listen), opened.cursor() as cursor:
        cursor.executemany(*asked)
        cursor.executemany(*plain)
        opened.lower_wall()
        cursor.executemany(*asked)
    assert heard == [(*behind, True, opened), (*plain, True, opened), (*asked, True, opened)]


def test_a_walled_table_that_is_not_there_is_missed_by_the_database_itself(opened, cast):
    with within(cast.a):
        opened.lower_wall()
        answer(opened, "PRAGMA foreign_keys = OFF")
        answer(opened, "DROP TABLE outcomes_score")
        opened.raise_wall()
        opened.in_atomic_block = True
        with pytest.raises(DatabaseError, match="no such table"):
            answer(opened, "SELECT 1 FROM outcomes_score, people_person")
        opened.in_atomic_block = False


def test_the_wall_is_down_only_while_tables_change(opened, cast):
    with within(cast.b):
        with opened.schema_editor() as editor:
            assert (opened.behind, opened.wall_is_lowered) == (frozenset(), True)
            assert standing_triggers(opened) == {}
            editor.execute("ALTER TABLE people_person ADD COLUMN planted integer NULL")
            assert seen(opened) == {cast.a.pk, cast.b.pk}
        assert opened.wall_is_lowered is False
        assert opened.behind == tables()
        assert seen(opened) == {cast.b.pk}
        assert seen(opened, column="planted") == {None}


def test_the_wall_stands_again_after_a_change_of_tables_that_failed(opened, cast):
    def change():
        with opened.schema_editor() as editor:
            editor.execute("ALTER TABLE people_person ADD COLUMN code integer NULL")

    with within(cast.b):
        with pytest.raises(Exception, match=r"duplicate column"):
            change()
        assert seen(opened) == {cast.b.pk}


def test_a_wall_is_lowered_on_a_connection_that_was_not_open_yet(opened, cast):
    opened.lower_wall()
    assert (opened.behind, opened.wall_is_lowered) == (frozenset(), True)
    assert answer(opened, "SELECT count(*) FROM temp.sqlite_master") == [(0,)]


def test_the_wall_is_never_put_up_inside_a_transaction(opened, cast):
    opened.ensure_connection()
    opened.in_atomic_block = True
    with pytest.raises(WallDown, match=r"^the wall is put up outside of transactions only$"):
        opened.raise_wall()
    opened.in_atomic_block = False


def test_a_table_that_appeared_since_gets_its_wall_before_it_answers(opened, cast):
    with within(cast.b):
        seen(opened)
        answer(opened, "CREATE TABLE kept_apart AS SELECT 1")
        before = opened.behind
        opened.behind = before - {"people_person"}
        assert seen(opened) == {cast.b.pk}
        assert opened.behind == before
        opened.behind, opened.in_atomic_block = before - {"people_person", "people_identity"}, True
        with pytest.raises(WallDown, match=r"^no wall before people_identity, people_person$"):
            answer(opened, "SELECT 1 FROM people_person, people_identity")
        opened.in_atomic_block = False


def test_a_connection_that_is_closed_puts_up_no_wall(opened):
    opened.raise_wall()
    assert opened.behind == frozenset()


def test_triggers_between_organisations_are_mended_one_by_one(opened, cast, monkeypatch):
    """Those that nobody wants any more go, those that are missing come, the others stay as they are."""
    monkeypatch.setattr("tejido.core.walls.raising.connections", {"default": connection, "here": opened})
    with everywhere("x"):
        all_of_them = standing_triggers(opened)
        assert all_of_them == {name: table for name, (table, _) in crossing.wanted("sqlite").items()}
        missing, table = next(iter(all_of_them.items()))
        answer(opened, f'DROP TRIGGER main."{missing}"')
        with laying(opened):
            answer(opened, f'CREATE TRIGGER main."{crossing.PREFIX}old" BEFORE UPDATE ON "network_region" BEGIN SELECT 1; END')
            answer(opened, 'CREATE TRIGGER main."of_somebody_else" BEFORE UPDATE ON "network_region" BEGIN SELECT 1; END')
        assert [p.msg for p in checks.problems_of(opened)] == [
            f"{table}: a trigger that keeps its links within one organisation is missing."
        ]
        raise_walls(using="here")
        assert standing_triggers(opened) == all_of_them
        assert answer(opened, "SELECT count(*) FROM main.sqlite_master WHERE name = 'of_somebody_else'") == [(1,)]


def test_tables_that_are_not_there_yet_get_no_triggers(opened, cast, monkeypatch):
    monkeypatch.setattr("tejido.core.walls.raising.connections", {"default": connection, "here": opened})
    with everywhere("x"):
        opened.lower_wall()
        answer(opened, "PRAGMA foreign_keys = OFF")
        answer(opened, "DROP TABLE outcomes_score")
        raise_walls(using="here")
        assert "outcomes_score" not in standing_triggers(opened).values()
        assert checks.problems_of(opened) == []
        opened.close()
        answer(opened, "SELECT 1")
        assert opened.behind == tables() - {"outcomes_score"}


# --- what is asked of PostgreSQL, and what its answers mean


class Told:
    """A server that gives these answers, and keeps what it was told."""

    vendor = "postgresql"

    def __init__(self, *answers, names=()):
        self.answers, self.told = list(answers), []
        self.introspection = SimpleNamespace(table_names=lambda: list(names))
        self.settings_dict = {"USER": "serving", "PASSWORD": "p", "HOST": "h", "PORT": "1", "NAME": "kept"}
        self.closed = []

    def cursor(self):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_problem):
        """Nothing is open."""

    def execute(self, sql, values=()):
        self.told.append((sql, values) if values else sql)

    def fetchone(self):
        return self.answers.pop(0)

    def fetchall(self):
        return self.answers.pop(0)

    def close(self):
        self.closed.append(dict(self.settings_dict))


@pytest.mark.parametrize(
    ("role", "deploy", "found"),
    [
        ((True, False, False), False, ["tejido.E020"]), ((False, True, False), False, ["tejido.E020"]), ((True, True, True), True, ["tejido.E020"]),
        ((False, False, True), False, ["tejido.W021"]), ((False, False, True), True, ["tejido.E021"]), ((False, False, False), True, []),
    ],
)  # fmt: skip
def test_a_role_that_the_wall_does_not_bind_is_an_error(role, deploy, found):
    server = Told(role)
    problems = checks._of_the_role(server, deploy=deploy)
    assert [p.id for p in problems] == found
    assert server.told == [checks.ROLE]
    assert all(p.is_serious() == (p.id != "tejido.W021") and p.hint for p in problems)


def test_both_questions_of_the_role_are_asked_of_every_database(monkeypatch):
    server = Told((False, False, True), (False, False, True), [(name,) for name in sorted(tables())], [], names=["people_person"])
    monkeypatch.setattr(checks, "connections", {"here": server})
    assert [p.id for p in checks.deployed(databases=["here"])] == ["tejido.E021"]
    found = checks.problems(databases=["here"])
    assert [p.id for p in found] == ["tejido.W021", "tejido.E023"]
    assert "people_person" in found[1].msg
    assert checks.problems() == checks.deployed() == []


def test_a_table_without_its_policies_is_an_error():
    server = Told([("people_person",)])
    found = checks._of_the_rows(server, {"people_person", "people_identity", "people_consent", "network_region"})
    assert [(p.id, p.msg.split()[0]) for p in found] == [("tejido.E022", "people_consent"), ("tejido.E022", "people_identity")]
    assert server.told == [(checks.SECURED, [["wall_read", "wall_insert", "wall_update", "wall_delete"], 4])]
    assert all(p.hint == "Run `tejido migrate`." for p in found)


def test_only_the_owner_of_the_tables_raises_the_wall(monkeypatch):
    for owns, says in ((False, 1), (None, 1), (True, 2)):
        server = Told((owns,), [], names=[])
        monkeypatch.setattr("tejido.core.walls.raising.connections", {"here": server})
        raise_walls(using="here")
        assert (len(server.told) > 1) is bool(owns), says


@override_settings(DATABASE_OWNER={"USER": "owner", "PASSWORD": "o", "HOST": "x", "PORT": "2", "NAME": "?"}, DATABASE_ROLE='serv"ing')
def test_the_owner_secures_every_table_and_lets_the_other_role_serve(monkeypatch):
    from tejido.core.walls.postgresql import sql
    from tejido.core.walls.raising import STATISTICS

    old = (f"{crossing.PREFIX}old", "people_person")
    server = Told((True,), [old, ("of_somebody_else", "people_person")], names=["people_person"])
    monkeypatch.setattr("tejido.core.walls.raising.connections", {"here": server})
    raise_walls(using="here")
    person = next(one for one in walled() if one.table == "people_person")
    triggers = [said for table, statements in crossing.wanted("postgresql").values() if table == "people_person" for said in statements]
    assert server.told[2:] == [
        f'DROP TRIGGER "{old[0]}" ON "people_person"', *triggers, *sql.raising(person), STATISTICS,
        'GRANT USAGE ON SCHEMA public TO "serv""ing"', 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "serv""ing"',
        'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "serv""ing"', 'GRANT EXECUTE ON FUNCTION refresh_statistics(regclass) TO "serv""ing"',
    ]  # fmt: skip
    assert server.told[0] == "SELECT bool_and(tableowner = current_user) FROM pg_tables WHERE schemaname = current_schema()"
    assert server.told[1].startswith("SELECT tgname, relname FROM pg_trigger")
    assert server.told[1].endswith("AND tgenabled <> 'D'")


@pytest.mark.parametrize(
    "given", [{"DATABASE_OWNER": None, "DATABASE_ROLE": "serving"}, {"DATABASE_OWNER": {"USER": "owner"}, "DATABASE_ROLE": ""}]
)
def test_without_two_roles_nothing_is_granted(monkeypatch, given):
    server = Told((True,), [], names=[])
    monkeypatch.setattr("tejido.core.walls.raising.connections", {"here": server})
    with override_settings(**given):
        raise_walls(using="here")
        assert has_owner() is bool(given["DATABASE_OWNER"])
        assert serving_role() == given["DATABASE_ROLE"]
    assert not [said for said in server.told if said.startswith("GRANT")]


def test_the_owner_works_for_a_block_and_the_serving_role_is_back_afterwards():
    owner = {"USER": "owner", "PASSWORD": "o", "HOST": "x", "PORT": "2", "NAME": "another"}
    server = Told()
    before = dict(server.settings_dict)
    with override_settings(DATABASE_OWNER=owner):
        with pytest.raises(ZeroDivisionError), as_owner(server):  # noqa: PT012
            assert server.settings_dict == {**owner, "NAME": "kept"}
            raise ZeroDivisionError
        assert server.settings_dict == before
        assert [one["USER"] for one in server.closed] == ["serving", "owner"]
    with override_settings(DATABASE_OWNER=None), as_owner(server):
        assert server.settings_dict == before
