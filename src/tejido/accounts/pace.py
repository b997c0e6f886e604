"""The answers of the entrance take the same time, whether the account exists or not: sending a message takes longer than sending none."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

ENTRANCE = ("account_login", "account_request_login_code", "account_reset_password")


class EvenPace:
    """Hold the answer of these three forms until `ENTRANCE_SECONDS` have passed. Outside the transaction: nobody waits for a lock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or request.path not in {reverse(name) for name in ENTRANCE}:
            return self.get_response(request)
        began = time.monotonic()
        response = self.get_response(request)
        time.sleep(max(0.0, settings.ENTRANCE_SECONDS - (time.monotonic() - began)))
        return response
