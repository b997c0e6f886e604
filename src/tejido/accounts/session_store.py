"""Sessions in the database, sealed: a copy of the table tells nothing, neither the codes sent by mail nor a form kept for later."""

import base64
import json
import zlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InTheDatabase

from tejido.core.keys import Cipher, Unreadable, secret_for


class SessionStore(InTheDatabase):
    """Bound to its own identifier: the content of one session cannot be moved into another."""

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
