"""A sealed stream: any number of bytes in pieces of 64 KiB, each sealed with AES-256-GCM at its place in the order.

The header (mark, salt, name of the key) is part of every piece's place, and the last piece knows that it is the last: a bit that
flips, a piece that moves, a tail that is missing or added are all noticed. The key is derived anew for each archive from the salt.
"""

import hashlib
import os
from typing import BinaryIO

from tejido.backup import Damaged
from tejido.core.keys import Cipher, Unreadable, derived

MARK = b"TEJIDO-BACKUP-1\n"
PIECE = 64 * 1024
SALT = 16
NAME = 8
HEADER = len(MARK) + SALT + NAME
OVERHEAD = 28


def name_of(key: bytes) -> bytes:
    """Tells a wrong key from a damaged archive, and tells nothing of the key."""
    return hashlib.sha256(b"name of a backup key|" + key).digest()[:NAME]


def _place(header: bytes, number: int, last: bool) -> bytes:
    return header + number.to_bytes(8, "big") + (b"last" if last else b"more")


class SealedWriter:
    """Takes bytes and writes them sealed; `close` writes the last piece. Without it the archive is refused as cut short."""

    def __init__(self, out: BinaryIO, key: bytes) -> None:
        salt = os.urandom(SALT)
        self.header = MARK + salt + name_of(key)
        self._out, self._cipher = out, Cipher(derived(key, f"backup archive|{salt.hex()}"))
        self._held, self._number = bytearray(), 0
        out.write(self.header)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        self._held += data
        while len(self._held) > PIECE:
            self._seal(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.seal(piece, _place(self.header, self._number, last)))
        self._number += 1


class SealedReader:
    """Gives back what was written, piece by piece, and nothing that was not."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self.header = source.read(HEADER)
        if len(self.header) < HEADER or not self.header.startswith(MARK):
            raise Damaged("This is not a backup of Tejido, or its beginning is damaged.")
        if self.header[-NAME:] != name_of(key):
            raise Damaged("This backup was sealed with another key. Put the folder of the keys of that installation in place (TEJIDO_KEYS), or give --keys.")
        salt = self.header[len(MARK) : len(MARK) + SALT]
        self._source, self._cipher = source, Cipher(derived(key, f"backup archive|{salt.hex()}"))
        self._ahead = source.read(PIECE + OVERHEAD)
        self._held, self._number, self._ended = bytearray(), 0, False

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._held) < size) and not self._ended:
            self._open_next()
        taken = bytes(self._held if size < 0 else self._held[:size])
        del self._held[: len(taken)]
        return taken

    def finish(self) -> None:
        """Read to the end: what nobody asked for must be sound too."""
        while not self._ended:
            self._open_next()

    def _open_next(self) -> None:
        sealed, self._ahead = self._ahead, self._source.read(PIECE + OVERHEAD)
        self._ended = not self._ahead
        try:
            self._held += self._cipher.open(sealed, _place(self.header, self._number, self._ended))
        except Unreadable:
            raise Damaged(f"The backup is damaged or cut short (piece {self._number + 1}). Use another one.") from None
        self._number += 1
