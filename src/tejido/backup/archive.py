"""One archive: database, uploads, heads of the trail, and last the list of all of it, in a tar that is sealed as it is written."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from tejido.backup import Damaged
from tejido.backup.stream import SealedReader, SealedWriter

MANIFEST = "manifest.json"


class _Counting:
    """A file that is hashed while tar reads it: what the list says is what went in."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        return data

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def write(out: BinaryIO, key: bytes, files: dict[str, Path], facts: dict[str, Any]) -> dict[str, Any]:
    """Seal these files (name inside → path) and the list of them into `out`; the list is given back."""
    sealed = SealedWriter(out, key)
    listed: dict[str, Any] = {}
    with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="w|", bufsize=tarfile.RECORDSIZE) as tar:
        for name, path in sorted(files.items()):
            with path.open("rb") as file:
                size, counting = os.fstat(file.fileno()).st_size, _Counting(file)
                tar.addfile(_member(name, size), cast(BinaryIO, counting))
            listed[name] = {"size": size, "sha256": counting.hexdigest()}
        manifest = {**facts, "files": listed}
        text = json.dumps(manifest, indent=1, sort_keys=True).encode()
        tar.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
    sealed.close()
    return manifest


def read(source: BinaryIO, key: bytes, into: Path) -> dict[str, Any]:
    """Open an archive into an empty folder, compare every file with the list, and give the list back."""
    sealed = SealedReader(source, key)
    found: dict[str, Any] = {}
    manifest: dict[str, Any] | None = None
    try:
        with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="r|", bufsize=tarfile.RECORDSIZE) as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or manifest is not None:
                    raise Damaged("The backup holds something that Tejido does not put there.")
                if member.name == MANIFEST:
                    manifest = json.loads(content.read())
                else:
                    found[member.name] = _unpack(content, _inside(into, member.name))
        sealed.finish()
    except (tarfile.TarError, ValueError, EOFError) as problem:
        raise Damaged(f"The backup cannot be read: {problem}") from None
    if manifest is None or manifest["files"] != found:
        raise Damaged("The files of the backup are not those of its own list.")
    return manifest


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise Damaged("The backup names a file outside of itself.")
    return path


def _unpack(content: Any, path: Path) -> dict[str, Any]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while data := content.read(1 << 20):
            digest.update(data)
            size += len(data)
            file.write(data)
    return {"size": size, "sha256": digest.hexdigest()}


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name only when all of it is on the disk; a draft that failed is removed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with draft.open("xb") as file:
            draft.chmod(0o600)
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    finally:
        draft.unlink(missing_ok=True)
