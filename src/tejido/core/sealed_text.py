"""Text that belongs to no person's key and must still be noise in a stolen copy, such as a message with a link that opens an account."""

import base64
import json
from typing import TYPE_CHECKING, Any

from django.db import models

from tejido.core.keys import Cipher, secret_for

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]
else:
    Text = models.TextField


class SealedText(Text):
    """Kept under a key of the installation; empty stays empty. Nothing can be searched in it."""

    def _cipher(self) -> tuple[Cipher, bytes]:
        place = f"{self.model._meta.label}.{self.name}"
        return Cipher(secret_for(place)), place.encode()

    def get_prep_value(self, value: Any) -> Any:
        if not value:
            return ""
        cipher, place = self._cipher()
        return base64.b64encode(cipher.seal(str(value).encode(), place)).decode()

    def from_db_value(self, value: str, *_unused: Any) -> str:
        if not value:
            return ""
        cipher, place = self._cipher()
        return cipher.open(base64.b64decode(value), place).decode()


class SealedJSON(SealedText):
    """The same for what is no text, such as the cells of a row that waits to be corrected."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def from_db_value(self, value: str, *_unused: Any) -> Any:
        return json.loads(super().from_db_value(value))

    def to_python(self, value: Any) -> Any:
        return value
