"""Every way in, stopped before the second factor, against every page of staff."""

import base64
from collections.abc import Callable, Iterator
from typing import Any

from trust.signing.stage import (
    PASSWORD,
    arranging,
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

SENT_BACK = ("/accounts/login/", "/accounts/2fa/", "/accounts/reauthenticate/")
NEW = "molino lento bajo tierra"


def staff_addresses() -> list[str]:
    """Every address that needs an account, filled with names of nothing: the gate answers before the view looks."""
    import re

    from tejido.core.routes import PUBLIC, SIGNED_IN, SIGNING_IN, policy_of, routes

    found = []
    for path, name, view in routes():
        policy = policy_of(name, view)
        if policy in {PUBLIC, SIGNING_IN} or (policy == SIGNED_IN and not hasattr(view, "open_to")):
            continue
        found.append("/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m[1] == "int" else "nothing", path))
    return sorted(set(found))


def states(cast: Any) -> Iterator[tuple[str, Any, dict[str, str]]]:
    """(what was done, the browser, headers that it sends): the account holds every role of staff and has shown no second factor."""
    yield from without_a_factor(cast.all)
    yield served_becomes_staff(cast)
    own_factor(cast.all)
    yield from with_a_factor(cast)
    yield from with_headers(cast.all)


def without_a_factor(account: Any) -> Iterator[tuple[str, Any, dict[str, str]]]:
    own_no_factor(account)
    yield "nothing", browser(), {}
    yield "password", with_password(account), {}
    made, code = code_by_mail(account)
    made.post("/accounts/login/code/confirm/", {"code": code})
    yield "code by mail", made, {}
    yield "new password by link", choose(link_by_mail(account), PASSWORD), {}
    made = with_password(account)
    made.post("/accounts/2fa/recovery-codes/generate/")
    made.get("/accounts/2fa/recovery-codes/")
    yield "password, recovery codes asked for", made, {}
    made = with_password(account)
    made.get("/accounts/2fa/totp/activate/")
    made.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    yield "password, set-up begun with a wrong code", made, {}
    made = with_password(account)
    made.post("/accounts/reauthenticate/", {"password": PASSWORD})
    yield "password, confirmed again", made, {}
    made = with_password(account)
    made.post("/language/", {"language": "en", "next": "/desk/"})
    yield "password, another language", made, {}
    yield invited(account)


def invited(account: Any) -> tuple[str, Any, dict[str, str]]:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    account.set_unusable_password()
    account.last_login = None
    account.save()
    made = choose(f"/accounts/password/reset/key/{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}/", PASSWORD)
    account.refresh_from_db()
    made.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    return "invitation, password chosen and sent", made, {}


def served_becomes_staff(cast: Any) -> tuple[str, Any, dict[str, str]]:
    from tejido.network.models import RoleAssignment
    from tests.cast import give_role

    made = with_password(cast.elena)
    made.get("/desk/search/")
    with arranging():
        for held in list(RoleAssignment.objects.filter(user=cast.all)):
            give_role(cast.elena, held.role, organisation=held.organisation, network=held.network)
    return "a person served, staff since", made, {}


def with_a_factor(cast: Any) -> Iterator[tuple[str, Any, dict[str, str]]]:
    account = cast.all
    yield "password, code not yet shown", with_password(account), {}
    made, code = code_by_mail(account)
    made.post("/accounts/login/code/confirm/", {"code": code})
    yield "code by mail, code of the second step not yet shown", made, {}
    made = with_password(account)
    for wrong in ("000000", "", "abcdef"):
        made.post("/accounts/2fa/authenticate/", {"code": wrong})
    yield "password, wrong codes", made, {}
    made = with_password(account)
    for path in ("totp/deactivate/", "recovery-codes/generate/", "totp/activate/", "webauthn/add/", "trust/"):
        made.post(f"/accounts/2fa/{path}", {"code": "000000"})
    yield "password, pages of the second factor tried", made, {}
    made = choose(link_by_mail(account), NEW)
    made.post("/accounts/login/", {"login": account.email, "password": NEW})
    yield "new password by link and sent, code not yet shown", made, {}
    account.set_password(PASSWORD)
    account.save()
    made = browser()
    made.get("/accounts/2fa/webauthn/login/")
    made.post("/accounts/2fa/webauthn/login/", {"credential": "{}"})
    yield "passkey begun, nothing signed", made, {}
    own_factor(cast.ana)
    made = with_both(cast.ana)
    made.post("/accounts/logout/")
    made.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    yield "the browser of a colleague who had shown hers", made, {}
    made = with_both(account)
    device = made.cookies["device"].value
    made = browser()
    made.cookies["device"] = device
    made.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    yield "a known device, password", made, {}
    own_no_factor(account)
    made = with_password(account)
    own_factor(account)
    yield "a session from before the factor was set up", made, {}
    yield from used_recovery_code(account)


def used_recovery_code(account: Any) -> Iterator[tuple[str, Any, dict[str, str]]]:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from django.core.cache import cache

    used = RecoveryCodes.activate(account).get_unused_codes()[0]
    with_password(account).post("/accounts/2fa/authenticate/", {"code": used})
    cache.clear()
    made = with_password(account)
    made.post("/accounts/2fa/authenticate/", {"code": used})
    yield "password, a recovery code used before", made, {}
    with_both(account)
    made = with_password(account)
    made.post("/accounts/2fa/authenticate/", {"code": code_now()})
    yield "password, a code of the moment used before", made, {}


def with_headers(account: Any) -> Iterator[tuple[str, Any, dict[str, str]]]:
    pending, full = with_password(account), with_both(account)
    basic = base64.b64encode(f"{account.email}:{PASSWORD}".encode()).decode()
    yield "identifier of a half session as bearer", browser(), {"authorization": f"Bearer {pending.cookies['sessionid'].value}"}
    yield "identifier of a whole session as bearer", browser(), {"authorization": f"Bearer {full.cookies['sessionid'].value}"}
    yield "password as bearer", browser(), {"authorization": f"Bearer {PASSWORD}"}
    yield "basic authentication", browser(), {"authorization": f"Basic {basic}"}
    yield "basic authentication beside a half session", pending, {"authorization": f"Basic {basic}"}
    yield "names in headers", browser(), {"remote-user": account.email, "x-remote-user": account.email, "x-forwarded-user": account.email}
    yield "identifier of a session in the address", browser(QUERY_STRING=f"sessionid={full.cookies['sessionid'].value}"), {}


def is_sent_back(answer: Any, headers: dict[str, str]) -> bool:
    if "authorization" in headers and headers["authorization"].startswith("Bearer"):
        return answer.status_code == 401
    return answer.status_code == 302 and answer["Location"].startswith(SENT_BACK)


def bypasses(cast: Any, addresses: list[str], note: Callable[[str], None]) -> tuple[int, int]:
    """Try every address in every state; note what was let in; the number of states and of tries."""
    tried, count = 0, 0
    for what, made, headers in states(cast):
        count += 1
        begun = {name: morsel.value for name, morsel in made.cookies.items()}
        for number, address in enumerate(addresses):
            for method in ("get", "post") if (number + count) % 3 == 0 else ("get",):
                for name, value in begun.items():  # whatever an earlier address did to the session of this browser
                    made.cookies[name] = value
                tried += 1
                answer = getattr(made, method)(address, headers=headers)
                if not is_sent_back(answer, headers):
                    note(f"{what}: {method} {address} → {answer.status_code} {answer.headers.get('Location', '')}")
    return count, tried
