"""Forms that somebody else's page sends, and addresses that would lead away."""

from typing import Any
from unittest.mock import patch

from trust.bar import Bar
from trust.edges.answers import addresses
from trust.signing import stage

AWAY = [
    "https://evil.example/", "http://evil.example", "//evil.example/", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "https:evil.example", "https:/evil.example", "https:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "ftp://evil.example",
    "https://testserver@evil.example/", "https://testserver.evil.example/", "https://evil.example#testserver", "https://evil.example?testserver", "/%09/evil.example",
    "\t//evil.example", " //evil.example", "\n//evil.example", "/\t/evil.example", "/\n/evil.example", "https://evil%00.example", "//evil%E3%80%82example", "//0x7f000001/",
    "//evil.example\\@testserver", "https://testserver\\@evil.example", "blob:https://evil.example", "//[2001:db8::1]/",
]  # fmt: skip
LEAD = [("/accounts/login/", "next"), ("/language/", "next"), ("/ui/lectura/", "next"), ("/accounts/logout/", "next"), ("/accounts/login/code/", "next")]


def unsigned(cast: Any) -> Bar:
    from django.test import Client

    from tests.cast import signed_in

    def taken(urls: list[str]) -> tuple[int, list[str]]:
        refused, through = 0, []
        for who, account in (("all", cast.all), ("elena", cast.elena)):
            with stage.arranging():
                cookies = signed_in(account).cookies
            browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
            browser.cookies = cookies
            for url in urls:
                for way in ("post", "put", "patch", "delete"):
                    answer = getattr(browser, way)(url)
                    status = answer.status_code
                    if status == 301 and answer["Location"] == f"{url}/":
                        continue  # sent on to the address with its slash, where it is asked again
                    refused += status == 403
                    through += [f"{way} {url} as {who}: {status}"] if status not in (403, 404, 405, 400, 413, 414) else []
        return refused, through

    urls = [url for url in addresses(cast) if not url.startswith("/static")]
    refused, through = taken(urls)
    with patch("django.middleware.csrf.CsrfViewMiddleware.process_view", return_value=None):
        _refused, planted = taken([url for url in urls if "lectura" in url or "language" in url])
    return Bar(
        "19", "no form is taken without its token", f"{len(through)} taken, {refused} refused{': ' + '; '.join(through[:5]) if through else ''}", f"{refused} refusals (200)",
        f"without the check: {len(planted)} taken", not through, refused >= 200, bool(planted),
    )  # fmt: skip


def _leads_away(location: str) -> bool:
    """As a browser reads it: backslashes are slashes, blanks at the start and tabs are nothing."""
    from urllib.parse import urljoin, urlsplit

    read = "".join(sign for sign in location.strip() if sign not in "\t\r\n").replace("\\", "/")
    target = urlsplit(urljoin("http://testserver/x/", read))
    return target.scheme not in ("http", "https") or target.netloc not in ("testserver", "")


def redirects(cast: Any) -> Bar:
    from django.core.cache import cache

    from tests.cast import signed_in

    def tried() -> tuple[int, list[str]]:
        number, away = 0, []
        for path, field in LEAD:
            for payload in AWAY:
                cache.clear()
                with stage.arranging():
                    browser = signed_in(cast.elena) if "logout" in path else stage.browser()
                form = {field: payload, "language": "en", "login": cast.elena.email, "password": stage.PASSWORD, "email": cast.elena.email}
                answer = browser.post(path, form)
                number += 1
                away += [f"{path} → {answer['Location']}"] if answer.has_header("Location") and _leads_away(answer["Location"]) else []
        return number, away

    number, away = tried()
    with patch("tejido.ui.views.url_has_allowed_host_and_scheme", return_value=True):
        _number, planted = tried()
    return Bar(
        "19", "no address leads away", f"{len(away)} of {number} lead away{': ' + '; '.join(away[:4]) if away else ''}", f"{len(AWAY)} addresses (30) × {len(LEAD)} pages",
        f"without the look: {len(planted)} lead away", not away, len(AWAY) >= 30, bool(planted),
    )  # fmt: skip
