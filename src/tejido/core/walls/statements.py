"""What a statement is about: does it touch walled rows, and which table does it write?"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tejido.core.walls.standing import tables

_NOT_ON_ROWS = re.compile(
    r"\s*(?:CREATE|ALTER|DROP|COMMENT|TRUNCATE|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|ANALYZE|VACUUM|REINDEX|GRANT|REVOKE|LOCK|SET)\b", re.IGNORECASE
)
_WRITES = re.compile(r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM)\s+(\"?)(\w+)\1", re.IGNORECASE)
_BEHIND = re.compile(r"""(?:\bmain\b|"main"|'main'|\[main\]|`main`)(?:\s|/\*.*?\*/|--[^\n]*\n)*\.""", re.IGNORECASE | re.DOTALL)
_CHANGES = re.compile(r"(?:\s|/\*.*?\*/|--[^\n]*\n)*(?:INSERT|UPDATE|DELETE|REPLACE|WITH\b.*\b(?:INSERT|UPDATE|DELETE|REPLACE))\b", re.IGNORECASE | re.DOTALL)
_REPLACES = re.compile(r"\bREPLACE\s+INTO\b|\b(?:INSERT|UPDATE)\s+OR\s+REPLACE\b", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    named: frozenset[str]  # the walled tables that it names
    written: str = ""  # the walled table that it writes
    at: int = 0  # where in the text that table's name begins
    around: bool = False  # names the schema behind SQLite's views, or removes a row by writing another in its place
    changes: bool = False  # writes rows of any table: the database itself then reads others, to check links

    @property
    def walled(self) -> bool:
        return bool(self.named)


@cache
def _names() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, tables()), key=len, reverse=True)) + r")\b", re.IGNORECASE)


@lru_cache(4096)
def understood(sql: str) -> Statement:
    """Read one statement. Its shape repeats all day with other parameters, so the reading is remembered."""
    named = frozenset(name.lower() for name in _names().findall(sql)) if not _NOT_ON_ROWS.match(sql) else frozenset()
    write = _WRITES.match(sql) if named else None
    if write and write[2].lower() in named:
        return Statement(named, write[2].lower(), write.start(2) - len(write[1]), _around(sql), changes=True)
    return Statement(named, around=bool(named) and _around(sql), changes=bool(_CHANGES.match(sql)))


def _around(sql: str) -> bool:
    return bool(_BEHIND.search(sql) or _REPLACES.search(sql))
