"""SQLite with the wall up: a backend of Django whose connections see only the rows of the declared organisations."""

import json
from contextlib import ExitStack
from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

from tejido.core.scope import NothingDeclared, OutsideScope, Scope, declared, everywhere
from tejido.core.walls.counting import count
from tejido.core.walls.crossing import PREFIX
from tejido.core.walls.sqlite3 import sql as wall_sql
from tejido.core.walls.sqlite3.authorizing import authorizer, laying
from tejido.core.walls.standing import walled
from tejido.core.walls.statements import understood

NOWHERE = Scope()


def _now() -> Scope:
    return declared() or NOWHERE


class WallDown(RuntimeError):
    """The wall could not be put up before a statement that needs it."""


class SchemaEditor(DatabaseSchemaEditor):
    """Tables change with the wall down (a view of the same name would be in the way) and for all organisations."""

    def __enter__(self) -> Any:
        self.connection.lower_wall()  # type: ignore[attr-defined]
        self._for_all = ExitStack()
        self._for_all.enter_context(everywhere("the tables change"))
        entered = super().__enter__()
        for name in self._crossing():  # a table that is renamed may not be named in the triggers of others; `post_migrate` makes them again
            self.execute(f'DROP TRIGGER main."{name}"')
        return entered

    def _crossing(self) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM main.sqlite_master WHERE type = 'trigger'")
            return [name for (name,) in cursor.fetchall() if name.startswith(PREFIX)]

    def __exit__(self, *problem: Any) -> None:
        try:
            super().__exit__(*problem)
        finally:
            self._for_all.close()
            self.connection.raise_wall()  # type: ignore[attr-defined]


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.behind: frozenset[str] = frozenset()  # the tables before which this connection has its wall
        self.wall_is_lowered = self.is_building = self.is_writing = False
        self.execute_wrappers.append(self.hold)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        for name, places, answer in (
            ("scope_everywhere", 0, lambda: _now().everywhere),
            ("scope_organisations", 0, lambda: json.dumps(list(_now().organisations))),
            ("scope_reach", 0, lambda: json.dumps(list(_now().reach))),
            ("scope_account", 0, lambda: _now().account),
            ("within_scope", 1, lambda organisation: _now().holds(organisation)),
            ("within_reach", 1, lambda organisation: _now().reaches(organisation)),
        ):
            connection.create_function(name, places, answer)
        connection.execute("PRAGMA recursive_triggers = ON")  # else a row that takes the place of another removes it unseen by the triggers
        connection.set_authorizer(authorizer(self))
        return connection

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.behind = frozenset()
        self.raise_wall()

    def raise_wall(self) -> None:
        """Put the views and triggers before the tables that exist. Never inside a transaction: a rollback would take them down unseen."""
        self.wall_is_lowered = False
        if self.connection is None or not apps.models_ready:
            return
        if self.in_atomic_block:
            raise WallDown("the wall is put up outside of transactions only")
        existing = self._existing()
        standing = [one for one in walled() if one.table in existing]
        self._build([*self._temporary(), *(statement for one in standing for statement in wall_sql.raising(one))])
        self.behind = frozenset(one.table for one in standing)

    def _build(self, statements: list[str]) -> None:
        with laying(self):
            for statement in statements:
                self.connection.execute(statement)

    def _raise_for(self, named: frozenset[str]) -> None:
        """A walled table that this connection did not meet when it began: made since then by a migration, or not there at all."""
        if not self.in_atomic_block:
            self.raise_wall()
        elif self._existing() & named - self.behind:
            raise WallDown(f"no wall before {', '.join(sorted(named - self.behind))}")

    def _existing(self) -> set[str]:
        return {name for (name,) in self.connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}

    def lower_wall(self) -> None:
        """Take it down for a change of tables."""
        self.ensure_connection()
        self._build(self._temporary())
        self.behind, self.wall_is_lowered = frozenset(), True

    def _temporary(self) -> list[str]:
        found = self.connection.execute("SELECT type, name, tbl_name FROM temp.sqlite_master WHERE type IN ('view', 'trigger')").fetchall()
        triggers = [f'DROP TRIGGER temp."{name}"' for kind, name, _ in found if kind == "trigger" and name.startswith("wall_")]
        return triggers + [f'DROP VIEW temp."{name}"' for kind, name, _ in found if kind == "view"]

    def hold(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Before every statement: is a scope declared, is the wall up, and does a write go to the table behind the view?"""
        statement = understood(sql)
        self.is_writing = statement.changes
        if not statement.walled:
            return execute(sql, params, many, context)
        scope = declared()
        count(scope, sql)
        if scope is None:
            raise NothingDeclared(f"for which organisations? {sql[:120]}")
        if self.wall_is_lowered:  # a migration
            return execute(sql, params, many, context)
        if not statement.named <= self.behind:
            self._raise_for(statement.named)
        if statement.around:
            raise NothingDeclared("a statement goes round the wall")
        if statement.written:
            sql = f"{sql[: statement.at]}main.{sql[statement.at :]}"
        try:
            return execute(sql, params, many, context)
        except IntegrityError as error:
            if wall_sql.OUTSIDE in str(error):
                raise OutsideScope(f"{statement.written}: {wall_sql.OUTSIDE}") from error
            raise
