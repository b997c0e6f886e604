"""Building the lake: organisation by organisation, with consent as it stands today, then one swap of the manifest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.utils import timezone

from tejido.core.periods import today
from tejido.core.scope import within
from tejido.core.trail import Refused, record
from tejido.impact.dataset.population import allowed_persons
from tejido.impact.departures import LEFT, empty_lake, lake_folder
from tejido.impact.lake.codebook import write_codebook
from tejido.impact.lake.knowledge import knowledge_of
from tejido.impact.lake.record import Reading, consent_digest, facts_of, measures_of, persons_of
from tejido.impact.lake.rollups import write_rollups
from tejido.impact.lake.schema import Fact
from tejido.impact.lake.store import (
    LakeBusy,
    LakeDamaged,
    LakeMissing,
    Manifest,
    Part,
    alone,
    read_manifest,
    remove_all_but,
    snapshot_of,
    write_part,
    write_text,
)
from tejido.network.models import Organisation


class NotYet(Refused):
    """A cut-off or an instant of knowledge that lies in the future."""


@dataclass(frozen=True)
class Built:
    """What a build did: the manifest that counts now, files written and kept, files removed because nothing names them any more."""

    manifest: Manifest
    written: int
    kept: int
    removed: int


def build_lake(
    root: Path | None = None,
    *,
    organisations: Collection[int] | None = None,
    cut_off: dt.date | None = None,
    known_at: dt.datetime | None = None,
) -> Built:
    """Bring the lake up to date: whoever allows it today, what had happened by `cut_off`, what had been written down by `known_at`.

    Only partitions whose rows changed are written. Rows of who no longer allows it, or has left, are gone from the disk when this returns.
    """
    root, now, day = root or lake_folder(), timezone.now(), today()
    cut_off, known_at = cut_off or day, known_at or now
    if cut_off > day or known_at > now:
        raise NotYet(f"The cut-off and the instant of knowledge must not lie in the future: {cut_off}, {known_at:%Y-%m-%d %H:%M}.")
    with alone(root):
        (root / LEFT).unlink(missing_ok=True)
        before = _before(root)
        kept = {part.file: part for part in (*before.parts, *before.rollups)} if before else {}
        parts: list[Part] = []
        places: dict[str, dict[str, Any]] = {}
        codes = dict(Organisation.objects.order_by("pk").values_list("pk", "code"))
        for pk in sorted(codes if organisations is None else organisations):
            with within(pk):
                found, places[codes[pk]] = _organisation(root, pk, codes[pk], cut_off, known_at, known_at < now, kept)
            parts += found
        return finish(root, parts, before, cut_off=cut_off, known_at=known_at, places=places)


def _before(root: Path) -> Manifest | None:
    """The lake as it is, as far as it can be trusted; whatever is damaged is made anew."""
    try:
        return read_manifest(root)
    except (LakeMissing, LakeDamaged):
        return None


def _organisation(
    root: Path, pk: int, code: str, cut_off: dt.date, known_at: dt.datetime, is_past: bool, kept: dict[str, Part]
) -> tuple[list[Part], dict[str, Any]]:
    allowed = allowed_persons([pk], today())
    reading = Reading(pk, code, persons_of(pk, allowed), cut_off, knowledge_of(code, known_at, is_past=is_past))
    parts = [part for fact, table in facts_of(reading) for part in _parts(root, fact, code, table, kept)]
    return parts, {
        "allowed": consent_digest(reading.persons.values()),
        "persons": len(reading.persons),
        "not_known": reading.known.counts | {"removed": reading.known.removed},
        "measures": measures_of(pk),
    }


def _parts(root: Path, fact: Fact, organisation: str, table: pa.Table, kept: dict[str, Part]) -> Iterator[Part]:
    years = pc.year(table[fact.day])
    for year in sorted(filter(None, pc.unique(years).to_pylist())):
        yield write_part(root, fact.name, organisation, year, table.filter(pc.equal(years, year)), kept)


def finish(
    root: Path, parts: list[Part], before: Manifest | None, *, cut_off: dt.date, known_at: dt.datetime, places: dict[str, dict[str, Any]]
) -> Built:
    """Roll-ups and codebook, then the swap: from here on the new lake counts, and what only the old one had is removed."""
    kept = {part.file: part for part in (*before.parts, *before.rollups)} if before else {}
    manifest = Manifest(
        snapshot_of(parts, cut_off.isoformat()),
        cut_off.isoformat(),
        known_at.isoformat(),
        timezone.now().isoformat(),
        tuple(parts),
        places=places,
    )
    manifest = replace(manifest, rollups=tuple(write_rollups(root, manifest, before, kept)))
    write_codebook(root, manifest)
    write_text(root, "manifest.json", manifest.text())
    if (root / LEFT).exists():
        empty_lake(root)
        raise LakeBusy("Somebody's record was erased while the lake was built: run `tejido lake build` again.")
    all_parts = (*manifest.parts, *manifest.rollups)
    removed = remove_all_but(root, all_parts)
    stayed = sum(kept.get(part.file) == part for part in all_parts)
    built = Built(manifest, len(all_parts) - stayed, stayed, removed)
    _leave_a_line(built)
    return built


def _leave_a_line(built: Built) -> None:
    """Every organisation whose rows went in is told in its own trail."""
    from django.db import transaction

    with transaction.atomic():
        for organisation in Organisation.objects.filter(code__in=built.manifest.places):
            with within(organisation):
                count = built.manifest.places[organisation.code]["persons"]
                record("impact.lake_built", by=None, organisation=organisation, note=f"{built.manifest.snapshot} · {count}")
