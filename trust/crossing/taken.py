"""What was taken away serves no request that begins after it was committed, also under load."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

PAGE = "/people/"


def changes(worlds: SimpleNamespace) -> dict[str, tuple[Callable[[], Any], Callable[[], None], Callable[[], None]]]:
    """What is taken: (a new browser and its page, take it away, give it back)."""
    from django.contrib.sessions.models import Session

    from tejido.accounts.models import User
    from tejido.network.models import AccessToken, RoleAssignment
    from tests.cast import signed_in
    from trust.signing.programs import made_token
    from trust.signing.stage import browser

    ana, now = worlds.cast.ana, {}
    _token, secret = made_token(worlds.cast, ["network.read"])
    roles = lambda **values: RoleAssignment.objects.filter(user=ana).update(**values)  # noqa: E731

    def entered() -> Any:
        now["browser"] = signed_in(ana)
        return lambda: now["browser"].get(PAGE).status_code

    def program() -> Any:
        return lambda: browser(HTTP_AUTHORIZATION=f"Bearer {secret}").get("/api/v1/organisations").status_code

    return {
        "role": (entered, lambda: roles(ends_on=dt.date(2024, 6, 1)), lambda: roles(ends_on=None)),
        "session": (entered, lambda: Session.objects.filter(session_key=now["browser"].session.session_key).delete(), lambda: None),
        "account": (entered, lambda: User.objects.filter(pk=ana.pk).update(is_active=False), lambda: User.objects.filter(pk=ana.pk).update(is_active=True)),
        "token": (program, lambda: AccessToken.objects.filter(user=worlds.cast.dora).update(revoked_at=dt.datetime.now(dt.UTC)),
                  lambda: AccessToken.objects.filter(user=worlds.cast.dora).update(revoked_at=None)),
    }  # fmt: skip


def take_away(worlds: SimpleNamespace, times: int) -> tuple[int, int, int]:
    """Take each thing away `times` times while two others ask: (taken, requests served before, requests served after the commit)."""
    from django.db import connections

    from trust.signing.stage import arranging

    served_before = served_after = taken = 0
    with arranging():
        plan = changes(worlds)
    for enter, take, give in plan.values():
        with arranging():
            page = enter()
        for turn in range(times):
            with arranging():
                give()
                if turn and page() != 200:  # its session is gone: in again
                    page = enter()
            served_before += page() == 200
            stop, asked = threading.Event(), []

            def load(stop: threading.Event = stop, asked: list[tuple[float, int]] = asked, page: Callable[[], int] = page) -> None:
                while not stop.is_set():
                    began = time.perf_counter()
                    asked.append((began, page()))
                connections.close_all()

            running = threading.Thread(target=load)
            running.start()
            with arranging():
                take()
            committed = time.perf_counter()
            served_after += page() == 200
            stop.set()
            running.join()
            served_after += sum(status == 200 for began, status in asked if began > committed)
            taken += 1
        with arranging():
            give()
    return taken, served_before, served_after
