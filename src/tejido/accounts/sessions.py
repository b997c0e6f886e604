"""How long a session lasts, and that it gets a new name whenever what it may do changes."""

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

IDLE = 30 * 60
LONGEST = 12 * 3600
NOTED_EVERY = 60  # a look at a page is not worth a write each time


@receiver(user_logged_in)
def session_begins(request: HttpRequest, **kwargs: Any) -> None:
    request.session["began"] = request.session["seen"] = time.time()


class SessionLimits:
    """End a session after half an hour without a request, or twelve hours. `request.ended` keeps whose it was, for the kept form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if SESSION_KEY in request.session:
            now = time.time()
            began, seen = request.session.get("began", 0), request.session.get("seen", 0)
            if now - began > LONGEST or now - seen > IDLE:
                request.ended = getattr(request.user, "code", "")  # type: ignore[attr-defined]
                end_session(request)
            elif now - seen > NOTED_EVERY:
                request.session["seen"] = now
        return self.get_response(request)


def end_session(request: HttpRequest) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def rename_session(request: HttpRequest) -> None:
    """A new identifier for the same session: what was overheard before is worth nothing now."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def note_privileges(request: HttpRequest, held: str) -> None:
    """Rename the session when the roles of its account are others than at its last request."""
    noted = request.session.get("roles")
    if noted == held:
        return
    if noted is not None:
        rename_session(request)
    request.session["roles"] = held
