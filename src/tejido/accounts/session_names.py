"""The cookie holds the identifier of a session, the table only its hash: who reads a copy of the database enters with none of them."""

import hashlib

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

HASHED = "h."


def name_of(secret: str) -> str:
    """The name of a session in the table: 152 bits of a hash of what the browser holds."""
    return HASHED + hashlib.sha256(secret.encode()).hexdigest()[:38]


class HashedSessions(SessionMiddleware):
    """Whatever a browser sends is hashed, also what looks like a name in the table."""

    def process_request(self, request: HttpRequest) -> None:
        secret = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = self.SessionStore(name_of(secret) if secret else None)
        request.session.secret = secret or ""  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value and cookie.value == request.session.session_key:
            response.cookies[settings.SESSION_COOKIE_NAME] = request.session.secret  # type: ignore[attr-defined]
        return response
