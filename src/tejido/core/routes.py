"""Deny by default: every URL says to whom it is open, or Tejido does not start.

A view of ours declares it with `@open_to(...)`. URLs of libraries are listed by name in THIRD_PARTY. What a view is open to is
`PUBLIC` (anybody), `SIGNING_IN` (anybody, while a sign-in is under way), `SIGNED_IN` (any account) or the name of a capability of
`network/roles.py`, such as `people.read`. Every view of ours passes here, so this is also where a form sent twice is done once.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from tejido.core.once import done_once

PUBLIC = "public"
SIGNING_IN = "signing-in"
SIGNED_IN = "signed-in"

V = TypeVar("V", bound=Callable[..., Any])

# Library views by URL name (namespace included). A new one that is not listed stops the start.
THIRD_PARTY: dict[str, str] = {
    "set_language": PUBLIC,
    "account_login": SIGNING_IN,
    "account_logout": SIGNING_IN,
    "account_signup": SIGNING_IN,
    "account_reset_password": SIGNING_IN,
    "account_reset_password_done": SIGNING_IN,
    "account_reset_password_from_key": SIGNING_IN,
    "account_reset_password_from_key_done": SIGNING_IN,
    "account_confirm_email": SIGNING_IN,
    "account_email_verification_sent": SIGNING_IN,
    "account_request_login_code": SIGNING_IN,
    "account_confirm_login_code": SIGNING_IN,
    "account_reauthenticate": SIGNING_IN,
    "account_inactive": SIGNING_IN,
    "account_change_password": SIGNING_IN,
    "account_set_password": SIGNING_IN,
    "account_email": SIGNED_IN,
    "mfa_authenticate": SIGNING_IN,
    "mfa_trust": SIGNING_IN,
    "mfa_reauthenticate": SIGNING_IN,
    "mfa_index": SIGNING_IN,
    "mfa_activate_totp": SIGNING_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNING_IN,
    "mfa_generate_recovery_codes": SIGNING_IN,
    "mfa_download_recovery_codes": SIGNING_IN,
    "mfa_list_webauthn": SIGNING_IN,
    "mfa_add_webauthn": SIGNING_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_login_webauthn": SIGNING_IN,
    "mfa_reauthenticate_webauthn": SIGNING_IN,
    "usersessions_list": SIGNED_IN,
}


def open_to(whom: str, *, token: bool = False) -> Callable[[V], V]:
    """Declare to whom a view is open. Innermost or outermost decorator: both work, the mark travels with functools.wraps.

    `token`: also to a program that comes with a token instead of a browser (`network.bearer`); all other views are shut to it.
    """

    def mark(view: V) -> V:
        view = done_once(view)
        view.open_to = whom  # type: ignore[attr-defined]
        view.takes_token = token  # type: ignore[attr-defined]
        return view

    return mark


def takes_token(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, "takes_token", None))


def policy_of(pattern_name: str, view: Callable[..., Any]) -> str | None:
    """To whom this URL is open; None when nobody said."""
    declared: str | None = getattr(view, "open_to", None)
    return declared or THIRD_PARTY.get(pattern_name)


def routes(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Every (path, name, view) of the project."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, ":".join(part for part in (namespace, entry.name or "") if part), entry.callback
        else:
            yield from routes(entry, path, ":".join(part for part in (namespace, entry.namespace or "") if part))


def check_routes(known: frozenset[str]) -> list[CheckMessage]:
    """One Error for each URL that nobody classified, or that names a capability which no role has."""
    problems: list[CheckMessage] = []
    for path, name, view in routes():
        policy = policy_of(name, view)
        if policy is None:
            problems.append(Error(f"/{path} ({name}) does not say to whom it is open.", hint="Decorate the view with @open_to(...).", id="tejido.E001"))
        elif policy not in known:
            problems.append(Error(f"/{path} is open to {policy!r}, which no role grants.", hint="See network/roles.py.", id="tejido.E002"))
    return problems
