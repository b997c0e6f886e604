"""In which language a public page is read: the one that its address asks for, else the reader's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from tejido.impact.spec import localised

View = Callable[..., HttpResponseBase]


def in_asked_language(view: View) -> View:
    """`?lang=hu` shows the page in Hungarian whoever opens it, so that a link keeps its language."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("lang", "")
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with translation.override(asked):
            request.LANGUAGE_CODE = asked
            return view(request, *args, **kwargs)

    return shown


def present() -> str:
    """The language in force, by its short code."""
    return (translation.get_language() or "es")[:2]


def said(words: dict[str, str]) -> tuple[str, str]:
    """A text in the language in force, or in another one with that one's code, so that the page can say so."""
    text = localised(words, present())
    return text, next((code for code, value in words.items() if value == text), present()) if text else present()
