"""For which organisations the code that runs now may touch rows: declared first, and held to by both walls.

A request declares it at the gate, a job and a command where they begin. Without a declaration no statement on a table of
organisations gets through (`core.walls`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any


class NothingDeclared(RuntimeError):
    """A statement on rows of organisations, and nobody has said for which."""


class OutsideScope(RuntimeError):
    """A row would have been written for an organisation that was not declared. A fault of the code, never of the user."""


@dataclass(frozen=True)
class Scope:
    """Organisations (primary keys) whose records may be touched; `affairs`: those of which only roles may be (coordination of a network)."""

    organisations: frozenset[int] = frozenset()
    affairs: frozenset[int] = frozenset()
    account: int | None = None
    everywhere: bool = False
    reason: str = field(default="", compare=False)

    @property
    def reach(self) -> frozenset[int]:
        """Organisations whose roles may be touched."""
        return self.organisations | self.affairs

    def holds(self, organisation: int | None) -> bool:
        return self.everywhere or organisation is None or organisation in self.organisations

    def reaches(self, organisation: int | None) -> bool:
        return self.holds(organisation) or organisation in self.affairs


_declared: ContextVar[Scope | None] = ContextVar("scope", default=None)


def declared() -> Scope | None:
    return _declared.get()


@contextmanager
def acting_in(scope: Scope) -> Iterator[Scope]:
    """Run the block in exactly this scope."""
    token = _declared.set(scope)
    try:
        yield scope
    finally:
        _declared.reset(token)


def carried(scope: Scope, parts: Iterable[Any]) -> Iterator[Any]:
    """The same parts, each made in this scope: for what is read piece by piece after the block that declared it."""
    pieces = iter(parts)
    while True:
        with acting_in(scope):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece


def within(*organisations: Any) -> Any:
    """Run the block for these organisations (instances or primary keys) only."""
    return acting_in(Scope(frozenset(keys_of(organisations))))


def also_within(*organisations: Any) -> Any:
    """Run the block for these organisations too, beside those already declared."""
    now = declared() or Scope()
    return acting_in(replace(now, organisations=now.organisations | frozenset(keys_of(organisations))))


def everywhere(reason: str) -> Any:
    """Run the block for all organisations. For the console and the demo network only: tests/architecture lists who calls it."""
    return acting_in(Scope(everywhere=True, reason=reason))


def keys_of(organisations: Iterable[Any]) -> Iterator[int]:
    for one in organisations:
        yield one if isinstance(one, int) else one.pk
