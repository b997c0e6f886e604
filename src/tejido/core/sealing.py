"""How one value is sealed and opened: what stands before it, and to which place it is bound.

    1 byte version · 8 bytes number of the key in the ring · nonce · AES-256-GCM

The place (organisation, model and field, row, person) goes into the seal: bytes that were moved elsewhere do not open. Values are filled
up to a multiple of sixteen bytes, so that their length tells little.
"""

import datetime as dt
import hashlib
import hmac
import struct
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any

from tejido.core import keys

VERSION = 1
HEADER = struct.Struct(">Bq")  # signed, as the ring counts: noise never names a number that it cannot hold
LENGTH = struct.Struct(">H")
BLOCK = 16


class Closed(bytes):
    """A sealed value as it lies in the database. It shows itself to nobody."""

    __slots__ = ()

    @property
    def key_id(self) -> int:
        """The number of its key; refuses what never was a sealed value."""
        if len(self) < HEADER.size:
            raise keys.Unreadable("not a sealed value")
        version, number = HEADER.unpack_from(self)
        if version != VERSION:
            raise keys.Unreadable("not a sealed value of a version that is known")
        return int(number)

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


def place_of(organisation: int, column: str, row: Any, person: int) -> bytes:
    return f"{organisation}|{column}|{row}|{person}".encode()


def close(key: keys.PersonKey, value: str | dt.date, place: bytes) -> Closed:
    text = (value if isinstance(value, str) else value.isoformat()).encode()
    plain = LENGTH.pack(len(text)) + text
    return Closed(HEADER.pack(VERSION, key.id) + key.cipher.seal(plain + b"\0" * (-len(plain) % BLOCK), place))


def open_text(key: keys.PersonKey, value: Closed, place: bytes) -> str:
    plain = key.cipher.open(value[HEADER.size :], place)
    (length,) = LENGTH.unpack_from(plain)
    return plain[LENGTH.size : LENGTH.size + length].decode()


def normal(kind: str, value: str) -> str:
    """One way of writing an address or a number, so that the same is found however it was typed."""
    return "".join(c for c in value if c.isdigit()) if kind == "phone" else value.strip().casefold()


def mark_of(organisation_key: tuple[int, bytes], column: str, text: str) -> str:
    """A blind index: equal values of one organisation have equal marks, and the mark tells nothing without the organisation's key."""
    number, key = organisation_key
    found = hmac.new(_mark_key(key, column), text.encode(), hashlib.sha256).digest()[:16]
    return f"{number}.{urlsafe_b64encode(found).decode().rstrip('=')}"


@lru_cache(1000)
def _mark_key(key: bytes, column: str) -> bytes:
    return keys.derived(key, f"mark|{column}")
