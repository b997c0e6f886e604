"""HTTP out: to hosts that the caller names, at public addresses only, resolved once, never redirected, within a size and a time.

Nothing in Tejido asks another server for anything today; who ever does, does it through `fetch`.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

LONGEST_URL = 2_000
PORT = 443
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotFetched(Exception):
    """The address is not one that may be asked, or the answer is not one that may be used."""


def fetch(url: str, *, allowed: Collection[str], timeout: float = 10, most: int = 1_000_000) -> bytes:
    """The body of a plain 200 answer. `allowed`: the host names that this caller may ask, in full and in lower case. `timeout`: seconds for
    the whole of it, however slowly its pieces drip (the look-up of the name alone has the limits of the system)."""
    host, target = _parts(url, allowed)
    ends_at = time.monotonic() + timeout
    connection = _Pinned(host, _resolved(host), ends_at)
    try:
        connection.request("GET", target, headers={"Accept-Encoding": "identity", "User-Agent": "Tejido"})
        answer = connection.getresponse()
        if answer.status != 200:  # a redirect would lead to an address that nobody looked at
            raise NotFetched(f"status {answer.status}")
        return _read(answer, most)
    except (OSError, http.client.HTTPException) as problem:
        raise NotFetched(type(problem).__name__) from None
    finally:
        connection.close()


def _parts(url: str, allowed: Collection[str]) -> tuple[str, str]:
    if len(url) > LONGEST_URL or not url.isascii() or any(ord(sign) <= 32 or ord(sign) == 127 or sign == "\\" for sign in url):
        raise NotFetched("not a plain address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotFetched("not a plain address") from None
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or port not in (None, PORT):
        raise NotFetched("only https, without a name and at its usual port")
    if host not in allowed or parts.netloc.lower() not in (host, f"{host}:{PORT}"):
        raise NotFetched("a host that this caller may not ask")
    return host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _resolved(host: str) -> str:
    """One public address of the host. If any of its addresses is not public none is used: that is how names are made to point inside."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise NotFetched("no such host") from None
    if not found or not all(is_public(address) for address in found):
        raise NotFetched("not a public address")
    return sorted(found)[0]


def is_public(text: str) -> bool:
    """Whether an address belongs to the internet at large, also where it is wrapped into an IPv6 address."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return False  # no server of ours needs to be reached this way
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise NotFetched("too slow")
    return left


class _Clocked(io.RawIOBase):
    """What arrives at a socket, each piece within the time that is left of all: a letter a second never runs into a socket's own limit."""

    def __init__(self, arriving: io.RawIOBase, sock: socket.socket, ends_at: float) -> None:
        self._arriving, self._sock, self._ends_at = arriving, sock, ends_at

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int | None:
        self._sock.settimeout(_left(self._ends_at))
        return self._arriving.readinto(room)  # type: ignore[attr-defined,no-any-return]

    def close(self) -> None:
        self._arriving.close()
        super().close()


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was looked at, whatever the name says a moment later; the certificate must still be the name's."""

    def __init__(self, host: str, address: str, ends_at: float) -> None:
        super().__init__(host, PORT, context=ssl.create_default_context())
        self._address, self._ends_at = address, ends_at
        self.response_class = self._by_the_clock  # type: ignore[assignment]

    def connect(self) -> None:
        plain = socket.create_connection((self._address, PORT), _left(self._ends_at))
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

    def _by_the_clock(self, sock: socket.socket, *args: Any, **kwargs: Any) -> http.client.HTTPResponse:
        answer = http.client.HTTPResponse(sock, *args, **kwargs)
        answer.fp = io.BufferedReader(_Clocked(answer.fp.detach(), sock, self._ends_at))  # status and headers too, not the body alone
        return answer


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    pieces, total = [], 0
    while piece := answer.read1(65_536):
        total += len(piece)
        if total > most:
            raise NotFetched("too long")
        pieces.append(piece)
    return b"".join(pieces)
