"""Limits of a request, before anything reads it: its address, its size, its signs. Forms and lists have limits of their own."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils import translation

LONGEST_ADDRESS = 4_000
MOST_PARAMETERS = 100
LONGEST_PARAMETER = 1_000
LONGEST_SEARCH = 200  # letters of what somebody looks for
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")  # no TRACE: nothing is ever given back as it came
V = TypeVar("V", bound=Callable[..., Any])


def takes_files(most: int) -> Callable[[V], V]:
    """Say that a view takes uploads, and how many bytes a request to it may have. Others take what a form needs."""

    def mark(view: V) -> V:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return mark


class Limits:
    """Refuses with 400, 413 or 414 and a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        address = request.META.get("QUERY_STRING", "")
        if len(address) + len(request.path) > LONGEST_ADDRESS:
            return refusal(request, 414)
        if "\0" in request.path or "%00" in address or address.count("&") >= MOST_PARAMETERS:
            return refusal(request, 400)
        if any(len(value) > LONGEST_PARAMETER for value in address.split("&")) and "next=" not in address:
            return refusal(request, 414)
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            return JsonResponse({"error": "HTTPS only"}, status=403)  # a redirect would let a program send its token in the clear each time, and never notice
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        most = getattr(view, "most_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if _length(request) > most:
            return refusal(request, 413)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Data inside data inside data: the parser's own limit is reached, and that is an answer, not a fault of ours."""
        if isinstance(exception, RecursionError):
            raise BadRequest from exception
        return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def refusal(request: HttpRequest, status: int) -> HttpResponse:
    """Rendered without the request: who sends such a one gets a page that needs no session and no database."""
    with translation.override(translation.get_language_from_request(request)):
        return render(None, "too_much.html", {"status": status}, status=status)
