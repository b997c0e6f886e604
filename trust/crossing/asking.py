"""Routes × actors × objects × methods, in two processes with a copy of the database each."""

import datetime as dt
import logging
import os
import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ALWAYS, ROTATING = ("get", "post"), ("head", "options", "put", "patch", "delete")


def the_worlds() -> SimpleNamespace:
    """Two organisations full of canaries and one account for each role, as in tests/access."""
    from django.db import transaction
    from django.test import override_settings

    from tejido.network.models import RoleAssignment
    from tests.access.world import one_account_for_each_role, organisation_full_of_data, published_report
    from tests.cast import give_role, the_cast, user
    from trust.signing.stage import QUICK, arranging

    number_from_millions()
    with arranging(), transaction.atomic(), override_settings(PASSWORD_HASHERS=QUICK):
        cast = the_cast()
        author = user("author", "Autora")
        a = organisation_full_of_data("AAA", cast.a, author, colleague=cast.bruno)
        b = organisation_full_of_data("BBB", cast.b, author, colleague=cast.carla)
        published_report(a.answer, author)
        accounts = one_account_for_each_role(cast.a, cast.red)
        a.person.account = accounts["person_served"]
        a.person.save()
        director, once = user("director-b", "Dirección de B"), user("once-director", "Fue dirección de A")
        give_role(director, "director", organisation=cast.b)
        RoleAssignment.objects.filter(pk=give_role(once, "director", organisation=cast.a).pk).update(ends_on=dt.date(2024, 6, 1))
        return SimpleNamespace(a=a, b=b, cast=cast, accounts=accounts, director_of_b=director, once_director=once)


def number_from_millions() -> None:
    """Each table numbers its rows from a million of its own: an id on a page is then no count, no day and no other row."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as file, file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY name")]
        file.execute("DELETE FROM sqlite_sequence")
        file.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [(name, number * 1_000_000) for number, name in enumerate(tables, start=1)])


def browsers(worlds: SimpleNamespace) -> dict[str, tuple[Any, list[str]]]:
    """Actor → (browser, canaries it must never meet)."""
    from django.test import Client

    from tests.access.test_matrix import forbidden_marks
    from tests.cast import signed_in
    from trust.signing.programs import made_token
    from trust.signing.stage import arranging

    with arranging():
        found = {slug: (signed_in(account), forbidden_marks(slug)) for slug, account in worlds.accounts.items()}
        found["person of A, own record"] = (found.pop("person_served")[0], ["CANARY-BBB"])
        found["person of nothing"] = (signed_in(worlds.cast.elena), ["CANARY-AAA", "CANARY-BBB"])
        found["coordinator of B"] = (signed_in(worlds.cast.carla), ["CANARY-AAA"])
        found["director of B"] = (signed_in(worlds.director_of_b), ["CANARY-AAA"])
        found["director of A until last year"] = (signed_in(worlds.once_director), ["CANARY-AAA", "CANARY-BBB"])
        found["no second factor"] = (signed_in(worlds.cast.ana, second_factor=False), ["CANARY-AAA", "CANARY-BBB"])
    found["nobody"] = (Client(headers={"accept-language": "es"}), ["CANARY-AAA", "CANARY-BBB"])
    _token, secret = made_token(worlds.cast, ["network.read", "plans.read"])
    found["token of A"] = (Client(headers={"authorization": f"Bearer {secret}"}), ["CANARY-BBB"])
    for browser, _marks in found.values():
        browser.raise_request_exception = False
    return found


def ask(browser: Any, method: str, url: str) -> tuple[int, str]:
    """One request whose effects are rolled back: status, and everything that came back with it, mail included."""
    from django.core import mail
    from django.db import transaction

    mail.outbox.clear()
    with transaction.atomic():
        answer = getattr(browser, method)(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    letters = " ".join(f"{letter.subject} {letter.body}" for letter in mail.outbox)
    return answer.status_code, f"{body.decode('utf-8', 'replace')} {answer.headers} {letters}"


class Heard(logging.Handler):
    """Everything that is logged, to be searched for canaries."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, line: logging.LogRecord) -> None:
        self.lines.append(f"{line.getMessage()} {line.exc_info or ''}")


def listening() -> Heard:
    """Hear every line of every log from now on."""
    logging.disable(logging.NOTSET)
    heard = Heard()
    logging.getLogger().handlers = [heard]
    for name in ("django", "django.request", "django.server", "django.security"):
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = [], True
    return heard


def plan_of(objects: list[Any], turn: int) -> list[tuple[str, Any]]:
    """Reading and writing with every object; the other methods with one object each, another one each time."""
    return [(method, one) for method in ALWAYS for one in objects] + [(method, objects[(turn + n) % len(objects)]) for n, method in enumerate(ROTATING)]


def matrix(worlds: SimpleNamespace, actors: list[str], note: Callable[[str], None], only: frozenset[str] = frozenset()) -> tuple[int, set[tuple[str, str]]]:
    """(checks, (actor, route) pairs that opened)."""
    from tests.access.test_matrix import address, all_routes, parameters

    heard = listening()
    who, checks, opened = browsers(worlds), 0, set()
    for number, actor in enumerate(actors):
        browser, marks = who[actor]
        for at, (name, path) in enumerate(all_routes()):
            if only and name not in only:
                continue
            objects = [("own", worlds.a, False), ("foreign", worlds.b, False), ("invented", worlds.a, True)] if parameters(path) else [("own", worlds.a, False)]
            for method, (which, world, invented) in plan_of(objects, at + number):
                url = address(name, path, world, invented) + ("?q=CANARY" if method == "get" else "")
                status, text = ask(browser, method, url)
                checks += 1
                if status >= 500:
                    note(f"{actor}: {method} {name} broke with {status}")
                if status == 200:
                    opened.add((actor, name))
                for mark in (mark for mark in marks if mark in text):
                    note(f"{actor}: {method} {name} ({which}) shows {mark}")
    found = sum("CANARY" in line for line in heard.lines)
    if found:
        note(f"{found} lines of the log carry a canary")
    logging.disable(logging.CRITICAL)
    return checks, opened


def in_two(work: Callable[[list[str]], Any], actors: list[str]) -> list[Any]:
    """Half of the actors in a child process with a copy of the database, half here."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    there = Path(settings.HOME) / "half.sqlite3"
    for suffix in ("", "-wal"):
        source = Path(str(settings.DATABASES["default"]["NAME"]) + suffix)
        if source.exists():
            shutil.copy(source, str(there) + suffix)
    out = there.with_suffix(".out")
    child = os.fork()
    if child == 0:
        try:
            connections["default"].settings_dict["NAME"] = there
            out.write_bytes(pickle.dumps(work(actors[1::2])))
        finally:
            os._exit(0)
    here = work(actors[0::2])
    os.waitpid(child, 0)
    return [here, pickle.loads(out.read_bytes())]


def ask_with(browser: Any, method: str, url: str, data: dict[str, str]) -> str:
    """One form sent, rolled back afterwards: everything that came back."""
    from django.db import transaction

    with transaction.atomic():
        answer = getattr(browser, method)(url, data)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return f"{answer.status_code} {answer.headers.get('Location', '')} {body.decode('utf-8', 'replace')}"
