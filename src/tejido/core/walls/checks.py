"""Does the wall stand? Asked by `tejido check` and before serving."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import connections

from tejido.core.walls import crossing
from tejido.core.walls.postgresql.sql import POLICIES
from tejido.core.walls.raising import standing_triggers
from tejido.core.walls.standing import tables

ROLE = """SELECT rolsuper, rolbypassrls, EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user)
FROM pg_roles WHERE rolname = current_user"""
UNBOUND = "The role of TEJIDO_DATABASE_URL is a superuser or has BYPASSRLS: row-level security does not bind it."
OWNS = "The role of TEJIDO_DATABASE_URL owns the tables: whoever takes it over could take the wall down."
GIVE = "Give the tables to another role and name it in TEJIDO_DATABASE_OWNER_URL."
SECURED = """SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = current_schema() AND relrowsecurity AND relforcerowsecurity
AND (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid AND polname = ANY(%s)) = %s"""


def problems(*, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Everything that is missing, for the databases named."""
    return [problem for alias in databases or () for problem in problems_of(connections[alias])]


def deployed(*, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """With `--deploy` the role that serves must not own the tables."""
    return [problem for alias in databases or () for problem in _of_the_role(connections[alias], deploy=True)]


def problems_of(connection: Any) -> list[CheckMessage]:
    existing = set(connection.introspection.table_names())
    return _of_the_role(connection) + _of_the_rows(connection, existing) + _of_the_links(connection, existing)


def _of_the_role(connection: Any, *, deploy: bool = False) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(ROLE)
        superuser, bypasses, owns = cursor.fetchone()
    if superuser or bypasses:
        return [Error(UNBOUND, hint="Serve as a role of its own, see docs/guides/operators.md.", id="tejido.E020")]
    if owns:
        return [Error(OWNS, hint=GIVE, id="tejido.E021") if deploy else Warning(OWNS, hint=GIVE, id="tejido.W021")]
    return []


def _of_the_rows(connection: Any, existing: set[str]) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        return []  # SQLite's wall is put up by each connection, or the connection refuses
    with connection.cursor() as cursor:
        cursor.execute(SECURED, [list(POLICIES), len(POLICIES)])
        secured = {name for (name,) in cursor.fetchall()}
    return [
        Error(f"{table} has no row-level security.", hint="Run `tejido migrate`.", id="tejido.E022")
        for table in sorted(tables() & existing - secured)
    ]


def _of_the_links(connection: Any, existing: set[str]) -> list[CheckMessage]:
    standing = standing_triggers(connection)
    missing = sorted({table for name, (table, _) in crossing.wanted(connection.vendor).items() if table in existing and name not in standing})
    return [
        Error(f"{table}: a trigger that keeps its links within one organisation is missing.", hint="Run `tejido migrate`.", id="tejido.E023")
        for table in missing
    ]
