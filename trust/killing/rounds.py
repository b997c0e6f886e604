"""Start, let the browsers work, kill, start again; then count what is there."""

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.postgres import free_port
from trust.killing.sending import Sent

AT_WORK = 9  # answers before each kill
LONGEST = 20.0  # seconds to wait for them


@dataclass
class Counted:
    kills: int
    acknowledged: int
    repeated: int  # sent more than once
    absorbed: int  # repeated although the first sending had been done
    lost: int
    double: int
    unsound: int
    problems: list[str]


def browser_session() -> Sent:
    """An account that opens records, signed in with its second factor."""
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string

    from tejido.core.scope import everywhere
    from tejido.network.models import Organisation, Region
    from tests.cast import give_role, signed_in, user

    with everywhere("a proof arranges"):
        name = f"sitio-{secrets.token_hex(4)}"
        region, _ = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})
        place = Organisation.objects.create(slug=name, name=name, country="SV", region=region)
        account = user(name, "Ana Rivas")
        give_role(account, "programme_coordinator", organisation=place)
        cookie = signed_in(account).cookies[settings.SESSION_COOKIE_NAME].value
    secret = _get_new_csrf_string()
    return Sent(place.pk, {settings.SESSION_COOKIE_NAME: cookie, settings.CSRF_COOKIE_NAME: secret}, secret)


def answers(port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise TimeoutError(f"no server on port {port} after {seconds} s")


class Warm:
    """Servers forked from a process that has loaded everything."""

    def __init__(self, variant: str, cookie: str) -> None:
        command = [sys.executable, "-m", "trust.killing.warm", variant]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "PROOF_COOKIES": cookie})
        assert self.process.stdout
        if self.process.stdout.readline() != "ready\n":
            raise RuntimeError("Tejido could not be loaded for the kills")

    def start(self, port: int) -> int:
        assert self.process.stdin
        assert self.process.stdout
        print(port, file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(warm: Warm | None, port: int) -> Iterator[None]:
    """A server on this port; killed with all its processes at the end of the block."""
    full = None
    if warm:
        group = warm.start(port)
    else:
        command = [sys.executable, "-m", "tejido.cli", "serve", "--port", str(port)]
        full = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        group = full.pid
    try:
        answers(port)
        yield
    finally:
        os.killpg(group, signal.SIGKILL)
        if full:
            full.wait()


def kills(number: int, chance: random.Random, *, variant: str = "", full_every: int = 0, acknowledged: int = 0) -> Counted:
    """Kill the server this often while four browsers work, and on a slow machine until so many forms were acknowledged.

    Each start is on a port of its own, so that no old server can answer.
    """
    sent, done = browser_session(), 0
    warm = Warm(variant or "as-it-is", sent.cookie)
    try:
        for kill in range(2 * number):
            if kill >= number and len(sent.acknowledged) >= acknowledged:
                break
            done = kill + 1
            full = bool(full_every) and kill % full_every == full_every - 1
            port, until = free_port(), threading.Event()
            with serving(None if full else warm, port):
                threads = sent.browsers(port, until)
                worked(sent, until, chance)
            until.set()
            for thread in threads:
                thread.join()
            if sent.problems:
                break
        with serving(warm, port := free_port()):
            finish(sent, port)
    finally:
        warm.close()
    return counted(sent, done)


def worked(sent: Sent, until: threading.Event, chance: random.Random) -> None:
    """Some answers first, so that each kill falls into real work; then the moment of the kill is drawn by chance."""
    enough, end = len(sent.acknowledged) + AT_WORK, time.monotonic() + LONGEST
    while len(sent.acknowledged) < enough and time.monotonic() < end and not until.is_set():
        time.sleep(0.005)
    until.wait(chance.uniform(0, 0.15))


def finish(sent: Sent, port: int) -> None:
    """Let every form that still waits for its answer have one."""
    until = threading.Event()
    threads = sent.browsers(port, until)
    while sent.waiting and not sent.problems:
        time.sleep(0.02)
    until.set()
    for thread in threads:
        thread.join()
    time.sleep(0.5)  # what a faulty server does after its answer


def counted(sent: Sent, number: int) -> Counted:
    from django.db import connection

    from tejido.core.scope import within
    from tejido.people.models import Identity

    with within(sent.organisation):
        there: Counter[str] = Counter()
        opened: dict[str, Any] = {}
        for identity in Identity.objects.filter(person__organisation=sent.organisation).select_related("person"):
            there[identity.given_name] += 1
            opened[identity.person.code] = (identity.given_name, identity.person.created_at.timestamp())
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA main.integrity_check")
            unsound = int(cursor.fetchone()[0] != "ok")
    lost = absorbed = 0
    for form in sent.acknowledged:
        name, at = opened.get(form.location.rstrip("/").rpartition("/")[2], ("", 0.0))
        lost += form.name not in there or name not in {form.name, ""}
        absorbed += form.tries > 1 and name == form.name and at < form.last_sent
    return Counted(
        kills=number, acknowledged=len(sent.acknowledged), repeated=sum(form.tries > 1 for form in sent.acknowledged), absorbed=absorbed,
        lost=lost, double=sum(times - 1 for times in there.values()), unsound=unsound, problems=sent.problems,
    )  # fmt: skip
