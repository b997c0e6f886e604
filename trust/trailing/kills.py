"""A server that is killed while somebody reads under an emergency access: every page that arrived has its line."""

import http.client
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from unittest.mock import patch
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        pass


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True


def serving(listening: socket.socket, application: Callable[..., Any], *, late: bool) -> int:
    """Fork a server of `application` on a socket that is listening already; gives its process id."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    server = make_server("127.0.0.1", 0, told_afterwards(application) if late else application, server_class=Threaded, handler_class=Quiet)
    server.socket.close()
    server.socket = listening
    server.serve_forever(0.01)
    os._exit(0)


def told_afterwards(application: Callable[..., Any]) -> Callable[..., Any]:
    """The planted fault: lines are written once the answer has gone out."""
    from tejido.core.scope import everywhere
    from tejido.core.trail import record
    from tejido.people.actions import looking

    waiting: list[tuple[Any, Any]] = []
    patch.object(looking, "record", lambda *args, **values: waiting.append((args, values))).start()

    def late(environ: Any, start: Any) -> Iterable[bytes]:
        yield from application(environ, start)
        time.sleep(0.02)
        with everywhere("the planted fault writes too late"):
            while waiting:
                args, values = waiting.pop()
                record(*args, **values)

    return late


def reads_under_kills(kills: int, cookie: str, addresses: list[str], lines: Callable[[], int], chance: random.Random, *, late: bool = False) -> tuple[int, int]:
    """(pages that arrived, those of them without a line) over so many kills."""
    from tejido.wsgi import application

    arrived = missing = 0
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        port = listening.getsockname()[1]
        for _ in range(kills):
            before = lines()
            child = serving(listening, application, late=late)
            threading.Timer(chance.uniform(0.1, 0.5), os.kill, (child, signal.SIGKILL)).start()
            got = read_until_killed(port, cookie, addresses, child)
            arrived += got
            missing += max(0, got - (lines() - before))
    return arrived, missing


def read_until_killed(port: int, cookie: str, addresses: list[str], child: int) -> int:
    got = 0
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=0.4)
        try:
            line.request("GET", addresses[got % len(addresses)], headers={"Cookie": cookie, "Host": "localhost"})
            answer = line.getresponse()
            body = answer.read()
            got += answer.status == 200 and len(body) == int(answer.headers["Content-Length"] or len(body))
        except (OSError, http.client.HTTPException):
            time.sleep(0.005)
        finally:
            line.close()
    return got
