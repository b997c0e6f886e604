"""Uploaded files lie on the disk sealed, and are opened into memory only: a register holds every name of an organisation."""

import os
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from tejido.core.keys import Cipher, Unreadable, secret_for

MARK = b"TEJIDO-FILE-1\n"
PIECE = 1 << 20
LENGTH = struct.Struct(">I")


@deconstructible
class SealedFiles(FileSystemStorage):
    """Pieces of a megabyte, each sealed for its file, its number and whether it is the last: none can be moved, dropped or repeated."""

    def _save(self, name: str, content: Any) -> str:
        name = self.get_available_name(name)
        return str(super()._save(name, ContentFile(sealed(content, Path(name).name))))  # type: ignore[misc]  # a hook without a type

    def _open(self, name: str, mode: str = "rb") -> File:
        with Path(self.path(name)).open("rb") as file:
            return File(BytesIO(b"".join(opened(file, Path(name).name))), name=name)


def sealed(content: Any, name: str) -> bytes:
    cipher, out = Cipher(secret_for("files")), BytesIO()
    out.write(MARK)
    content.seek(0)
    piece, number = content.read(PIECE), 0
    while True:
        following = content.read(PIECE)
        box = cipher.seal(piece, _place(name, number, last=not following))
        out.write(LENGTH.pack(len(box)) + box)
        if not following:
            return out.getvalue()
        piece, number = following, number + 1


def opened(file: IO[bytes], name: str) -> Iterator[bytes]:
    """The pieces in the clear; anything damaged, cut or put together otherwise is refused."""
    if file.read(len(MARK)) != MARK:
        raise Unreadable("not a sealed file")
    cipher, number = Cipher(secret_for("files")), 0
    head = file.read(LENGTH.size)
    while head:
        if len(head) < LENGTH.size:
            raise Unreadable("the file is cut")
        box = file.read(LENGTH.unpack(head)[0])
        head = file.read(LENGTH.size)
        yield cipher.open(box, _place(name, number, last=not head))
        number += 1
    if not number:
        raise Unreadable("the file is cut")


def _place(name: str, number: int, *, last: bool) -> bytes:
    return f"file|{name}|{number}|{'last' if last else 'more'}".encode()


@contextmanager
def in_the_clear(file: Any) -> Iterator[Path]:
    """A path at which readers find the content of a sealed file: in memory where the system offers that, else in a file of its owner only."""
    with file.storage.open(file.name) as content:
        if hasattr(os, "memfd_create"):
            with os.fdopen(os.memfd_create("register"), "wb", buffering=0) as memory:
                memory.write(content.read())
                yield Path(f"/proc/self/fd/{memory.fileno()}")
        else:
            with tempfile.NamedTemporaryFile() as kept:
                kept.write(content.read())
                kept.flush()
                yield Path(kept.name)
