"""HTTP out: hostile addresses against a trap under every socket (bar 27)."""

import socket
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from trust.bar import Bar


def bars(seed: int) -> Iterator[Bar]:
    import django

    django.setup()
    from tejido.core.outbound import NotFetched, fetch, web
    from tests.hostile_addresses import INSIDE, URLS

    trapped: list[Any] = []

    def connect(self: Any, address: Any) -> None:
        trapped.append(address)
        raise ConnectionRefusedError

    def pointing(ip: str) -> Any:
        return lambda *asked, **more: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443))]

    accepted, tried = [], 0
    with patch.object(socket.socket, "connect", connect), patch.object(socket.socket, "connect_ex", connect):
        for url, points_to in [(url, None) for url in URLS] + [("https://api.example.org/", ip) for ip in INSIDE]:
            tried += 1
            before = len(trapped)
            with patch.object(web.socket, "getaddrinfo", pointing(points_to or "127.0.0.1")):
                try:
                    fetch(url, allowed={"api.example.org"})
                except NotFetched:
                    pass
                else:
                    accepted.append(url)
            if len(trapped) > before:
                accepted.append(url)
        caught = _planted(trapped, URLS)
    yield Bar(
        "27", "hostile addresses are not asked", f"{len(accepted)} connections in {tried} tries{': ' + ', '.join(accepted[:4]) if accepted else ''}",
        f"{tried} addresses (50)", f"a plain client: {caught} connections trapped", not accepted, tried >= 50, caught > 0,
    )  # fmt: skip


def _planted(trapped: list[Any], urls: list[str]) -> int:
    """The client of the standard library, which asks whatever it is told."""
    import urllib.request

    before = len(trapped)
    for url in urls:
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=1)
        except Exception:
            continue
    return len(trapped) - before
