"""The lake on the disk. Files are never changed: new ones are written beside, and one small manifest, swapped last, says which ones count.

    lake/manifest.json                                          what counts, with a digest of everything it names
    lake/facts/<fact>/organisation=<code>/year=<yyyy>/<digest>.parquet
    lake/rollups/<name>/<digest>.parquet
    lake/codebook.json, lake/codebook.md

A build that stops half way leaves the old manifest and with it the old lake, whole; what it had written is removed by the next one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tejido.impact.cells.digest import Digest, in_order
from tejido.impact.lake.manifest import (
    MANIFEST,
    LakeBusy,
    LakeDamaged,
    LakeMissing,
    Manifest,
    Part,
    read_manifest,
    snapshot_of,
)

__all__ = [
    "MANIFEST", "LakeBusy", "LakeDamaged", "LakeMissing", "Manifest", "Part",
    "alone", "private", "problems_of", "read_manifest", "remove_all_but", "snapshot_of", "write_part", "write_text",
]  # fmt: skip

@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Only one build at a time."""
    private(root)
    with os.fdopen(os.open(root / "lock", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise LakeBusy("The lake is being built already: wait for it to finish.") from taken
        yield


def private(folder: Path) -> Path:
    """The folder, made if need be, for this account only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return folder


def write_part(root: Path, fact: str, organisation: str, year: int, rows: pa.Table, kept: dict[str, Part]) -> Part:
    """Rows into a file of their own, unless the same rows lie there already. The name is their digest: a file is whole or has no name."""
    rows = in_order(rows)
    digest = Digest().add(rows).hex()
    folder = f"facts/{fact}/organisation={organisation}/year={year}" if organisation else f"rollups/{fact}"
    name = f"{folder}/{digest[:32]}.parquet"
    known = kept.get(name)
    if known is not None and known.digest == digest and _size(root / name) == known.bytes:
        return known
    place = root / name
    for parent in reversed([p for p in place.parents if root in (p, *p.parents)]):
        private(parent)
    with os.fdopen(os.open(f"{place}.tmp", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        pq.write_table(rows, file, compression="zstd", row_group_size=1 << 17)
        file.flush()
        os.fsync(file.fileno())
    Path(f"{place}.tmp").rename(place)
    return Part(fact, organisation, year, rows.num_rows, digest, name, place.stat().st_size)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1


def write_text(root: Path, name: str, text: str) -> None:
    """A small file, swapped in one step and on the disk before the next."""
    with os.fdopen(os.open(root / f"{name}.tmp", os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    (root / f"{name}.tmp").rename(root / name)
    folder = os.open(root, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove_all_but(root: Path, parts: Sequence[Part]) -> int:
    """Remove what the manifest does not name: of persons who left or no longer allow it, and of builds that stopped. The number of files."""
    named = {root / part.file for part in parts}
    gone = 0
    for area in (root / "facts", root / "rollups"):
        for place, folders, files in os.walk(area, topdown=False):
            for file in files:
                if Path(place, file) not in named:
                    Path(place, file).unlink()
                    gone += 1
            for folder in folders:
                if not any(Path(place, folder).iterdir()):
                    Path(place, folder).rmdir()
    return gone


def problems_of(root: Path, manifest: Manifest) -> list[str]:
    """Everything that does not agree with the manifest, read from end to end."""
    found = []
    for part in (*manifest.parts, *manifest.rollups):
        try:
            rows = pq.ParquetFile(root / part.file).read()
        except (OSError, pa.ArrowException):
            found.append(f"{part.file}: missing or unreadable")
            continue
        if rows.num_rows != part.rows or Digest().add(in_order(rows)).hex() != part.digest:
            found.append(f"{part.file}: other rows than the manifest says")
    named = {part.file for part in (*manifest.parts, *manifest.rollups)}
    for area in ("facts", "rollups"):
        for path in sorted((root / area).rglob("*")):
            if path.is_file() and str(path.relative_to(root)) not in named:
                found.append(f"{path.relative_to(root)}: left by a build that stopped")
            if path.stat().st_mode & 0o077:
                found.append(f"{path.relative_to(root)}: others may read it")
    return found
