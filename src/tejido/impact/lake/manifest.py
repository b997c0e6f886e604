"""What the lake says of itself: the manifest that names every file that counts, and why one is refused.

Apart from the files, so that a page can ask whether there is a lake without loading the libraries that read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tejido.impact.lake.schema import VERSION

MANIFEST = "manifest.json"


class LakeMissing(RuntimeError):
    """There is no lake here yet, or a build of it never came to its end."""


class LakeDamaged(RuntimeError):
    """What lies on the disk is not what the manifest says. It is never read; a build makes it anew."""


class LakeBusy(RuntimeError):
    """Another build is under way."""


@dataclass(frozen=True)
class Part:
    """One file: the rows of a fact of one organisation and one year, or a roll-up (no organisation, year 0)."""

    fact: str
    organisation: str
    year: int
    rows: int
    digest: str
    file: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """`snapshot` says what is in the lake, whatever the files look like: schema, cut-off, and the digest of every part."""

    snapshot: str
    cut_off: str
    known_at: str
    built_at: str
    parts: tuple[Part, ...]
    rollups: tuple[Part, ...] = ()
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: int = VERSION

    def text(self) -> str:
        body = asdict(self)
        body["seal"] = _seal(body)
        return json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _seal(body: dict[str, Any]) -> str:
    plain = {key: value for key, value in body.items() if key != "seal"}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def snapshot_of(parts: Sequence[Part], cut_off: str) -> str:
    lines = sorted(f"{p.fact} {p.organisation} {p.year} {p.rows} {p.digest}" for p in parts)
    return hashlib.sha256("\n".join([f"lake {VERSION} {cut_off}", *lines]).encode()).hexdigest()


def read_manifest(root: Path) -> Manifest:
    """What counts; refuses a manifest that was cut or changed."""
    try:
        body = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise LakeMissing(f"There is no lake in {root} yet: run `tejido lake build`.") from missing
    except (ValueError, OSError) as broken:
        raise LakeDamaged("The manifest of the lake cannot be read: run `tejido lake build`.") from broken
    try:
        sealed = body.pop("seal")
        if body["version"] != VERSION:
            raise LakeMissing("The lake was made by another version of Tejido: run `tejido lake build`.")
        parts, rollups = (tuple(Part(**part) for part in body.pop(name)) for name in ("parts", "rollups"))
        found = Manifest(parts=parts, rollups=rollups, **body)
    except (KeyError, TypeError, AttributeError) as broken:
        raise LakeDamaged("The manifest of the lake is not whole: run `tejido lake build`.") from broken
    if sealed != _seal(asdict(found)) or found.snapshot != snapshot_of(found.parts, found.cut_off):
        raise LakeDamaged("The manifest of the lake was changed by hand: run `tejido lake build`.")
    return found
