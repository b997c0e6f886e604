"""Which codes have passed already in this file? Kept on disk, so that a long file needs no more memory than a short one."""

import sqlite3
from collections.abc import Iterable


class Seen:
    """Key → first row in which it stood."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a private temporary database, gone with this object
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2000; CREATE TABLE seen (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID;")

    def rows_of(self, keys: Iterable[str]) -> dict[str, int]:
        """Those of `keys` that have passed, with their rows."""
        found: dict[str, int] = {}
        wanted = list(keys)
        for at in range(0, len(wanted), 500):
            part = wanted[at : at + 500]
            marks = ",".join("?" * len(part))
            found.update(self._db.execute(f"SELECT key, row FROM seen WHERE key IN ({marks})", part).fetchall())  # noqa: S608  # only question marks
        return found

    def add(self, rows: dict[str, int]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", rows.items())

    def close(self) -> None:
        self._db.close()
