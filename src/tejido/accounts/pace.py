"""The answers of the entrance take the same time, whether the account exists or not: sending a message takes longer than sending none."""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

ENTRANCE = ("account_login", "account_request_login_code", "account_reset_password")
AT_ONCE = 4  # of the eight threads of the server: a crowd at the entrance leaves the other half to those who are inside
RETRY_AFTER = "2"


class EvenPace:
    """Answer these three forms in steps of `ENTRANCE_SECONDS`, so that also under load small differences do not show.

    Outside the transaction: nobody waits for a lock meanwhile. Who comes while all places wait is asked to come again,
    before anything is looked at, so that this answer too says nothing of an account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.places = threading.BoundedSemaphore(AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        step = settings.ENTRANCE_SECONDS
        if not step or request.method != "POST" or request.path not in {reverse(name) for name in ENTRANCE}:
            return self.get_response(request)
        if not self.places.acquire(blocking=False):
            return crowded(request)
        try:
            began = time.monotonic()
            response = self.get_response(request)
            time.sleep(step - (time.monotonic() - began) % step)
            return response
        finally:
            self.places.release()


def crowded(request: HttpRequest) -> HttpResponseBase:
    with translation.override(translation.get_language_from_request(request)):
        response = render(None, "account/crowded.html", status=503)  # type: ignore[arg-type]
    response["Retry-After"] = RETRY_AFTER
    return response
