"""Headers on every answer: every address × who asks × how, and every kind of error."""

from collections import Counter
from typing import Any
from unittest.mock import patch

from trust.bar import Bar
from trust.signing import stage

WAYS = ("get", "post", "put", "delete", "options", "head")
ODD = ["/static/ui/tejido.css", "/static/nada.css", "/nada/", "/ayuda/", "/?q=" + "x" * 5000, "/?q=%00", "/people", "/../x", "/robots.txt", "/favicon.ico"]


def addresses(cast: Any) -> list[str]:
    """Every address with parameters of the right shape: what they name does not matter here, the answer does."""
    import re

    from tejido.core.routes import routes

    values = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
    found = {re.sub(r"<(?:(\w+):)?\w+>", lambda part: values.get(part[1] or "", cast.person.code), path) for path, _name, _view in routes()}
    return sorted("/" + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$\\]", "x", path) for path in found) + ODD


def wanting(answer: Any) -> list[str]:
    """What an answer lacks, or says too loosely."""
    from tejido.core.headers import FIXED

    lacks = [name for name in (*FIXED, "Content-Security-Policy", "Cache-Control") if not answer.has_header(name)]
    policy = answer.get("Content-Security-Policy", "")
    lacks += [f"CSP {word}" for word in ("unsafe", "*", "http:") if word in policy]
    lacks += ["frame-ancestors"] * ("frame-ancestors 'none'" not in policy)
    lacks += ["HSTS"] * (not answer.has_header("Strict-Transport-Security"))
    lacks += ["CORS"] * answer.has_header("Access-Control-Allow-Origin")
    lacks += ["no-store"] * (answer.status_code >= 400 and "no-store" not in answer.get("Cache-Control", ""))
    for name, cookie in answer.cookies.items():
        lacks += [f"cookie {name}"] * (not (cookie["secure"] and cookie["httponly"] and cookie["samesite"]) and cookie.value != "")
    return lacks


def asked(browsers: dict[str, Any], urls: list[str], ways: tuple[str, ...]) -> tuple[Counter[int], list[str]]:
    from django.db import transaction

    statuses, found = Counter[int](), []
    for who, browser in browsers.items():
        jar = {name: morsel.value for name, morsel in browser.cookies.items()}
        for url in urls:
            for way in ways:
                browser.cookies.clear()
                browser.cookies.load(jar)  # one of the addresses signs out
                with transaction.atomic():
                    answer = getattr(browser, way)(url, secure=True)
                    transaction.set_rollback(True)
                statuses[answer.status_code] += 1
                found += [f"{way} {url} as {who}: {lack}" for lack in wanting(answer)]
    return statuses, found


def bar(cast: Any) -> Bar:
    from django.test import override_settings

    from tests.cast import signed_in

    urls = addresses(cast)
    with override_settings(SECURE_HSTS_SECONDS=31_536_000, SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True, LANGUAGE_COOKIE_SECURE=True):
        with stage.arranging():
            browsers = {"nobody": stage.browser(), "all": signed_in(cast.all), "elena": signed_in(cast.elena)}
        for browser in browsers.values():
            browser.raise_request_exception = False
        statuses, found = asked(browsers, urls, ("get", "post"))
        more, also = asked({"nobody": browsers["nobody"]}, urls, WAYS[2:])
        with patch("tejido.ui.views.gallery_of", side_effect=RuntimeError):
            broken, broke = asked({"nobody": browsers["nobody"]}, ["/ui/"], ("get",))
        statuses, found = statuses + more + broken, found + also + broke
        with patch("tejido.core.headers.Headers.__call__", lambda self, request: self.get_response(request)):
            _statuses, planted = asked({"nobody": browsers["nobody"]}, urls[:20], ("get",))
    tried = sum(statuses.values())
    kinds = {200, 302, 403, 404, 405, 500} <= set(statuses)
    return Bar(
        "28", "every answer carries the headers", f"{len(found)} lacking in {tried} answers {dict(sorted(statuses.items()))}{': ' + '; '.join(found[:5]) if found else ''}",
        f"{len(urls)} addresses (100), every kind of answer: {kinds}", f"without the layer: {len(planted)} lacking seen", not found, len(urls) >= 100 and kinds, bool(planted),
    )  # fmt: skip
