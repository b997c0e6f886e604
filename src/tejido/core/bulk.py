"""Many rows into one table at once, as fast as the database takes them: the bulk verbs of registers stand on this.

Django's `bulk_create` builds an object per row and splits SQLite's inserts into small batches; a register of ten thousand people
with a dozen facts each would take several seconds. Here the rows are plain tuples; the constraints of the tables hold as always.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

from tejido.core.codes import new_codes
from tejido.core.sealed import Sealed
from tejido.core.sealed_text import SealedText

MANY = 500
AT_ONCE = 5_000  # rows in one statement of PostgreSQL
_CONVERTED = frozenset({"DateTimeField", "JSONField"})


def take_ids(model: type[models.Model], count: int) -> range | list[int]:
    """The primary keys of the next `count` rows, kept for us: on SQLite by the write lock of the transaction, on PostgreSQL by the sequence."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            return range(first, first + count)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Insert tuples in the order of `fields` (attribute names: `person_id`, not `person`). The other columns get their defaults."""
    if not rows:
        return 0
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    unnamed = [field for name, field in by_name.items() if name not in fields and not isinstance(field, models.AutoField)]
    columns: list[Sequence[Any]] = [_prepared(by_name[name], values) for name, values in zip(fields, zip(*rows, strict=True), strict=True)]
    columns += [_defaults(field, len(rows)) for field in unnamed]
    _send(model._meta.db_table, [by_name[name] for name in fields] + unnamed, columns, len(rows))
    if connection.vendor == "postgresql" and len(rows) >= MANY:
        with connection.cursor() as cursor:  # else its planner takes the table for nearly empty until the next round of autovacuum
            cursor.execute("SELECT refresh_statistics(%s::regclass)", [connection.ops.quote_name(model._meta.db_table)])
    return len(rows)


def _prepared(field: Any, values: Sequence[Any]) -> Sequence[Any]:
    if isinstance(field, SealedText):
        return [field.get_db_prep_save(value, connection) for value in values]
    if isinstance(field, Sealed):
        return [field.get_prep_value(value) for value in values]  # refuses what was not sealed before
    if field.get_internal_type() == "DateField":
        adapt = connection.ops.adapt_datefield_value
        return [None if day is None else adapt(day) for day in values]
    if field.get_internal_type() not in _CONVERTED:
        return values
    convert: Callable[[Any], Any] = lambda value: field.get_db_prep_save(value, connection)  # noqa: E731
    if field.get_internal_type() == "JSONField":
        return [convert(value) for value in values]
    known: dict[Any, Any] = {}
    return [known[value] if value in known else known.setdefault(value, convert(value)) for value in values]


def _defaults(field: Any, count: int) -> Sequence[Any]:
    if field.name == "code":
        return new_codes(count)
    value = timezone.now() if field.name == "created_at" else field.get_default()
    return [field.get_db_prep_save(value, connection)] * count


def _send(table: str, fields: Sequence[Any], columns: Sequence[Sequence[Any]], count: int) -> None:
    """One array for each column on PostgreSQL, whose row-level security refuses COPY; many executions of one statement on SQLite."""
    names = [str(field.column) for field in fields]
    into = f"INSERT INTO {connection.ops.quote_name(table)} ({', '.join(connection.ops.quote_name(name) for name in names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
            values = [_alike(field, column) for field, column in zip(fields, columns, strict=True)]
            for at in range(0, count, AT_ONCE):
                cursor.execute(f"{into} SELECT * FROM unnest({arrays})", [column[at : at + AT_ONCE] for column in values])  # noqa: S608  # names of the model
        else:
            cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(names))})", list(zip(*columns, strict=True)))


def _alike(field: Any, column: Sequence[Any]) -> list[Any]:
    """An array of PostgreSQL holds values of one type."""
    if field.get_internal_type() == "FloatField":
        return [None if value is None else float(value) for value in column]
    return list(column)
