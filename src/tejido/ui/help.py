"""Where to call in a crisis: a page that asks nothing, keeps nothing and answers when everything else is down.

The numbers are in `ayuda.yaml` of TEJIDO_HOME where the network keeps its own, and in this package otherwise.
"""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation

PATH = "/ayuda/"
OURS = Path(__file__).with_name("help.yaml")
MOST_BYTES = 50_000
log = logging.getLogger("tejido.help")


def help_page(request: HttpRequest) -> HttpResponse:
    """Rendered without the request, so that no session, account or database is touched."""
    language = translation.get_language_from_request(request)
    with translation.override(language):
        response = render(None, "ui/help.html", {"places": places(language)})
    response["Cache-Control"] = "public, max-age=300"
    response["Vary"] = "Accept-Language, Cookie"
    return response


# `ui` knows no other app, not even `core`: this is the mark that `core.routes.open_to` would set.
help_page.open_to = "public"  # type: ignore[attr-defined]


class HelpFirst:
    """Answers the help page before sessions, accounts and scopes are looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == PATH and request.method in ("GET", "HEAD"):
            return help_page(request)
        return self.get_response(request)


def places(language: str) -> list[dict[str, Any]]:
    """The network's own list; ours when it has none or when it cannot be read: a wrong file must not leave the page empty."""
    own = Path(settings.HOME) / "ayuda.yaml"
    try:
        if own.is_file() and own.stat().st_size <= MOST_BYTES:
            return _shaped(own, language)
    except (OSError, UnicodeError, yaml.YAMLError, TypeError, KeyError, AttributeError, ValueError):
        log.exception("ayuda.yaml cannot be used; the list of the package is shown instead.")
    return _shaped(OURS, language)


def _shaped(path: Path, language: str) -> list[dict[str, Any]]:
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [{"name": _in(place["name"], language), "lines": [_line(line, language) for line in place["lines"]]} for place in listed]


def _line(line: dict[str, Any], language: str) -> dict[str, str]:
    number = str(line["number"])
    return {"number": number, "dial": re.sub(r"[^0-9+*#]", "", number), "what": _in(line.get("what", ""), language), "hours": _in(line.get("hours", ""), language)}


def _in(text: Any, language: str) -> str:
    return str(text.get(language) or text.get("es") or next(iter(text.values()))) if isinstance(text, dict) else str(text)
