"""The only way out: mail and HTTP leave Tejido through here and nowhere else (tests/architecture holds it)."""

from tejido.core.outbound.mail import Unsendable, send_mail
from tejido.core.outbound.web import NotFetched, fetch

__all__ = ["NotFetched", "Unsendable", "fetch", "send_mail"]
