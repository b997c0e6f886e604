"""Counts what one block does to the database: writes to records, reads of names, and lines of the trail.

The rule that it proves: whatever changes a record, or reads a name, leaves a line of the trail in the same transaction. Used by the
tests on every request and by the proofs; signing in and mail have tables of their own that are not records.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

LINES = "core_auditentry"
RECORDS = re.compile(r"^(network|people|programmes|outcomes|impact|interop|privacy)_")
NAMES = "people_identity"
_WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|INSERT OR IGNORE INTO|COPY)\s+(?:"?main"?\.)?"?(\w+)"?', re.IGNORECASE)
_POINT = re.compile(r'^\s*(ROLLBACK TO )?SAVEPOINT "?(\w+)"?', re.IGNORECASE)
_READS = re.compile(rf'\b(?:FROM|JOIN)\s+"?{NAMES}"?', re.IGNORECASE)


@dataclass
class Seen:
    written: list[str] = field(default_factory=list)
    names_read: int = 0
    lines: int = 0
    _marks: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def untold(self) -> list[str]:
        """What was done without a line."""
        if self.lines:
            return []
        return sorted(set(self.written)) + (["names read"] if self.names_read else [])

    def note(self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        text = str(sql)
        if point := _POINT.match(text):
            self._remember(*point.groups())
        elif write := _WRITES.match(text):
            self.lines += write[1] == LINES
            if RECORDS.match(write[1]):
                self.written.append(write[1])
        elif _READS.search(text):
            self.names_read += 1
        return execute(sql, params, many, context)


    def _remember(self, back: str | None, point: str) -> None:
        """What is rolled back to a savepoint was not written, and no line tells of it."""
        if back is None:
            self._marks[point] = (len(self.written), self.lines)
        elif point in self._marks:
            kept, self.lines = self._marks[point]
            del self.written[kept:]


@contextmanager
def witness() -> Iterator[Seen]:
    seen = Seen()
    with connection.execute_wrapper(seen.note):
        yield seen
