"""Where an archive or a copy of the keys is laid out before it is sealed, and after it was opened."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".stage-"


@contextmanager
def stage(place: Path) -> Iterator[Path]:
    """A folder in `place`, for its owner only, gone afterwards; one at a time. What a killed backup or drill left there goes first: it holds
    rows, files and keys of persons who may be erased since."""
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in place.glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as name:
            yield Path(name)
    finally:
        os.close(handle)
