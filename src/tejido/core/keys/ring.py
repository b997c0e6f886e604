"""The key ring: a small SQLite file beside the master keys, apart from the database whose values it opens.

Each organisation has a key, wrapped by the master key; each person one, wrapped by the key of the organisation; other secrets of the
node hang on one root. Destroying a person's key (`shred`) makes every copy of that person's sealed values noise, backups included.
A change of the ring is on the disk before the value that needs it is.
"""

import datetime as dt
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tejido.core.keys import folder
from tejido.core.keys.cipher import Cipher, Unreadable, fresh_key
from tejido.core.keys.folder import KeysMissing
from tejido.core.sqlite_library import sqlite3

REDUCTION = "CREATE TABLE IF NOT EXISTS reduction (person TEXT PRIMARY KEY, at TEXT NOT NULL)"
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, master INTEGER NOT NULL, wrapped BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS organisation_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT, organisation INTEGER NOT NULL, generation INTEGER NOT NULL, master INTEGER NOT NULL, wrapped BLOB,
    UNIQUE (organisation, generation)
);
CREATE TABLE IF NOT EXISTS person_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL, generation INTEGER NOT NULL, organisation_key INTEGER NOT NULL, wrapped BLOB,
    retired INTEGER NOT NULL DEFAULT 0,
    UNIQUE (person, generation)
);
CREATE INDEX IF NOT EXISTS keys_under_an_organisation_key ON person_key (organisation_key);
CREATE TABLE IF NOT EXISTS tombstone (person TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS rotation (master INTEGER PRIMARY KEY, since TEXT NOT NULL);
{REDUCTION};
"""
# Not DELETE: there a commit is the removal of a file, which is only on the disk when its folder is, and FULL does not wait for that.
PRAGMAS = "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
ROOT = "root"

_mine = threading.local()
_making = threading.Lock()


def connection() -> Any:
    """This thread's connection to the ring, which is made on the very first start and never again without being told."""
    path = folder.home() / "ring.sqlite3"
    try:
        file = path.stat()
    except OSError:
        _begin()
        file = path.stat()
    mark = (os.getpid(), file.st_dev, file.st_ino)
    if getattr(_mine, "mark", None) != mark:
        folder.refuse_open_to_others(path.parent)
        _mine.connection = _connect(path)
        _mine.connection.execute(REDUCTION)  # a ring of an earlier version has none; where it is there, nothing is written
        _mine.mark = mark
    return _mine.connection


def _connect(path: Any) -> Any:
    made = sqlite3.connect(path, timeout=20, isolation_level=None)
    made.executescript(PRAGMAS)
    return made


def _begin() -> None:
    """Open a ring, with its master key. Beside a database that holds sealed values a new one would only hide that the keys are lost."""
    from tejido.core.sealed_rows import anything_sealed

    with _making:
        path = folder.home() / "ring.sqlite3"
        if path.exists():
            return
        if anything_sealed():
            raise KeysMissing(
                f"The database holds sealed values, but there is no key ring in {folder.home()}. "
                "Put the folder of the keys back from its copy, or set TEJIDO_KEYS to it. No new keys were made."
            )
        folder.make_home()
        if not folder.master_numbers():
            folder.make_master_key(1)
        draft = path.with_name(f"ring.draft.{os.getpid()}")
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL, 0o600))
        made = _connect(draft)
        made.executescript(SCHEMA)
        number = folder.master_numbers()[-1]
        made.execute("INSERT INTO secret VALUES (?, ?, ?)", (ROOT, number, _master(number).seal(fresh_key(), b"secret|root")))
        made.close()
        try:
            os.link(draft, path)
        except FileExistsError:  # another process was quicker
            pass
        finally:
            draft.unlink()


@contextmanager
def changing() -> Iterator[Any]:
    """A transaction on the ring: whole or not at all, one at a time among all processes."""
    ring = connection()
    ring.execute("BEGIN IMMEDIATE")
    try:
        yield ring
    except BaseException:
        ring.execute("ROLLBACK")
        raise
    ring.execute("COMMIT")


def current_master() -> int:
    """The number of the master key that wraps what is new."""
    connection()
    numbers = folder.master_numbers()
    if not numbers:
        raise KeysMissing(f"The key ring is in {folder.home()}, but its master key is not in master/. Put it back from its copy. No new key was made.")
    return numbers[-1]


def _master(number: int) -> Cipher:
    if number not in folder.master_numbers():
        raise KeysMissing(f"The ring needs the master key {number:04d}, which is not in {folder.home() / 'master'}. Put it back from its copy.")
    return Cipher(folder.master_key(number))


def wrap(number: int, key: bytes, place: str) -> bytes:
    """`key` sealed by a master key, for its place in the ring."""
    return _master(number).seal(key, place.encode())


def unwrap(number: int, wrapped: bytes, place: str) -> bytes:
    try:
        return _master(number).open(wrapped, place.encode())
    except Unreadable:
        raise KeysMissing(
            f"The master key {number:04d} in {folder.home()} is not the one that this ring was made with. Put the right one back from its copy."
        ) from None


def root() -> bytes:
    """The secret from which the node's other secrets are derived."""
    number, wrapped = connection().execute("SELECT master, wrapped FROM secret WHERE name = ?", (ROOT,)).fetchone()
    return unwrap(number, wrapped, "secret|root")


def now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
