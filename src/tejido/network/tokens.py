"""Tokens of programs: what their secret looks like, what of it is kept, and who comes with one."""

import datetime as dt
import hashlib
import secrets

from django.utils import timezone

from tejido.network.models import AccessToken

PREFIX = "tejido_"  # so that a scanner of lost secrets recognises one
LONGEST = dt.timedelta(days=366)


def fresh_secret() -> str:
    """256 bits of chance: nothing to guess, so a plain hash of it is enough."""
    return PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str) -> AccessToken | None:
    """The token with this secret, unless it ran out, was revoked, or its account was closed. Whether its role goes on: `roles_of`."""
    if not secret.startswith(PREFIX):
        return None
    now = timezone.now()
    found = AccessToken.objects.filter(secret_hash=hash_of(secret), revoked_at__isnull=True, expires_at__gt=now, user__is_active=True)
    return found.select_related("user").first()
