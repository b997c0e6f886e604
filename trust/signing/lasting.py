"""How long sessions last, what they are called, and what ends them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

from trust.signing.stage import (
    PASSWORD,
    Clock,
    arranging,
    browser,
    choose,
    code_now,
    link_by_mail,
    own_factor,
    own_no_factor,
    with_both,
    with_password,
)

PAGE = "/desk/search/"


def is_in(made: Any) -> bool:
    return bool(made.get(PAGE).status_code == 200)


def limits(cast: Any, clock: Clock) -> Iterator[tuple[str, bool]]:
    """(what is promised, kept): half an hour of nothing, twelve hours at most."""
    for what, steps, inside in (
        ("29:50 without a request", [1790], True),
        ("30:10 without a request", [1810], False),
        ("a request each 25 min for 11 h 50", [1500] * 28 + [600], True),
        ("a request each 25 min for 12 h 10", [1500] * 29 + [310], False),
        ("a day later", [86400], False),
    ):
        made = with_both(cast.all)
        for seconds in steps[:-1]:
            clock.ahead += seconds
            made.get(PAGE)
        clock.ahead += steps[-1]
        yield what, is_in(made) == inside


def names(cast: Any, times: int) -> tuple[int, int, int]:
    """Identifiers of `times` sign-ins: (different ones, shortest, sign-ins after which the identifier was the one of before)."""
    own_no_factor(cast.elena)
    found, kept = set(), 0
    for _ in range(times):
        made = browser()
        session = made.session  # of nobody, with something in it: planted in a shared browser, say
        session["reading"] = "large"
        session.save()
        made.cookies["sessionid"] = before = session.secret
        assert made.session["reading"] == "large"
        made.post("/accounts/login/", {"login": cast.elena.email, "password": PASSWORD})
        name = made.cookies["sessionid"].value
        kept += name == before
        found.add(name)
    return len(found), min(len(name) for name in found), kept


def endings(cast: Any) -> dict[str, Callable[[Any], None]]:
    """What ends the session of another browser, as something done in `here`."""
    from django.db import transaction

    from tejido.accounts.actions import close_account
    from tejido.accounts.models import User

    new = "molino lento bajo tierra"

    def password_changed(here: Any) -> None:
        here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    def factor_added(here: Any) -> None:
        here.get("/accounts/2fa/totp/activate/")
        here.post("/accounts/2fa/totp/activate/", {"code": code_now(here.session["mfa.totp.secret"])})

    def factor_removed(here: Any) -> None:
        here.post("/accounts/reauthenticate/", {"password": PASSWORD})
        here.post("/accounts/2fa/totp/deactivate/")

    def account_closed(here: Any) -> None:
        with arranging(), transaction.atomic():
            close_account(User.objects.get(pk=cast.elena.pk), by=None)

    return {
        "in the list": lambda here: here.post("/accounts/sessions/"),
        "password changed": password_changed,
        "new password by link": lambda here: choose(link_by_mail(cast.elena), new),
        "factor added": factor_added,
        "factor removed": factor_removed,
        "account closed": account_closed,
    }


def others_end(cast: Any, rounds: int) -> Iterator[tuple[str, bool]]:
    """(way, whether the other browser was out at its very next request)."""
    for what, do in endings(cast).items():
        for _ in range(rounds):
            cast.elena.is_active = True
            cast.elena.set_password(PASSWORD)
            cast.elena.save()
            has_factor = what == "factor removed"
            (own_factor if has_factor else own_no_factor)(cast.elena)
            enter = with_both if has_factor else with_password
            there, here = enter(cast.elena), enter(cast.elena)
            both = is_in(there) and is_in(here)
            do(here)
            yield what, both and not is_in(there)
    cast.elena.is_active = True
    cast.elena.set_password(PASSWORD)
    cast.elena.save()


FLAGS = """
import json
from trust.signing import stage
stage.start()
from django.conf import settings
settings.PASSWORD_HASHERS, settings.ACCOUNT_RATE_LIMITS = stage.QUICK, False
made = stage.browser()
made.defaults.update({"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "203.0.113.9"})
made.get("/accounts/login/")
made.post("/accounts/login/", {"login": "elena@example.org", "password": stage.PASSWORD})
print(json.dumps({name: {key: morsel[key] for key in ("secure", "httponly", "samesite", "path", "domain")} for name, morsel in made.cookies.items()}))
"""


def cookies_over_https() -> dict[str, dict[str, Any]]:
    """The cookies that a sign-in over HTTPS sets, from a process with the settings of a public server."""
    done = subprocess.run([sys.executable, "-c", FLAGS], env={**os.environ, "TEJIDO_HTTPS": "1"}, capture_output=True, text=True, timeout=120, check=True)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def well_flagged(name: str, flags: dict[str, Any]) -> bool:
    return name.startswith("__Host-") and bool(flags["secure"]) and bool(flags["httponly"]) and flags["samesite"] == "Lax" and flags["path"] == "/" and not flags["domain"]
