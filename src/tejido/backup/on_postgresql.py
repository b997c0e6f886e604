"""The database of a server: pg_dump and this program look at one and the same snapshot."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from tejido.backup import BackupRefused, Damaged
from tejido.backup.canonical import TableDigest, digest_of, postgres_schema, postgres_tables
from tejido.core.codes import new_code

NAME = "database.pgdump"


def backup_url() -> str:
    """The role that reads every row: of its own, because the application's role does not."""
    return os.environ.get("TEJIDO_BACKUP_URL") or owner_url()


def owner_url() -> str:
    return os.environ.get("TEJIDO_DATABASE_OWNER_URL") or os.environ.get("TEJIDO_DATABASE_URL", "")


def _environment(url: str) -> dict[str, str]:
    """The connection for the programs of PostgreSQL. A password on the command line would be read by everybody on the machine."""
    parts = urlparse(url)
    told = {
        "PGHOST": parts.hostname or "", "PGPORT": str(parts.port or ""), "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""), "PGDATABASE": parts.path.lstrip("/"),
    }  # fmt: skip
    return {**os.environ, **{name: value for name, value in told.items() if value}}


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise BackupRefused(f"{name} is not installed on this machine. Install the client programs of PostgreSQL (Debian: apt install postgresql-client).")
    return found


def _run(url: str, *command: str) -> None:
    done = subprocess.run(command, env=_environment(url), capture_output=True, text=True, check=False)  # noqa: S603  # our own arguments
    if done.returncode:
        raise BackupRefused(f"{Path(command[0]).name} did not do it: {done.stderr.strip()[-600:]}")


@contextmanager
def connected(url: str, *, autocommit: bool = False) -> Iterator[Any]:
    import psycopg

    try:
        connection = psycopg.connect(url.replace("postgres://", "postgresql://", 1), autocommit=autocommit)
    except psycopg.OperationalError as problem:
        raise BackupRefused(f"The database does not answer: {problem}") from None
    with connection:
        yield connection


def snapshot(folder: Path) -> tuple[Path, dict[str, TableDigest]]:
    """Dump the database as it is at one instant, and read its digests at that same instant."""
    url, copy = backup_url(), folder / NAME
    with connected(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (exported,) = connection.execute("SELECT pg_export_snapshot()").fetchone()
        found = digests(connection)
        _run(url, _program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--snapshot={exported}", f"--file={copy}")
    return copy, found


def digests(connection: Any) -> dict[str, TableDigest]:
    import psycopg

    try:
        found = {name: digest_of(rows) for name, rows in postgres_tables(connection)}
    except psycopg.errors.InsufficientPrivilege as problem:
        raise BackupRefused(
            f"The role of the backup does not see every row ({problem.diag.message_primary}). "
            "Give TEJIDO_BACKUP_URL a role with BYPASSRLS and pg_read_all_data (docs/guides/operators.md)."
        ) from None
    return {"schema": digest_of(postgres_schema(connection)), **found}


def restore_data(copy: Path, url: str) -> dict[str, TableDigest]:
    """Fill an empty database. Rows are compared before the walls go up again; then keys, triggers and policies, each of which may refuse."""
    program = _program("pg_restore")
    given = ["--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={urlparse(url).path.lstrip('/')}", str(copy)]
    refuse_filled(url)
    with connected(url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")  # the dump brings it
    try:
        for section in ("pre-data", "data"):
            _run(url, program, f"--section={section}", *given)
        with connected(url) as connection:
            rows = {name: digest_of(lines) for name, lines in postgres_tables(connection)}
        _run(url, program, "--section=post-data", *given)
    except BackupRefused as problem:
        raise Damaged(str(problem)) from None
    with connected(url) as connection:
        return {"schema": digest_of(postgres_schema(connection)), **rows}


def refuse_filled(url: str) -> None:
    with connected(url) as connection:
        if connection.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')").fetchone()[0]:
            raise BackupRefused("The database is not empty. Make a new one (createdb) and point TEJIDO_DATABASE_URL and TEJIDO_DATABASE_OWNER_URL at it.")


@contextmanager
def scratch_database() -> Iterator[str]:
    """An empty database beside the real one, for a drill; gone afterwards. Its role must be allowed to create one (CREATEDB)."""
    import psycopg

    url, name = owner_url(), f"tejido_drill_{new_code().lower()}"
    with connected(url, autocommit=True) as connection:
        try:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        except psycopg.errors.InsufficientPrivilege:
            raise BackupRefused("The owner of the database may not create another one for the drill. Run: ALTER ROLE … CREATEDB, or verify on another machine.") from None
    try:
        yield urlparse(url)._replace(path=f"/{name}").geturl()
    finally:
        with connected(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
