"""What a database holds, in one form that does not depend on the order of rows: to tell whether two hold the same, exactly.

Each row becomes bytes with the types of its values in them; the digest of a table is the sum of the digests of its rows, so that any
size fits in memory and no order is needed. `lines` gives the same bytes sorted, for a comparison byte by byte.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MODULUS = 1 << 256
SPELLING = re.compile(r"::[a-z ]+(\[\])?|[()\s]")


@dataclass(frozen=True)
class TableDigest:
    rows: int
    digest: str


def digest_of(rows: Iterable[bytes]) -> TableDigest:
    total, number = 0, 0
    for row in rows:
        total += int.from_bytes(hashlib.sha256(row).digest(), "big")
        number += 1
    return TableDigest(number, f"{total % MODULUS:064x}")


def lines(tables: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """The whole database as sorted bytes."""
    parts: list[bytes] = []
    for table, rows in tables:
        parts += [b"== " + table.encode() + b"\n", *(row + b"\n" for row in sorted(rows))]
    return b"".join(parts)


# --- SQLite


def sqlite_tables(connection: Any) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every table with its rows, and the schema itself as one more."""
    # The mark of the migration that is under way would differ for no reason; nothing else is left out.
    names = [name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%' ORDER BY name")]
    yield "schema", (_line(row) for row in connection.execute("SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"))
    for name in names:
        columns = sorted(row[1] for row in connection.execute(f'PRAGMA main.table_info("{name}")'))
        chosen = ", ".join(f'"{column}"' for column in columns)
        yield name, (_line(row) for row in connection.execute(f'SELECT {chosen} FROM main."{name}"'))  # noqa: S608  # names from the database itself


def _line(row: tuple[Any, ...]) -> bytes:
    return b"\x1f".join(_value(value) for value in row)


def _value(value: Any) -> bytes:
    if value is None:
        return b"n"
    if isinstance(value, bytes):
        return b"b" + value.hex().encode()
    if isinstance(value, str):
        return b"t" + value.encode("utf-8", "surrogatepass").replace(b"\\", b"\\\\").replace(b"\n", b"\\n").replace(b"\x1f", b"\\u")
    return type(value).__name__[0].encode() + repr(value).encode()


# --- PostgreSQL

POSTGRES_SCHEMA = """
SELECT 'column', table_name, column_name, data_type || coalesce('(' || character_maximum_length || ')', '') || ' ' || is_nullable
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'policy', tablename, policyname, coalesce(qual, '') || ' ' || coalesce(with_check, '') FROM pg_policies WHERE schemaname = 'public'
"""


def postgres_schema(connection: Any) -> Iterator[bytes]:
    """The server writes a rule that it has read back with other casts and brackets: those are left out, the rest must be equal."""
    return (_line((kind, table, name, SPELLING.sub("", rule))) for kind, table, name, rule in connection.execute(POSTGRES_SCHEMA))


def postgres_tables(connection: Any) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Every table with its rows as the server itself writes them; run it in one REPEATABLE READ transaction."""
    connection.execute("SET LOCAL timezone = 'UTC'")
    connection.execute("SET LOCAL datestyle = 'ISO, YMD'")
    connection.execute("SET LOCAL row_security = off")  # a role that does not see every row is refused, not given a part
    names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename").fetchall()]
    for name in names:
        yield name, _copied(connection, name)


def _copied(connection: Any, name: str) -> Iterator[bytes]:
    found = connection.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s", [name])
    columns = ", ".join(f'"{column}"' for column in sorted(column for (column,) in found.fetchall()))
    with connection.cursor() as cursor, cursor.copy(f'COPY (SELECT {columns} FROM public."{name}") TO STDOUT') as rows:  # noqa: S608  # names from the database itself
        rest = b""
        for block in rows:
            *whole, rest = (rest + bytes(block)).split(b"\n")
            yield from whole
