"""Guesses at an account, spread over a day and over the world; and what the answers tell of who has an account."""

import random
import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from trust.signing.stage import PASSWORD, Clock, browser, code_now, with_password

DAY = 24 * 3600


class Heard:
    """How many guesses were really compared with a secret of the account."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def counting(self, account: Any) -> Iterator["Heard"]:
        from allauth.account.forms import BaseConfirmCodeForm
        from allauth.mfa.models import Authenticator

        from tejido.accounts.models import User

        check, wrap, clean = User.check_password, Authenticator.wrap, BaseConfirmCodeForm.clean_code

        def check_password(user: Any, raw: str) -> bool:
            self.count += user.pk == account.pk
            return bool(check(user, raw))

        def wrapped(owned: Any) -> Any:
            self.count += owned.user_id == account.pk
            return wrap(owned)

        def clean_code(form: Any) -> Any:
            self.count += 1
            return clean(form)

        by_mail, password = patch.object(BaseConfirmCodeForm, "clean_code", clean_code), patch.object(User, "check_password", check_password)
        with by_mail, password, patch.object(Authenticator, "wrap", wrapped):
            yield self


def somewhere(chance: random.Random) -> str:
    return ".".join(str(chance.randrange(1, 255)) for _ in range(4))


def a_day_of_guesses(account: Any, guesses: int, seed: int, clock: Clock, own: Any = None) -> tuple[int, list[bool]]:
    """Guesses from everywhere at the password, at codes by mail and at the second step; whether the owner got in meanwhile."""
    chance, heard, owner = random.Random(seed), Heard(), []
    start = clock.ahead
    pending = with_password(account)  # somebody who knows the password, stopped at the second step
    waiting: Any = None
    unseen = patch("django.template.response.SimpleTemplateResponse.rendered_content", "")  # nobody reads these ten thousand pages
    with heard.counting(account), unseen:
        for number in range(guesses):
            clock.ahead = start + DAY * number / guesses
            way, machine = number % 10, somewhere(chance)
            if way < 7:
                browser(REMOTE_ADDR=machine).post("/accounts/login/", {"login": account.email, "password": f"intento número {number}"})
            elif way == 7:
                waiting = browser(REMOTE_ADDR=machine)
                waiting.post("/accounts/login/code/", {"email": account.email})
            elif way == 8:
                waiting.post("/accounts/login/code/confirm/", {"code": f"{chance.randrange(10**6):06}"})
            else:
                pending.post("/accounts/2fa/authenticate/", {"code": f"{chance.randrange(10**6):06}"}, REMOTE_ADDR=machine)
            if own is not None and number % (guesses // 10) == guesses // 20:
                before = heard.count
                owner.append(owner_enters(account, own))
                heard.count = before
    return heard.count, owner


def owner_enters(account: Any, device: str) -> bool:
    """The owner signs in on a device used before."""
    made = browser(REMOTE_ADDR="203.0.113.77")
    made.cookies["device"] = device
    made.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    made.post("/accounts/2fa/authenticate/", {"code": code_now()})
    return bool(made.get("/desk/").status_code == 200)


FORMS = {
    "/accounts/login/": lambda email: {"login": email, "password": "no es esta frase"},
    "/accounts/login/code/": lambda email: {"email": email},
    "/accounts/password/reset/": lambda email: {"email": email},
}


def seen(answer: Any, email: str) -> str:
    """What an answer tells, without what it echoes."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(email, "…")
    names = sorted(name for name in answer.headers if name not in {"Content-Length"})
    cookies = sorted((name, morsel["max-age"], morsel["path"]) for name, morsel in answer.cookies.items())
    return f"{answer.status_code} {answer.headers.get('Location', '')} {names} {cookies} {body}"


def compare(known: str, pairs: int, path: str, threads: int = 6) -> tuple[int, float]:
    """Ask for a known and for an unknown address by turns: (pairs whose answers differ, gap of the medians)."""
    from django.db import connections

    times: dict[bool, list[float]] = {True: [], False: []}
    differing: list[int] = []

    def some(first: int) -> None:
        for number in range(first, pairs, threads):
            answers = {}
            for exists in (True, False) if number % 2 else (False, True):
                email = known if exists else f"nadie{number:04}@example.org"
                began = time.perf_counter()
                answer = browser().post(path, FORMS[path](email))
                times[exists].append(time.perf_counter() - began)
                answers[exists] = seen(answer, email)
            if answers[True] != answers[False]:
                differing.append(number)
        connections.close_all()

    running = [threading.Thread(target=some, args=(first,)) for first in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    medians = {exists: statistics.median(values) for exists, values in times.items()}
    return len(differing), abs(medians[True] - medians[False]) / medians[False]
