"""Who is using this installation now. Locks on files, which the system lets go of however a process ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def in_use(*, alone: bool = False) -> Iterator[bool]:
    """Whether this installation could be taken: together with others by servers and workers, `alone` by a migration or a restore."""
    with (settings.HOME / "in_use.lock").open("ab") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts at once: the second waits until the first has prepared everything."""
    with (settings.HOME / "prepare.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
