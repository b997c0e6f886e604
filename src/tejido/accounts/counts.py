"""Where guesses are counted and used codes remembered: a table that all processes share and a restart does not forget.

Values are kept as JSON: whoever can write to the table can change a count, but cannot make the program run anything.
"""

import datetime as dt
import json
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection

NEVER = 10 * 365 * 24 * 3600


class Counts(BaseDatabaseCache):
    """Nothing is thrown out before its time: a flood of other counts would make room for more guesses at one account."""

    _table: str

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(self._say("SELECT value FROM {table} WHERE cache_key = %s AND expires > %s"), [self._name(key, version), self._at(0)])
            row = cursor.fetchone()
        try:
            return json.loads(row[0]) if row else default
        except ValueError:  # counted by a version before this one
            return default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._put(key, value, timeout, version, "DO UPDATE SET value = excluded.value, expires = excluded.expires")

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._put(key, value, timeout, version, "DO NOTHING")

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._change("UPDATE {table} SET expires = %s WHERE cache_key = %s", [self._until(timeout), self._name(key, version)])

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._change("DELETE FROM {table} WHERE cache_key = %s", [self._name(key, version)])

    def clear(self) -> None:
        self._change("DELETE FROM {table}", [])

    def _put(self, key: Any, value: Any, timeout: Any, version: int | None, otherwise: str) -> bool:
        """One statement, so that of two at once only one adds; what has run out is swept away with it."""
        self._change("DELETE FROM {table} WHERE expires <= %s", [self._at(0)])
        into = "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) ON CONFLICT (cache_key) "
        return self._change(into + otherwise, [self._name(key, version), json.dumps(value), self._until(timeout)])

    def _change(self, statement: str, values: list[Any]) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(self._say(statement), values)
            return bool(cursor.rowcount > 0)

    def _say(self, statement: str) -> str:
        return statement.format(table=connection.ops.quote_name(self._table))

    def _name(self, key: Any, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _until(self, timeout: Any) -> Any:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return self._at(NEVER if seconds is None else seconds)

    def _at(self, seconds: float) -> Any:
        when = dt.datetime.fromtimestamp(time.time() + seconds, dt.UTC)
        return connection.ops.adapt_datetimefield_value(when)
