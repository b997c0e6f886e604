"""Sessions in the database, sealed and under hashed names: a copy of the table tells nothing and opens nothing."""

import base64
import json
import zlib
from typing import Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as InTheDatabase
from django.utils.crypto import get_random_string

from tejido.accounts.session_names import HASHED, name_of
from tejido.core.keys import Cipher, Unreadable, secret_for

LETTERS = 32  # of 36: 165 bits


class SessionStore(InTheDatabase):
    """Bound to its own name: the content of one session cannot be moved into another.

    `secret` is what the browser holds; `session_key` the name in the table, which the list of sessions keeps too.
    """

    secret = ""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(name_of(session_key) if session_key and not session_key.startswith(HASHED) else session_key)

    def _get_new_session_key(self) -> str:
        self.secret = get_random_string(LETTERS, VALID_KEY_CHARS)
        return name_of(self.secret)

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = zlib.compress(json.dumps(session_dict, separators=(",", ":")).encode())
        return base64.b64encode(Cipher(secret_for("sessions")).seal(plain, self._place())).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """A session that cannot be opened is no session: whoever held it signs in again."""
        try:
            plain = Cipher(secret_for("sessions")).open(base64.b64decode(session_data), self._place())
        except (Unreadable, ValueError):
            return {}
        found: dict[str, Any] = json.loads(zlib.decompress(plain))
        return found

    def _place(self) -> bytes:
        return str(self.session_key).encode()
