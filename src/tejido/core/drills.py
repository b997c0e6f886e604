"""When a backup was last proved to be readable. A backup that nobody ever opened is a hope."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning

LONGEST = dt.timedelta(days=31)


def _note() -> Path:
    return Path(settings.HOME) / "last_drill.json"


def note_drill(archive: str) -> None:
    """This archive was opened, restored into an empty place and compared, without a difference."""
    draft = _note().with_suffix(".draft")
    draft.write_text(json.dumps({"at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "archive": archive}))
    draft.replace(_note())


def last_drill() -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(json.loads(_note().read_text())["at"])
    except (OSError, ValueError, KeyError):
        return None


def drill_is_due() -> bool:
    last = last_drill()
    return last is None or dt.datetime.now(dt.UTC) - last > LONGEST


def check(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A check for public servers (`tejido check --deploy`)."""
    if not drill_is_due():
        return []
    last = last_drill()
    said = f"The last drill was on {last:%Y-%m-%d}." if last else "No backup of this installation was ever tried out."
    return [Warning(said, hint="Run `tejido restore FILE --verify` with the newest backup, once a month.", id="tejido.W030")]
