"""Somebody was erased: facts without identity are theirs too. The lake is emptied at once, and the next build makes it again without them.

Apart from the lake itself, so that whoever erases a person need not load the libraries that read it.
"""

import shutil
from pathlib import Path

from django.conf import settings

AREAS = ("facts", "rollups")
LEFT = "somebody_left"  # a file in the lake: a build under way sees it, and does not count


def lake_folder() -> Path:
    return Path(settings.HOME) / "lake"


def empty_lake(root: Path | None = None) -> bool:
    """Remove every fact. Says whether there was a lake."""
    root = root or lake_folder()
    if not root.is_dir():
        return False
    (root / LEFT).touch(mode=0o600)
    (root / "manifest.json").unlink(missing_ok=True)
    for area in AREAS:
        shutil.rmtree(root / area, ignore_errors=True)  # a build may be writing; what is left over goes with the next one
    return True
