"""Programs that come with a token instead of a browser's session: no cookie is read, none is set, and they never become a session."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from tejido.core.scope import Scope, acting_in
from tejido.network.actions import note_token_use
from tejido.network.tokens import token_of

USE_NOTED_EVERY = 600  # seconds
SAID = {401: "token unknown, expired or revoked", 403: "not open to this token", 404: "not found", 405: "method not allowed"}


class Bearer:
    """Stands before the session: a request with `Authorization: Bearer …` is the token's, whatever cookies came along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        request.token = None  # type: ignore[attr-defined]
        if scheme.lower() != "bearer":
            return self.get_response(request)
        request.COOKIES = {}
        token = token_of(secret.strip())
        if token is None:
            return refused(401)
        user: Any = token.user
        user.token = token
        request.token, request._cached_user = token, user  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # no cookie opens anything here, so none can be abused
        if token.last_used_at is None or (timezone.now() - token.last_used_at).total_seconds() > USE_NOTED_EVERY:
            with acting_in(Scope(account=user.pk)):
                note_token_use(token)
        response = self.get_response(request)
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith("application/json"):
            response = refused(response.status_code)
        response.cookies.clear()
        return response


def refused(status: int) -> JsonResponse:
    headers = {"WWW-Authenticate": 'Bearer realm="tejido"'} if status == 401 else {}
    return JsonResponse({"error": SAID.get(status, "the request could not be served")}, status=status, headers={**headers, "Cache-Control": "no-store"})
