"""Secrets that open once: used again a thousand times, used too late, and looked for in the files of the database."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trust.signing.stage import (
    PASSWORD,
    SECRET,
    Clock,
    browser,
    choose,
    code_by_mail,
    code_now,
    link_by_mail,
    own_factor,
    own_no_factor,
    with_both,
    with_password,
)  # fmt: skip

PHRASES = ("molino lento bajo tierra", "quieto viento entre encinas")


def replays(cast: Any, clock: Clock, times: int) -> Iterator[tuple[str, int]]:
    """(kind, how many of `times` second uses were accepted)."""
    account = cast.all
    own_factor(account)
    yield "code of the moment", second_step(account, code_now, times)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    spare = RecoveryCodes.activate(account).get_unused_codes()[0]
    yield "recovery code", second_step(account, lambda: spare, times)
    own_no_factor(cast.elena)
    yield "code by mail", mail_code(cast.elena, times)
    yield "link for a password", links(link_by_mail(cast.elena), times)
    yield "invitation", links(invitation(cast.elena), times)


def second_step(account: Any, code: Any, times: int) -> int:
    from django.core.cache import cache

    cache.clear()
    first, pending = with_password(account), with_password(account)
    used = code()
    first.post("/accounts/2fa/authenticate/", {"code": used})
    assert first.get("/desk/").status_code == 200
    return sum(pending.post("/accounts/2fa/authenticate/", {"code": used}).status_code == 302 for _ in range(times))


def mail_code(account: Any, times: int) -> int:
    """Again in the browser that used it, and in one that waits for a code of its own."""
    made, code = code_by_mail(account)
    made.post("/accounts/login/code/confirm/", {"code": code})
    assert made.get("/desk/search/").status_code == 200
    made.post("/accounts/logout/")
    other, accepted = None, 0
    for number in range(times):
        if number % 3 == 0:
            other, own = code_by_mail(account)
            assert own != code
        now = made if number % 2 else other
        now.post("/accounts/login/code/confirm/", {"code": code})
        accepted += "_auth_user_id" in now.session
    return accepted


def links(link: str, times: int) -> int:
    choose(link, PHRASES[0])
    accepted = 0
    for _ in range(times):
        accepted += "password1" in browser().get(link, follow=True).content.decode()
    return accepted


def invitation(account: Any) -> str:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    account.set_unusable_password()
    account.last_login = None
    account.save()
    return f"/accounts/password/reset/key/{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}/"


def too_late(cast: Any, clock: Clock) -> Iterator[tuple[str, bool]]:
    """(what is promised, kept)."""

    def opens(link: str) -> bool:
        return "password1" in browser().get(link, follow=True).content.decode()

    cast.elena.set_password(PASSWORD)
    cast.elena.save()
    with_password(cast.elena)
    link = link_by_mail(cast.elena)
    clock.ahead += 3500
    yield "a link for a password serves 58 minutes", opens(link)
    clock.ahead += 200
    yield "and not 62", not opens(link)
    link = invitation(cast.elena)
    clock.ahead += 71 * 3600
    yield "an invitation serves 71 hours", opens(link)
    clock.ahead += 2 * 3600
    yield "and not 73", not opens(link)
    cast.elena.set_password(PASSWORD)
    cast.elena.save()
    made, code = code_by_mail(cast.elena)
    clock.ahead += 240
    made.post("/accounts/login/code/confirm/", {"code": code})
    yield "a code by mail does not serve four minutes", "_auth_user_id" not in made.session


def at_rest(cast: Any) -> dict[str, int]:
    """How often each secret is found in the bytes of the database."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from django.conf import settings

    own_factor(cast.all)
    spare = RecoveryCodes.activate(cast.all).get_unused_codes()
    seed = RecoveryCodes.activate(cast.all).instance.data["seed"]
    pending, code = code_by_mail(cast.elena)
    link = link_by_mail(cast.elena)
    setting_up = with_password(cast.bruno)
    setting_up.get("/accounts/2fa/totp/activate/")
    secrets = {
        "secret of codes": SECRET, "recovery code": spare[0], "seed of recovery codes": seed.removeprefix("k1.") if not seed.startswith("k1.") else "",
        "code by mail": code, "link": re.sub(r".*-", "", link.rstrip("/")), "secret being set up": setting_up.session["mfa.totp.secret"],
        "token": token_secret(cast),
    }  # fmt: skip
    found = b"".join(path.read_bytes() for path in Path(settings.HOME).glob("tejido.sqlite3*"))
    assert len(found) > 100_000
    assert pending is not None
    return {what: found.count(secret.encode()) + found.count(secret.replace("-", "").encode()) if secret else 0 for what, secret in secrets.items()}


def token_secret(cast: Any) -> str:
    from trust.signing.programs import made_token

    return str(made_token(cast, ["network.read"])[1])


__all__ = ["at_rest", "replays", "too_late", "with_both"]
