"""Is the database of one file set so that what was acknowledged survives a power cut? Asked of the file itself, at every start."""

from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from tejido.core import sqlite_library
from tejido.core.sqlite_library import sqlite3

FULL = 2


def check(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A database in WAL mode under a library whose WAL can lose rows, or one that does not wait for the disk, stops the start."""
    settled: Any = settings.DATABASES["default"]
    path = Path(settled["NAME"])
    if not settled["ENGINE"].endswith("sqlite3") or not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as connection:
            connection.executescript(settled["OPTIONS"]["init_command"])
            journal, synchronous = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous"))
    except sqlite3.OperationalError:
        return []  # locked or out of reach: the database itself will say so
    return judged(str(journal), int(synchronous))


def judged(journal: str, synchronous: int, version: sqlite_library.Version = sqlite_library.VERSION) -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    if journal.lower() == "wal" and not sqlite_library.is_fixed(version):
        number = ".".join(map(str, version))
        hint = "Stop every process of Tejido and start again, which leaves WAL; or install pysqlite3."
        problems.append(Error(f"SQLite {number} can lose committed rows in WAL mode, and the database is in that mode.", hint=hint, id="tejido.E031"))
    if synchronous < FULL:
        problems.append(Error("SQLite does not wait for the disk (synchronous is not FULL): a power cut would lose what was acknowledged.", id="tejido.E032"))
    return problems
