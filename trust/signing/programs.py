"""Programs with tokens: each set of capabilities against every address and method."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import chain, combinations
from typing import Any

from trust.signing.stage import arranging, browser

EVERYBODY = "help"  # answered before anybody is asked who it is, the same for all (ui/help.py)
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")


def made_token(cast: Any, capabilities: Sequence[str]) -> tuple[Any, str]:
    from django.db import transaction
    from django.utils import timezone

    from tejido.network import actions

    with arranging(), transaction.atomic():
        role = cast.dora.roles.get()
        made: tuple[Any, str] = actions.make_token(role, "prueba", capabilities, by=cast.dora, until=timezone.now() + dt.timedelta(days=9))
    return made


def sets() -> list[tuple[str, ...]]:
    from tejido.network.roles import FOR_TOKENS

    every = sorted(FOR_TOKENS)
    return list(chain.from_iterable(combinations(every, size) for size in range(1, len(every) + 1)))


def overreach(cast: Any, note: Any, kinds: Sequence[tuple[str, ...]]) -> tuple[int, int, int]:
    """Ask for everything with these kinds of tokens; note what is open that should not be. (tries, allowed and open, cookies)."""
    from tejido.core.routes import policy_of, routes, takes_token

    tried = opened = cookies = 0
    for held in kinds:
        _token, secret = made_token(cast, held)
        for path, name, view in routes():
            address = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m[1] == "int" else "nothing", path).replace("^", "").replace("$", "")
            allowed = takes_token(view) and policy_of(name, view) in held
            for method in METHODS:
                answer = getattr(browser(), method)(address, headers={"authorization": f"Bearer {secret}"})
                tried += 1
                cookies += bool(answer.cookies)
                opened += allowed and answer.status_code == 200
                if answer.status_code not in {401, 403, 404, 405} and not (allowed and method in {"get", "head"}) and name != EVERYBODY:
                    note(f"{held}: {method} {address} → {answer.status_code}")
                if allowed and "<" not in path and method == "get" and answer.status_code != 200:
                    note(f"{held}: {address} is shut: {answer.status_code}")
    return tried, opened, cookies
