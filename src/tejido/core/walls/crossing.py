"""No link crosses organisations: triggers on every foreign key between walled tables, in both databases.

Row-level security does not see to it: the database checks foreign keys with the wall down. A row never changes its organisation
either, so that what hangs on it cannot be left behind. The name of a trigger carries a digest of what it does: one that is missing or
old shows.
"""

# ruff: noqa: S608  (the names are those of our own models)

import hashlib
from collections.abc import Iterator

from tejido.core.walls.standing import Link, links, organisation_field, walled

PREFIX = "same_org_"


def wanted(vendor: str) -> dict[str, tuple[str, list[str]]]:
    """name of the trigger → (its table, the statements that make it)."""
    make = _in_sqlite if vendor == "sqlite" else _in_postgresql
    return dict(make())


def pairs() -> list[Link]:
    return list(links())


def _named(kind: str, table: str, column: str, body: str) -> str:
    return f"{PREFIX}{kind}_{hashlib.sha256(f'{table}.{column} {body}'.encode()).hexdigest()[:20]}"


def _stays() -> list[str]:
    return [one.table for one in walled() if organisation_field(one.model)]


def _in_sqlite() -> Iterator[tuple[str, tuple[str, list[str]]]]:
    for link in links():
        found = (
            f'(SELECT 1 FROM "{link.target}" AS up WHERE up."{link.target_key}" = NEW."{link.column}" '
            f"AND up.organisation_id IS NEW.organisation_id)"
        )
        body = f"""WHEN NEW."{link.column}" IS NOT NULL AND NOT EXISTS {found} BEGIN SELECT RAISE(ABORT, '{_says(link)}'); END"""
        for kind, event in (("in", "INSERT"), ("to", f'UPDATE OF "{link.column}"')):
            name = _named(kind, link.table, link.column, body)
            yield name, (link.table, [f'CREATE TRIGGER main."{name}" BEFORE {event} ON "{link.table}" {body}'])
    for table in _stays():
        body = f"WHEN OLD.organisation_id IS NOT NEW.organisation_id BEGIN SELECT RAISE(ABORT, 'a row of {table} stays with its organisation'); END"
        name = _named("stay", table, "organisation_id", body)
        yield name, (table, [f'CREATE TRIGGER main."{name}" BEFORE UPDATE OF organisation_id ON "{table}" {body}'])


def _in_postgresql() -> Iterator[tuple[str, tuple[str, list[str]]]]:
    for link in links():
        found = (
            f'(SELECT 1 FROM "{link.target}" up WHERE up."{link.target_key}" = NEW."{link.column}" '
            f"AND up.organisation_id IS NOT DISTINCT FROM NEW.organisation_id)"
        )
        body = f'IF NEW."{link.column}" IS NOT NULL AND NOT EXISTS {found} THEN {_raises(_says(link))} END IF;'
        yield _function(_named("link", link.table, link.column, body), link.table, body, f'INSERT OR UPDATE OF "{link.column}"')
    for table in _stays():
        body = f"IF OLD.organisation_id IS DISTINCT FROM NEW.organisation_id THEN {_raises(f'a row of {table} stays with its organisation')} END IF;"
        yield _function(_named("stay", table, "organisation_id", body), table, body, "UPDATE OF organisation_id")


def _function(name: str, table: str, body: str, event: str) -> tuple[str, tuple[str, list[str]]]:
    return name, (
        table,
        [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$",
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()',
        ],
    )


def _raises(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation';"


def _says(link: Link) -> str:
    return f"{link.table}.{link.column} would reach a row of another organisation"
