"""The trail only grows: the database itself refuses to change or remove its lines, and its heads move forward only.

The triggers are laid again after each migration, because SQLite loses them when a table is rebuilt; `check` is an error of the system
check where one is missing. Whoever owns the database can drop them: the chain (`core.chain`) shows what was done then.
"""

import re
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

from tejido.core.walls.sqlite3.authorizing import laying

LINES, HEADS = "core_auditentry", "core_trailhead"

_SQLITE = {
    f"{LINES}_kept_as_written": f"BEFORE UPDATE ON {LINES} BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END",
    f"{LINES}_kept": f"BEFORE DELETE ON {LINES} BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END",
    f"{HEADS}_forward": f"BEFORE UPDATE ON {HEADS} WHEN NEW.place <> OLD.place OR NEW.number <= OLD.number BEGIN SELECT RAISE(ABORT, 'heads move forward'); END",
    f"{HEADS}_kept": f"BEFORE DELETE ON {HEADS} BEGIN SELECT RAISE(ABORT, 'heads stay'); END",
}
_BODY = "BEGIN RAISE EXCEPTION 'the trail only grows'; END"
_REFUSE = f"CREATE OR REPLACE FUNCTION core_trail_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ {_BODY} $$"
_GROWS = "EXECUTE FUNCTION core_trail_only_grows()"
_POSTGRESQL = {
    f"{LINES}_kept_as_written": f"BEFORE DELETE OR UPDATE ON {LINES} FOR EACH ROW {_GROWS}",
    f"{LINES}_kept": f"BEFORE TRUNCATE ON {LINES} FOR EACH STATEMENT {_GROWS}",
    f"{HEADS}_forward": f"BEFORE UPDATE ON {HEADS} FOR EACH ROW WHEN (NEW.place <> OLD.place OR NEW.number <= OLD.number) {_GROWS}",
    f"{HEADS}_kept": f"BEFORE DELETE ON {HEADS} FOR EACH ROW {_GROWS}",
    f"{HEADS}_whole": f"BEFORE TRUNCATE ON {HEADS} FOR EACH STATEMENT {_GROWS}",
}


def triggers(vendor: str) -> dict[str, str]:
    return _POSTGRESQL if vendor == "postgresql" else _SQLITE


def lay(using: str = "default", **kwargs: Any) -> None:
    """Lay the triggers, whatever was there before. Runs after each migration, as the owner of the tables."""
    connection = connections[using]
    lift(using)
    with laying(connection), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_REFUSE)
        for name, what in triggers(connection.vendor).items():
            in_schema = "main." if connection.vendor == "sqlite" else ""  # before its walls a connection of SQLite has views of the same names
            cursor.execute(f"CREATE TRIGGER {in_schema}{name} {what}")


def lift(using: str = "default") -> None:
    """Take the triggers away: before they are laid again, for `flush`, and for proofs that play the attacker."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in triggers(connection.vendor):
            table = LINES if name.startswith(LINES) else HEADS
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}" if connection.vendor == "postgresql" else f"DROP TRIGGER IF EXISTS {name}")


_STANDING = {
    "postgresql": "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true), prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgenabled <> 'D'",
    "sqlite": "SELECT name, sql, '' FROM main.sqlite_master WHERE type = 'trigger'",
}


def missing(using: str = "default") -> list[str]:
    """Names of the triggers that are not in the database, are switched off there, or do something else under their name."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor])
        there = {name: _bare(says + does) for name, says, does in cursor.fetchall()}
    does = _BODY if connection.vendor == "postgresql" else ""
    return sorted(name for name, what in triggers(connection.vendor).items() if there.get(name) != _bare(f"CREATE TRIGGER {name} {what}{does}"))


def _bare(text: str) -> str:
    """A definition without what each database adds of its own: spaces, brackets, kinds of values, the name of the schema."""
    return re.sub(r"[\s()]|::\w+|\b(main|public)\.", "", text).lower()


def check(*, databases: Any = None, **_: Any) -> list[CheckMessage]:
    """A check of the database (`tejido check`, `migrate`): the trail without its triggers is an error."""
    problems: list[CheckMessage] = []
    for using in databases or []:
        connection = connections[using]
        if {LINES, HEADS} <= set(connection.introspection.table_names()):
            says = "The trigger %s is missing or does something else: the trail could be changed."
            problems += [Error(says % name, hint="Run `tejido migrate`.", id="tejido.E010") for name in missing(using)]
    return problems
