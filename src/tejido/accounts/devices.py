"""Devices that an account has signed in with before. Guesses from elsewhere are counted apart, so nobody can lock the owner out."""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

AGE = 180 * 24 * 3600
KEPT = 4  # accounts remembered by one browser
_SALT = "tejido.known-device"


def cookie_name() -> str:
    return ("__Host-" if settings.SESSION_COOKIE_SECURE else "") + "device"


def _name_of(email: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}{email.strip().lower()}".encode()).hexdigest()[:16]


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=AGE)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def device_of(request: HttpRequest | None, email: str) -> str:
    """The name of this browser for the account, or nothing: it opens no door, it only has a count of wrong guesses of its own."""
    return _known(request).get(_name_of(email), "") if request is not None else ""


def remember_device(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    known = _known(request)
    mine = known.pop(_name_of(email), "") or secrets.token_hex(8)
    known = {_name_of(email): mine, **dict(list(known.items())[: KEPT - 1])}
    response.set_cookie(
        cookie_name(), signing.dumps(known, salt=_SALT), max_age=AGE, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
    )
