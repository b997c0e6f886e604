"""The answers of the entrance take the same time, whether the account exists or not: sending a message takes longer than sending none."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

ENTRANCE = ("account_login", "account_request_login_code", "account_reset_password")


class EvenPace:
    """Answer these three forms in steps of `ENTRANCE_SECONDS`, so that also under load small differences do not show.

    Outside the transaction: nobody waits for a lock meanwhile.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or request.path not in {reverse(name) for name in ENTRANCE}:
            return self.get_response(request)
        began = time.monotonic()
        response = self.get_response(request)
        step = settings.ENTRANCE_SECONDS
        time.sleep(step - (time.monotonic() - began) % step if step else 0)
        return response
