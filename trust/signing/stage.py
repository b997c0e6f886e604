"""A fresh installation with the cast in it, real sign-in, and a clock that can be put forward."""

import datetime as dt
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

PASSWORD = "cuatro-palabras-sueltas-ya"  # of everybody in tests/cast.py
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def start() -> None:
    import django
    from django.conf import settings

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    logging.disable(logging.CRITICAL)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.ENTRANCE_SECONDS = 0
    settings.WHITENOISE_AUTOREFRESH = True
    call_command("migrate", verbosity=0)


@contextmanager
def arranging() -> Iterator[None]:
    from tejido.core.scope import everywhere

    with everywhere("a proof arranges and looks"):
        yield


def the_cast() -> SimpleNamespace:
    """The people of tests/cast.py, and one account that holds every role of staff: nothing is shut to it but for the second factor."""
    from django.db import transaction
    from django.test import override_settings

    from tejido.network.roles import ROLES
    from tests.cast import give_role, the_cast, user

    with arranging(), transaction.atomic(), override_settings(PASSWORD_HASHERS=QUICK):
        cast = the_cast()
        cast.all = user("todas", "Todas Las Manos")
        for role in ROLES.values():
            if role.staff:
                give_role(cast.all, role.slug, **({"network": cast.red} if role.place == "network" else {"organisation": cast.a}))
    return cast


def only_served(cast: SimpleNamespace) -> None:
    """Elena is a person served again, and nothing else."""
    with arranging():
        cast.elena.roles.exclude(role="person_served").delete()


class Clock:
    """Time for sign-in: sessions, counts, one-time codes and links."""

    def __init__(self) -> None:
        self.ahead = 0.0

    @contextmanager
    def running(self) -> Iterator["Clock"]:
        from tejido.accounts.links import OneTimeLinks

        real_time, links_now = time.time, OneTimeLinks._now
        time.time = lambda: real_time() + self.ahead
        OneTimeLinks._now = lambda links: links_now(links) + dt.timedelta(seconds=self.ahead)
        try:
            yield self
        finally:
            time.time, OneTimeLinks._now = real_time, links_now


def browser(**extra: Any) -> Any:
    from django.test import Client

    made = Client(headers={"accept-language": "es"}, **extra)
    made.raise_request_exception = False
    return made


def code_now(secret: str = SECRET) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def own_factor(account: Any) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    Authenticator.objects.filter(user=account).delete()
    TOTP.activate(account, SECRET)


def own_no_factor(account: Any) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.filter(user=account).delete()


def with_password(account: Any, password: str = PASSWORD, **extra: Any) -> Any:
    made = browser(**extra)
    made.post("/accounts/login/", {"login": account.email, "password": password})
    return made


def with_both(account: Any, **extra: Any) -> Any:
    """A browser in which this account is signed in with both steps."""
    from django.core.cache import cache

    cache.clear()
    made = with_password(account, **extra)
    made.post("/accounts/2fa/authenticate/", {"code": code_now()})
    return made


def last_mail() -> Any:
    from django.core import mail

    return mail.outbox[-1]


def code_by_mail(account: Any) -> tuple[Any, str]:
    """A browser that asked for a code, and the code."""
    made = browser()
    made.post("/accounts/login/code/", {"email": account.email})
    return made, re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", last_mail().body, re.MULTILINE)[1]


def link_by_mail(account: Any) -> str:
    """The address in the mail for a new password."""
    browser().post("/accounts/password/reset/", {"email": account.email})
    return re.search(r"http://testserver(/\S+)", last_mail().body)[1]


def choose(link: str, password: str) -> Any:
    """Follow a link and choose a password; the browser that did."""
    made = browser()
    form = made.get(link, follow=True)
    made.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    return made
