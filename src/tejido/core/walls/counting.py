"""How many statements named rows of organisations, and for how many of them nothing had been declared: asked by the tests and the proofs.

Where TEJIDO_COUNT_STATEMENTS names a file, every process appends one line to it at its end: statements, undeclared, everywhere.
Nothing is counted otherwise.
"""

import atexit
import os
from dataclasses import dataclass, fields
from pathlib import Path

from tejido.core.scope import Scope

FILE = os.environ.get("TEJIDO_COUNT_STATEMENTS", "")


@dataclass
class Counts:
    statements: int = 0
    undeclared: int = 0
    everywhere: int = 0

    def take(self, scope: Scope | None) -> None:
        self.statements += 1
        self.undeclared += scope is None
        self.everywhere += scope is not None and scope.everywhere

    def forget(self) -> None:
        self.statements = self.undeclared = self.everywhere = 0

    def line(self) -> str:
        return f"{self.statements} {self.undeclared} {self.everywhere}\n"


counts = Counts()


def count(scope: Scope | None) -> None:
    """One statement on walled rows, and what was declared for it."""
    if FILE:
        counts.take(scope)


def write_down() -> None:
    """One short line goes into the file whole, whoever else writes at the same time."""
    if counts.statements:
        with Path(FILE).open("a") as file:
            file.write(counts.line())
        counts.forget()


def total(file: Path) -> Counts:
    """The sum over all processes that have ended."""
    lines = [[int(word) for word in line.split()] for line in file.read_text().splitlines()] if file.exists() else []
    return Counts(*(sum(line[at] for line in lines) for at, _ in enumerate(fields(Counts))))


if FILE:
    atexit.register(write_down)
    os.register_at_fork(after_in_child=counts.forget)
