"""A plugin of pytest that plants a fault: the gate forgets to declare for whom a request may ask."""

from collections.abc import Iterator
from contextlib import contextmanager

from tejido.core import scope


@contextmanager
def forgotten(meant: scope.Scope) -> Iterator[scope.Scope]:
    token = scope._declared.set(None)
    try:
        yield meant
    finally:
        scope._declared.reset(token)


def pytest_sessionstart() -> None:
    from tejido.network import gate

    gate.acting_in = forgotten  # type: ignore[assignment]
