"""What SQLite itself asks before it prepares a statement: may this be read, may that be done?

The text of a statement can hide a table behind quotes and comments; the parser cannot be misled. It is asked when a statement is
prepared, not when it runs again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tejido.core.sqlite_library import sqlite3
from tejido.core.walls.crossing import PREFIX

OURS = ("wall_", PREFIX, "core_")  # how the names of our own triggers begin
RAISED = {sqlite3.SQLITE_CREATE_TEMP_VIEW, sqlite3.SQLITE_CREATE_TEMP_TRIGGER, sqlite3.SQLITE_DROP_TEMP_VIEW, sqlite3.SQLITE_DROP_TEMP_TRIGGER}
MADE = {sqlite3.SQLITE_CREATE_VIEW, sqlite3.SQLITE_CREATE_TRIGGER}  # on the tables themselves: one named like ours would read what we may not
NEVER = {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, *RAISED, *MADE}
SETTINGS = {"writable_schema", "recursive_triggers", "trusted_schema", "ignore_check_constraints"}


@contextmanager
def laying(connection: Any) -> Iterator[None]:
    """Our own views and triggers are made or taken away: nobody else may touch them. PostgreSQL asks who owns the table instead."""
    before = getattr(connection, "is_building", False)
    connection.is_building = True
    try:
        yield
    finally:
        connection.is_building = before


def authorizer(wall: Any) -> Callable[..., int]:
    """`wall`: the connection. Rows behind it are read through its own views; a write may read others, as the database checks links itself."""

    def may(action: int, first: str | None, second: str | None, schema: str | None, source: str | None) -> int:
        if wall.wall_is_lowered or wall.is_building:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ:
            direct = schema == "main" and first in wall.behind and source not in wall.behind and not (source or "").startswith(OURS)
            return sqlite3.SQLITE_DENY if direct and not wall.is_writing else sqlite3.SQLITE_OK
        if action in NEVER or (action == sqlite3.SQLITE_PRAGMA and second is not None and str(first).lower() in SETTINGS):
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    return may
