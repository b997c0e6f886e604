"""Who is using this installation now. Locks on files, which the system lets go of however a process ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


UNSETTLED = "A restore was not finished here: whoever left since the backup is still in it. Finish it first: tejido restore --settle"


def unsettled() -> Path:
    """The mark of a restore that brought the past back and has not erased again who left since. Nobody is served meanwhile."""
    return Path(settings.HOME) / "restore.unsettled"


def mark_unsettled() -> None:
    """On the disk before the first row of the past is."""
    with unsettled().open("w") as file:
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(unsettled().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
