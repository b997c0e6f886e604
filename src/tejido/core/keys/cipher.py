"""The one door to `cryptography`: AES-256-GCM, keys derived for a purpose, and a key out of a passphrase."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY_BYTES = 32
NONCE_BYTES = 12
OVERHEAD = NONCE_BYTES + 16


class Unreadable(Exception):
    """These bytes cannot be opened with this key at this place: damaged, moved, or sealed elsewhere. They are never given back as they are."""


def fresh_key() -> bytes:
    return os.urandom(KEY_BYTES)


class Cipher:
    """One key, ready to seal and to open. Building it costs as much as using it, so it is kept with the key."""

    __slots__ = ("_box",)

    def __init__(self, key: bytes) -> None:
        self._box = AESGCM(key)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """`plain`, readable again only with the same key and at the same `place`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        if len(sealed) < OVERHEAD:
            raise Unreadable("too short to have been sealed")
        try:
            return self._box.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
        except InvalidTag:
            raise Unreadable("changed, moved or sealed with another key") from None


def derived(key: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, so that no two uses share one."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def key_of_passphrase(passphrase: str, salt: bytes) -> bytes:
    """Slow on purpose (scrypt, 64 MB): for a copy that leaves the machine."""
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**16, r=8, p=1).derive(passphrase.encode())
