"""How many guesses are heard, and where they are counted: in a table that all processes share, under names that say nothing."""

import hashlib
import hmac

from django.conf import settings

# All ways together: fewer than a hundred guesses a day at one account are ever compared with its secrets (NIST SP 800-63B 3.2.2).
GUESSES = "10/m/ip,5/300s/key,30/d/key"
LIMITS = {
    "login_failed": GUESSES,
    "request_login_code": "20/m/ip,3/m/key,10/d/key",  # three tries each
    "reset_password": "20/m/ip,5/m/key,20/d/key",
}


def nameless(key: str, key_prefix: str, version: int) -> str:
    """The name of a count: addresses of machines and of people are hashed with the secret of this installation."""
    return hmac.new(settings.SECRET_KEY.encode(), f"{key_prefix}:{version}:{key}".encode(), hashlib.sha256).hexdigest()
