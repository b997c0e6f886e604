"""Many rows into one table at once, as fast as the database takes them: the bulk verbs of registers stand on this.

Django's `bulk_create` builds an object per row and splits SQLite's inserts into small batches; a register of ten thousand people
with a dozen facts each would take several seconds. Here the rows are plain tuples; the constraints of the tables hold as always.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

from tejido.core.codes import new_codes

MANY = 500
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
    names = [str(by_name[name].column) for name in fields] + [str(field.column) for field in unnamed]
    _send(model._meta.db_table, names, zip(*columns, strict=True))
    if connection.vendor == "postgresql" and len(rows) >= MANY:
        with connection.cursor() as cursor:  # else its planner takes the table for nearly empty until the next round of autovacuum
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
    return len(rows)


def _prepared(field: Any, values: Sequence[Any]) -> Sequence[Any]:
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


def _send(table: str, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    into = f"{connection.ops.quote_name(table)} ({quoted})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(names))})", list(rows))  # noqa: S608  # names come from the model
