"""The database of one file: a consistent copy while others write, and the file put in place again."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

from tejido.backup import BackupRefused, Damaged
from tejido.backup.canonical import TableDigest, digest_of, sqlite_tables
from tejido.core.sqlite_library import sqlite3

NAME = "database.sqlite3"
COMPANIONS = ("", "-wal", "-shm", "-journal")


def connect(path: Path) -> Any:
    """Straight to the file: a backup holds every organisation, and no wall stands in a file."""
    return sqlite3.connect(path, timeout=20, isolation_level=None)


def digests(connection: Any) -> dict[str, TableDigest]:
    return {name: digest_of(rows) for name, rows in sqlite_tables(connection)}


def snapshot(database: Path, folder: Path) -> tuple[Path, dict[str, TableDigest]]:
    """Copy the database as it is at one instant. The digests are read from the original at that same instant, not from the copy."""
    if not database.exists():
        raise BackupRefused(f"There is no database at {database} yet. Start Tejido once before the first backup.")
    copy = folder / NAME
    with closing(connect(database)) as source, closing(connect(copy)) as target:
        source.execute("BEGIN")  # from the first read on, this connection sees one state
        found = digests(source)
        source.backup(target)
        source.execute("COMMIT")
        target.execute("PRAGMA journal_mode=DELETE")
    return copy, found


def digests_of_file(path: Path) -> dict[str, TableDigest]:
    """What a file holds, after asking the database itself whether it is sound."""
    with closing(connect(path)) as connection:
        try:
            said = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if said != "ok":
                raise Damaged(f"The database in the backup is not sound: {said}")
            if broken := connection.execute("PRAGMA foreign_key_check").fetchall():
                raise Damaged(f"The database in the backup has {len(broken)} rows that point nowhere, the first in {broken[0][0]}.")
            return digests(connection)
        except sqlite3.DatabaseError as problem:
            raise Damaged(f"The database in the backup cannot be read: {problem}") from None


def put_in_place(copy: Path, database: Path) -> None:
    """The file becomes the database. What was there has been moved aside before."""
    for ending in COMPANIONS[1:]:
        database.with_name(database.name + ending).unlink(missing_ok=True)
    shutil.move(copy, database)
    database.chmod(0o600)


def move_aside(database: Path, folder: Path) -> None:
    """Keep what is there now, with its companions, in `folder`."""
    for ending in COMPANIONS:
        path = database.with_name(database.name + ending)
        if path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(path, folder / path.name)
