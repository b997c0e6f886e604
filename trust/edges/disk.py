"""A disk without room: what was acknowledged is stored, the rest is told to come back, and with room again all goes on."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from trust.bar import Bar
from trust.signing import stage

ROOM = 60_000  # bytes that a file may still grow
MOST = 80


class Careless:
    """The planted fault: says «done» whatever became of it."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        from django.shortcuts import redirect

        response = self.get_response(request)
        return redirect("/people/") if request.method == "POST" and response.status_code == 503 else response


@contextmanager
def no_room(most: int = 0) -> Iterator[None]:
    """No file of this process grows much further, or beyond `most` bytes: writing fails as on a full disk."""
    from django.conf import settings
    from django.db import connection

    with connection.cursor() as cursor:  # the log is written from its beginning: no room is left in it that it had before
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    largest = max(path.stat().st_size for path in settings.HOME.rglob("tejido.sqlite3*"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most or largest + ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def registered(browser: Any, form: dict[str, Any], mark: str, number: int) -> tuple[list[str], list[Any]]:
    """Persons registered one by one until the disk has refused ten: codes acknowledged, other answers."""
    taken, others = [], []
    for n in range(number):
        answer = browser.post("/people/new/", {**form, "register_code": f"{mark}-{n}", "address": f"Calle {n} " + "x" * 150})
        if answer.status_code == 302:
            taken.append(f"{mark}-{n}")
        else:
            others.append(answer)
        if len(others) >= 10:
            break
    return taken, others


def stored(mark: str) -> set[str]:
    from tejido.people.models import Person

    with stage.arranging():
        return set(Person.objects.filter(register_code__startswith=f"{mark}-").values_list("register_code", flat=True))


def bar(cast: Any) -> Bar:
    from django.conf import settings
    from django.db import connection
    from django.test import override_settings

    from tests.access.assignment import filled_in

    browser = signed_in_again(cast)
    page = browser.get("/people/new/")
    with stage.arranging():
        form = {**filled_in(page.context["form"]), "given_name": "Ana", "family_name": "Paz", "is_somebody_else": "on"}
    ready, _none = registered(browser, form, "ANTES", 1)
    with no_room():
        taken, refused = registered(browser, form, "LLENO", MOST)
        help_page = browser.get("/ayuda/").status_code
    wrong = [answer.status_code for answer in refused if answer.status_code != 503 or not answer.has_header("Retry-After")]
    lost, extra = set(taken) - stored("LLENO"), stored("LLENO") - set(taken)
    again, _others = registered(browser, form, "LUEGO", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        whole = cursor.fetchone()[0] == "ok"
    with override_settings(MIDDLEWARE=["trust.edges.disk.Careless", *settings.MIDDLEWARE]):
        careless = signed_in_again(cast)
        with no_room(ROOM):
            said, _others = registered(careless, form, "PLANTADO", 20)
    caught = set(said) - stored("PLANTADO")
    healed = len(again) == 5 and stored("LUEGO") == set(again)
    return Bar(
        "38", "on a full disk what is acknowledged is stored, the rest is told to come back",
        f"{len(taken)} acknowledged, {len(lost)} lost, {len(extra)} more; {len(refused)} refused, {len(wrong)} not with 503 and a time {wrong[:3]}; help page {help_page}; "
        f"goes on with room again: {healed}; file whole: {whole}",
        f"{len(taken)} acknowledged (5), {len(refused)} refused (10)", f"a writer that ignores the error: {len(caught)} lost of {len(said)}",
        bool(ready) and not (lost or extra or wrong) and help_page == 200 and healed and whole, len(taken) >= 5 and len(refused) >= 10, bool(caught),
    )  # fmt: skip


def signed_in_again(cast: Any) -> Any:
    from tests.cast import signed_in

    with stage.arranging():
        browser = signed_in(cast.ana)
    browser.raise_request_exception = False
    return browser
