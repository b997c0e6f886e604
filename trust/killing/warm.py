"""A process that has loaded Tejido and forks a server whenever it is told to: `python -m trust.killing.warm VARIANT`.

The fork runs `serve_until_stopped`, as `tejido serve` does after its preparation: Granian with one worker process of eight threads, on
the same WSGI application. What is left out is loading Python's modules again and the worker for long jobs. Both are in the full
starts, of which the proof makes some too. On standard input: a port. Answer: the number of the server's process group.
"""

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

SLOW = 0.04  # seconds between the commit and the answer, so that many a kill falls there


class SlowAnswers:
    """Widens the gap in which a change is on the disk and its sender does not know."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        response = self.get_response(request)
        time.sleep(SLOW)
        return response


def too_early(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The planted fault: says «done» and does it a moment later."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        from io import BytesIO

        later = {**environ, "wsgi.input": BytesIO(body)}
        threading.Timer(SLOW, lambda: list(application(later, lambda *_: None))).start()
        start_response("302 Found", [("Location", "/people/LATER/")])
        return [b""]

    return answer


def loaded(variant: str) -> None:
    """Everything that a server loads before it listens, with the fault of `variant`."""
    from django.conf import settings

    if variant in {"slow", "slow-twice"}:
        settings.MIDDLEWARE = ["trust.killing.warm.SlowAnswers", *settings.MIDDLEWARE]
    import tejido.wsgi as wsgi

    if variant == "slow-twice":
        from tejido.core import once

        once.names_one_sending = lambda request, view: False

    browse_once(wsgi.application)
    if variant == "too-early":
        wsgi.application = too_early(wsgi.application)  # type: ignore[assignment]
    from django.db import connections

    connections.close_all()


def browse_once(application: Callable[..., Iterable[bytes]]) -> None:
    """The first request of a process reads addresses, forms and templates; do that before the forks, as a server is warm after a minute."""
    from django.test import RequestFactory

    request = RequestFactory(headers={"cookie": os.environ["PROOF_COOKIES"]}).get("/people/new/", SERVER_NAME="127.0.0.1")
    list(application(request.environ, lambda *_: None))


def main() -> None:
    loaded(sys.argv[1])
    from tejido.server import serve_until_stopped

    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setsid()
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1):  # the parent's line of orders
                os.dup2(nowhere, stream)
            multiprocessing.set_start_method("fork", force=True)
            os._exit(serve_until_stopped("127.0.0.1", int(line), demo=False, with_worker=False))
        print(child, flush=True)
        threading.Thread(target=os.waitpid, args=(child, 0), daemon=True).start()


if __name__ == "__main__":
    main()
