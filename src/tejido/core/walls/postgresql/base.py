"""PostgreSQL with the wall up: a backend of Django that tells every transaction which organisations were declared."""

from contextlib import ExitStack
from typing import Any

from django.db import ProgrammingError, transaction
from django.db.backends.postgresql import base
from django.db.backends.postgresql.creation import DatabaseCreation
from django.db.backends.postgresql.schema import DatabaseSchemaEditor

from tejido.core.scope import NothingDeclared, OutsideScope, Scope, declared, everywhere
from tejido.core.walls.counting import count
from tejido.core.walls.owner import as_owner
from tejido.core.walls.postgresql.sql import DECLARE
from tejido.core.walls.statements import understood


class SchemaEditor(DatabaseSchemaEditor):
    """Tables change for all organisations: row-level security is forced on their owner too."""

    def __enter__(self) -> Any:
        self._for_all = ExitStack()
        self._for_all.enter_context(everywhere("the tables change"))
        return super().__enter__()

    def __exit__(self, *problem: Any) -> None:
        try:
            super().__exit__(*problem)
        finally:
            self._for_all.close()


class Creation(DatabaseCreation):
    """A test database is made, and taken away, by the owner."""

    def _create_test_db(self, *args: Any, **options: Any) -> Any:
        with as_owner(self.connection):
            return super()._create_test_db(*args, **options)  # type: ignore[misc]

    def _destroy_test_db(self, *args: Any, **options: Any) -> Any:
        with as_owner(self.connection):
            return super()._destroy_test_db(*args, **options)  # type: ignore[misc]


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = SchemaEditor
    creation_class = Creation

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told: Scope | None = None  # what the running transaction was told; None when it must be told again
        self.execute_wrappers.append(self.hold)

    def hold(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Before every statement on walled rows: the transaction knows the declared scope."""
        if not isinstance(sql, str) or not understood(sql).walled:
            return execute(sql, params, many, context)
        scope = declared()
        count(scope, sql)
        if scope is None:
            raise NothingDeclared(f"for which organisations? {sql[:120]}")
        if not self.in_atomic_block and self.get_autocommit():
            with transaction.atomic(using=self.alias):
                return self._held(scope, execute, sql, params, many, context)
        return self._held(scope, execute, sql, params, many, context)

    def _held(self, scope: Scope, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if self.told != scope:
            self._tell(scope)
        try:
            return execute(sql, params, many, context)
        except ProgrammingError as error:
            if "row-level security" in str(error):
                raise OutsideScope(str(error).strip()) from error
            raise

    def _tell(self, scope: Scope) -> None:
        self.validate_no_broken_transaction()
        values = ["yes" if scope.everywhere else "", _list(scope.organisations), _list(scope.affairs), str(scope.account or "")]
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(DECLARE, values)
        self.told = scope

    def _savepoint_rollback(self, sid: Any) -> None:
        self.told = None  # settings go back with the savepoint
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def _commit(self) -> Any:
        self.told = None
        return super()._commit()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self.told = None
        return super()._rollback()  # type: ignore[misc]

    def _set_autocommit(self, autocommit: bool) -> None:
        self.told = None
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def close(self) -> None:
        self.told = None
        super().close()


def _list(keys: frozenset[int]) -> str:
    return ",".join(map(str, sorted(keys)))
