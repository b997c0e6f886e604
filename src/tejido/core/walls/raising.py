"""After every migration the walls stand as the models ask: idempotent, and quick when nothing changed.

What is a state of the tables is made here, by their owner: row-level security, the triggers of `crossing`, and what the serving role may do.
SQLite's views and triggers of scope belong to each connection (`sqlite3.base`).
"""

from typing import Any

from django.db import connections

from tejido.core.walls import crossing
from tejido.core.walls.owner import has_owner, serving_role
from tejido.core.walls.postgresql import sql as postgres_sql
from tejido.core.walls.sqlite3.authorizing import laying
from tejido.core.walls.standing import walled

STATISTICS = """CREATE OR REPLACE FUNCTION refresh_statistics(which regclass) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$ BEGIN EXECUTE format('ANALYZE %s', which); END $$"""


def raise_walls(*, using: str = "default", **_: Any) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    if connection.vendor == "postgresql" and not owns_tables(connection):
        return  # `flush` sends this signal too; what is missing stops `tejido check`
    existing = set(connection.introspection.table_names())
    with laying(connection), connection.cursor() as cursor:
        _mend_triggers(connection, cursor, existing)
        if connection.vendor == "postgresql":
            _secure_rows(cursor, existing)
            _let_serve(cursor)


def owns_tables(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(tableowner = current_user) FROM pg_tables WHERE schemaname = current_schema()")
        return bool(cursor.fetchone()[0])


def standing_triggers(connection: Any) -> dict[str, str]:
    """Triggers of `crossing` that stand: name → table."""
    ask = (
        "SELECT name, tbl_name FROM main.sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return {name: table for name, table in cursor.fetchall() if name.startswith(crossing.PREFIX)}


def _mend_triggers(connection: Any, cursor: Any, existing: set[str]) -> None:
    wanted, standing = crossing.wanted(connection.vendor), standing_triggers(connection)
    for name, table in standing.items():
        if name not in wanted:
            cursor.execute(f'DROP TRIGGER main."{name}"' if connection.vendor == "sqlite" else f'DROP TRIGGER "{name}" ON "{table}"')
    for name, (table, statements) in wanted.items():
        if name not in standing and table in existing:
            for statement in statements:
                cursor.execute(statement)


def _secure_rows(cursor: Any, existing: set[str]) -> None:
    for one in walled():
        if one.table in existing:
            for statement in postgres_sql.raising(one):
                cursor.execute(statement)


def _let_serve(cursor: Any) -> None:
    """The serving role reads and writes rows, and nothing more."""
    cursor.execute(STATISTICS)
    if not has_owner() or not serving_role():
        return
    role = '"' + serving_role().replace('"', '""') + '"'
    for what in (
        "USAGE ON SCHEMA public",
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public",
        "USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public",
        "EXECUTE ON FUNCTION refresh_statistics(regclass)",
    ):
        cursor.execute(f"GRANT {what} TO {role}")
