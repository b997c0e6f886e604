"""The state of the disk after a power cut, from the notes of recorder.c.

What was synced is there. What was not is gone (`drop`), or there in part, sector by sector of 512 bytes, by chance (`torn`). A file
that was removed is surely gone only once its folder was synced, or a new file of the same name was. The disk is taken at its word
that a sync has reached it.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WRITE, SYNC, TRUNCATE, REMOVE = 1, 2, 3, 4
SECTOR = 512
NOTE = struct.Struct("<IIQQ")


@dataclass(frozen=True)
class Change:
    kind: int
    path: str
    offset: int
    data: bytes


@dataclass
class Stored:
    """One path: what surely survives, and what was changed since."""

    sure: bytearray | None
    since: list[Change] = field(default_factory=list)


def changes(notes: Path) -> Iterator[Change]:
    raw = notes.read_bytes()
    at = 0
    while at < len(raw):
        kind, path_length, offset, length = NOTE.unpack_from(raw, at)
        at += NOTE.size
        path = raw[at : at + path_length].decode().removesuffix(" (deleted)")
        at += path_length
        data = raw[at : at + length] if kind == WRITE else b""
        at += len(data)
        yield Change(kind, path, offset, data)


class Disk:
    """Follows the changes; at any point it can be asked what a cut would leave."""

    def __init__(self, before: dict[str, bytes]) -> None:
        self.files = {path: Stored(bytearray(content)) for path, content in before.items()}

    def follow(self, change: Change) -> None:
        if change.kind == SYNC:
            self._settle(change.path)
        else:
            self.files.setdefault(change.path, Stored(None)).since.append(change)

    def _settle(self, path: str) -> None:
        if stored := self.files.get(path):
            for change in stored.since:
                stored.sure = _applied(stored.sure, change)
            stored.since.clear()
            return
        for inside, stored in self.files.items():  # a folder: names that went are gone
            if inside.rpartition("/")[0] == path and (last := _last_removal(stored.since)) is not None:
                stored.sure, stored.since = None, stored.since[last + 1 :]

    def after_cut(self, chance: random.Random, *, torn: bool) -> dict[str, bytes]:
        found = {path: self._left(stored, chance, torn) for path, stored in self.files.items()}
        return {path: bytes(content) for path, content in found.items() if content is not None}

    @staticmethod
    def _left(stored: Stored, chance: random.Random, torn: bool) -> bytearray | None:
        content, since = (None if stored.sure is None else bytearray(stored.sure)), stored.since
        if not torn or not since:
            return content
        last = _last_removal(since)
        if last is not None:
            if chance.random() < 0.5:
                content, since = None, since[last + 1 :]
            else:
                since = since[: next(n for n, change in enumerate(since) if change.kind == REMOVE)]
        for change in since:
            if change.kind == TRUNCATE:
                content = _applied(content, change) if chance.random() < 0.5 else content
            else:
                for start in range(0, len(change.data), SECTOR):
                    if chance.random() < 0.5:
                        content = _applied(content, Change(WRITE, "", change.offset + start, change.data[start : start + SECTOR]))
        return content


def _last_removal(since: list[Change]) -> int | None:
    return max((n for n, change in enumerate(since) if change.kind == REMOVE), default=None)


def _applied(content: bytearray | None, change: Change) -> bytearray | None:
    if change.kind == REMOVE:
        return None
    content = bytearray() if content is None else content
    if change.kind == TRUNCATE:
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return content
    end = change.offset + len(change.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[change.offset : end] = change.data
    return content
