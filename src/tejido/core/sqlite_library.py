"""The SQLite that Tejido runs on.

SQLite before 3.51.3 (and its backports 3.50.7 and 3.44.6) can lose committed rows in WAL mode when two connections reset the
log at once (sqlite.org/wal.html#walresetbug). The wheel of pysqlite3 carries a fixed library; where there is no wheel we keep the
library of Python and leave WAL, which is slower and safe. Import this module before Django touches sqlite3.
"""

import sys

try:
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
except ImportError:  # no wheel for this machine
    pass

import sqlite3

Version = tuple[int, int, int]


def is_fixed(version: Version) -> bool:
    """True when this SQLite release has the repaired WAL reset."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


VERSION: Version = tuple(sqlite3.sqlite_version_info[:3])  # type: ignore[assignment]
JOURNAL = "WAL" if is_fixed(VERSION) else "TRUNCATE"
# FULL: an acknowledged write survives a power cut; NORMAL would not (docs/decisions/0003-databases.md).
PRAGMAS = f"PRAGMA journal_mode={JOURNAL}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON;"
