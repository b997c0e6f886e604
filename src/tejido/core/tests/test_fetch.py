"""HTTP goes out to named hosts at public addresses only."""

import contextlib
import socket
import ssl
import threading
import time

import pytest

from tejido.core.outbound import NotFetched, fetch, web
from tests.hostile_addresses import INSIDE, URLS

ALLOWED = {"api.example.org"}


@pytest.fixture
def trap(monkeypatch):
    """Every connection that anybody tries to make, at the lowest level."""
    tried = []

    def connect(self, address):
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return tried


def resolves_to(monkeypatch, *answers):
    given = iter(answers)
    monkeypatch.setattr(web.socket, "getaddrinfo", lambda *asked, **more: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in next(given)])


@pytest.mark.parametrize("url", URLS)
def test_an_address_that_nobody_named_is_not_asked(trap, url):
    with pytest.raises(NotFetched):
        fetch(url, allowed=ALLOWED)
    assert trap == []


@pytest.mark.parametrize("ip", INSIDE)
def test_a_name_that_points_inside_is_not_asked(trap, monkeypatch, ip):
    resolves_to(monkeypatch, [ip])
    with pytest.raises(NotFetched):
        fetch("https://api.example.org/", allowed=ALLOWED)
    assert trap == []


def test_a_name_with_one_address_inside_is_not_asked_at_all(trap, monkeypatch):
    resolves_to(monkeypatch, ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(NotFetched):
        fetch("https://api.example.org/", allowed=ALLOWED)
    assert trap == []


def test_a_name_is_looked_up_once_and_that_address_is_asked(trap, monkeypatch):
    """The second look-up would point inside: it is never made."""
    resolves_to(monkeypatch, ["93.184.215.14"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: trap.append(address) or _refuse())
    with pytest.raises(NotFetched):
        fetch("https://api.example.org/a?b=1", allowed=ALLOWED)
    assert trap == [("93.184.215.14", 443)]


def _refuse():
    raise ConnectionRefusedError


class Answering:
    """A connection whose other side says what it is told, in the place of TLS: the words of HTTP are what is tested."""

    def __init__(self, said):
        self.said = said

    def __call__(self, context, plain, server_hostname=None):
        assert server_hostname == "api.example.org"
        ours, self.theirs = socket.socketpair()
        threading.Thread(target=self.speak, daemon=True).start()
        return ours

    def speak(self):
        with contextlib.suppress(OSError):  # who cuts a long answer hangs up
            self.theirs.sendall(self.said)
            self.theirs.shutdown(socket.SHUT_WR)


def answered(monkeypatch, said):
    resolves_to(monkeypatch, ["93.184.215.14"])
    monkeypatch.setattr(web.socket, "create_connection", lambda address, timeout: None)
    other_side = Answering(said)
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", lambda *given, **more: other_side(*given, **more))


def test_a_plain_answer_is_given(monkeypatch):
    answered(monkeypatch, b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhola")
    assert fetch("https://api.example.org/", allowed=ALLOWED) == b"hola"


@pytest.mark.parametrize("status", [b"301 Moved", b"302 Found", b"307 Again", b"308 Moved", b"404 No", b"500 No", b"204 Empty"])
def test_a_redirect_is_not_followed_and_no_other_status_is_an_answer(monkeypatch, status):
    answered(monkeypatch, b"HTTP/1.1 " + status + b"\r\nLocation: https://127.0.0.1/\r\nContent-Length: 0\r\n\r\n")
    with pytest.raises(NotFetched, match="status"):
        fetch("https://api.example.org/", allowed=ALLOWED)


@pytest.mark.parametrize("length", [b"Content-Length: 200000\r\n", b"", b"Transfer-Encoding: chunked\r\n"])
def test_an_answer_without_end_is_cut(monkeypatch, length):
    body = b"30d40\r\n" + b"x" * 200_000 + b"\r\n0\r\n\r\n" if b"chunked" in length else b"x" * 200_000
    answered(monkeypatch, b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + body)
    with pytest.raises(NotFetched, match="too long"):
        fetch("https://api.example.org/", allowed=ALLOWED, most=100_000)


@pytest.mark.parametrize("begins", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"], ids=["status", "headers", "body"])
def test_an_answer_that_drips_is_left_when_its_time_is_over_wherever_it_drips(monkeypatch, begins):
    def drip(self):
        with contextlib.suppress(OSError):
            self.theirs.sendall(begins)
            while True:
                self.theirs.sendall(b"x")
                time.sleep(0.05)

    monkeypatch.setattr(Answering, "speak", drip)
    answered(monkeypatch, b"")
    started = time.monotonic()
    with pytest.raises(NotFetched):
        fetch("https://api.example.org/", allowed=ALLOWED, timeout=0.4)
    assert time.monotonic() - started < 3
