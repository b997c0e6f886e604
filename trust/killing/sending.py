"""Browsers that send the form «open a record» until it is acknowledged, however often the server dies on them."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

BROWSERS = 4


@dataclass
class Sending:
    """One filled form: sent again with the same token and the same words until somebody says where the record is."""

    name: str
    body: str
    tries: int = 0
    last_sent: float = 0.0
    location: str = ""


@dataclass
class Sent:
    """What all browsers know together."""

    organisation: int
    cookies: dict[str, str]
    secret: str
    acknowledged: list[Sending] = field(default_factory=list)
    waiting: list[Sending] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def next(self) -> Sending:
        """A form whose answer never came goes first."""
        from django.middleware.csrf import _mask_cipher_secret

        with self.lock:
            if self.waiting:
                return self.waiting.pop()
            self.number += 1
            name = f"Rosa {self.number}"
        cells: dict[str, Any] = {
            "organisation": self.organisation, "kind": "served", "sex": "not_stated", "registered_on": "2024-03-01", "given_name": name,
            "csrfmiddlewaretoken": _mask_cipher_secret(self.secret),
        }  # fmt: skip
        return Sending(name, urlencode(cells))

    def browse(self, port: int, until: threading.Event) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{port}/"}
        while not until.is_set():
            form = self.next()
            form.tries, form.last_sent = form.tries + 1, time.time()
            try:
                line.request("POST", "/people/new/", form.body, headers)
                answer = line.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                with self.lock:
                    self.waiting.append(form)
                return
            with self.lock:
                if answer.status == 302 and "/people/" in answer.headers["Location"]:
                    form.location = answer.headers["Location"]
                    self.acknowledged.append(form)
                else:
                    self.problems.append(f"{answer.status} {answer.headers.get('Location', '')}")
                    until.set()

    def browsers(self, port: int, until: threading.Event) -> list[threading.Thread]:
        threads = [threading.Thread(target=self.browse, args=(port, until), daemon=True) for _ in range(BROWSERS)]
        for thread in threads:
            thread.start()
        return threads
