"""The heads of the trail leave the database every day: into a file of their own, and by mail to those who watch over a place.

Whoever sets the database back to yesterday sets back its heads too; a head that is elsewhere shows it. One file a day, never written
again; whoever wants more copies the folder to another machine or keeps the mails.
"""

import datetime as dt
import json
import os
from pathlib import Path

from django.conf import settings

from tejido.core.models import TrailHead
from tejido.core.verifying import HandedOff


class NotHeads(ValueError):
    """The file does not hold handed-off heads."""


def folder() -> Path:
    return Path(settings.HOME) / "heads"


def heads() -> dict[str, tuple[int, str]]:
    """Place → number and code of its last line, now."""
    return {head.place: (head.number, head.mac) for head in TrailHead.objects.all()}


def hand_off(day: dt.date) -> Path | None:
    """Write today's file; None when it is there already."""
    path = folder() / f"{day.isoformat()}.json"
    if path.exists():
        return None
    folder().mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(as_text(heads()))
    draft.chmod(0o400)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.rename(path)
    return path


def as_text(handed: HandedOff) -> str:
    return json.dumps({place: {"number": number, "code": mac} for place, (number, mac) in handed.items()}, indent=1, sort_keys=True) + "\n"


def read(path: Path) -> dict[str, tuple[int, str]]:
    """Heads from a file that was handed off."""
    try:
        return {str(place): (int(head["number"]), str(head["code"])) for place, head in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NotHeads(f"{path}: {problem}") from None


def handed_off(*more: Path) -> list[dict[str, tuple[int, str]]]:
    """Every day's heads that are still in the folder, and those of other files."""
    kept = sorted(folder().glob("*.json")) if folder().is_dir() else []
    return [read(path) for path in (*kept, *more)]
