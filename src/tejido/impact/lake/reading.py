"""The lake as a question sees it: whole, of one snapshot, and of these organisations only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tejido.core.periods import today
from tejido.core.scope import within
from tejido.impact.dataset.population import allowed_persons
from tejido.impact.departures import lake_folder
from tejido.impact.lake.manifest import LakeDamaged, Manifest, Part, read_manifest
from tejido.impact.lake.record import consent_digest, persons_of
from tejido.impact.lake.schema import BY_NAME
from tejido.network.models import Organisation

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tejido.impact.engine import Engine


class LakeBehind(RuntimeError):
    """Somebody changed their mind, or left, since the lake was built: it is not read before it has been built again."""


@dataclass(frozen=True)
class Lake:
    root: Path
    manifest: Manifest

    @property
    def snapshot(self) -> str:
        return self.manifest.snapshot

    @property
    def cut_off(self) -> dt.date:
        return dt.date.fromisoformat(self.manifest.cut_off)

    def files(self, fact: str, organisations: Collection[str] | None = None) -> list[Path]:
        """The files of a fact, of all organisations or of those with these codes."""
        if fact not in BY_NAME:
            raise KeyError(fact)
        return [
            self.root / p.file for p in self.manifest.parts if p.fact == fact and (organisations is None or p.organisation in organisations)
        ]

    def table(self, fact: str, engine: Engine, organisations: Collection[str] | None = None) -> ir.Table:
        """A fact as a table of the engine; one without rows has its columns all the same."""
        from tejido.impact.lake.tables import schema_of

        files = self.files(fact, organisations)
        return engine.parquet(files) if files else engine.table(schema_of(BY_NAME[fact]).empty_table())

    def rollup(self, name: str) -> Path:
        found = [part for part in self.manifest.rollups if part.fact == name]
        if not found:
            raise KeyError(name)
        return self.root / found[0].file


def open_lake(root: Path | None = None) -> Lake:
    """The lake of this installation, if it is whole. A lake half written when the machine stopped is never read."""
    root = root or lake_folder()
    manifest = read_manifest(root)
    for part in (*manifest.parts, *manifest.rollups):
        if not _is_there(root, part):
            raise LakeDamaged(f"{part.file} is not as it was written: run `tejido lake build`.")
    return Lake(root, manifest)


def _is_there(root: Path, part: Part) -> bool:
    try:
        return (root / part.file).stat().st_size == part.bytes
    except OSError:
        return False


def require_current_consent(lake: Lake, organisations: Collection[int]) -> None:
    """Refuse a lake in which is somebody who does not allow it today, or not somebody who does. Two queries for each organisation."""
    for pk, code in Organisation.objects.filter(pk__in=organisations).values_list("pk", "code"):
        with within(pk):
            now = consent_digest(persons_of(pk, allowed_persons([pk], today())).values())
        if lake.manifest.places.get(code, {}).get("allowed") != now:
            raise LakeBehind(f"Permissions at {code} changed since the lake was built: run `tejido lake build`.")
