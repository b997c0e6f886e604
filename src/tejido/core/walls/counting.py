"""How many statements named rows of organisations, and for which of them nothing had been declared: asked by the tests and the proofs.

Where TEJIDO_COUNT_STATEMENTS names a file, every process appends one line to it at its end. Nothing is counted otherwise.
"""

import atexit
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tejido.core.scope import Scope

FILE = os.environ.get("TEJIDO_COUNT_STATEMENTS", "")
LONGEST = 160  # of a statement that is written down


@dataclass
class Counts:
    statements: int = 0
    everywhere: int = 0
    undeclared: list[str] = field(default_factory=list)  # which test, which statement

    def take(self, scope: Scope | None, sql: str) -> None:
        self.statements += 1
        self.everywhere += scope is not None and scope.everywhere
        if scope is None:
            self.undeclared.append(f"{os.environ.get('PYTEST_CURRENT_TEST', '')} {sql[:LONGEST]}".strip())

    def add(self, other: "Counts") -> None:
        self.statements += other.statements
        self.everywhere += other.everywhere
        self.undeclared += other.undeclared

    def forget(self) -> None:
        self.__init__()  # type: ignore[misc]  # as new; other modules hold this very object


counts = Counts()


def count(scope: Scope | None, sql: str) -> None:
    """One statement on walled rows, and what was declared for it."""
    if FILE:
        counts.take(scope, sql)


def write_down() -> None:
    """One line goes into the file whole, whoever else writes at the same time."""
    if counts.statements:
        with Path(FILE).open("a") as file:
            file.write(json.dumps(asdict(counts)) + "\n")
        counts.forget()


def total(file: Path) -> Counts:
    """The sum over all processes that have ended."""
    found = Counts()
    for line in file.read_text().splitlines() if file.exists() else []:
        found.add(Counts(**json.loads(line)))
    return found


if FILE:
    atexit.register(write_down)
    os.register_at_fork(after_in_child=counts.forget)
