"""The only way out: mail and HTTP leave Tejido through here and nowhere else (tests/architecture holds it)."""

from tejido.core.outbound.mail import Unsendable, send_mail

__all__ = ["Unsendable", "send_mail"]
