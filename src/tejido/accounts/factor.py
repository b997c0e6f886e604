"""Whether this session has shown a second factor. Read from the session's own record, so no other path can claim it."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from tejido.accounts.sessions import rename_session
from tejido.core.trail import record

LATELY = 300  # seconds


def has_shown_second_factor(request: HttpRequest) -> bool:
    """True after a one-time code, a passkey or a recovery code in this session."""
    return any(entry.get("method") == "mfa" for entry in get_authentication_records(request, request.user))


def signed_in_lately(request: HttpRequest) -> bool:
    """True for five minutes after a sign-in or after confirming who one is."""
    times = [entry.get("at", 0) for entry in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - max(times) < LATELY


def shown_second_factor_lately(request: HttpRequest) -> bool:
    """True for five minutes after a second factor: for what outlives the session, such as a token."""
    times = [entry.get("at", 0) for entry in get_authentication_records(request, request.user) if entry.get("method") == "mfa"]
    return bool(times) and time.time() - max(times) < LATELY


def has_second_factor(user: object) -> bool:
    """True when the account owns a second factor at all."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def way_to_show_again(user: object) -> str:
    """Name of the page on which this account shows its second factor once more."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if codes else "mfa_reauthenticate_webauthn"


def confirmed_lately(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for which the owner shows once more who it is, by the strongest way that the account has, within the last five minutes."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        here, user = request.get_full_path(), cast(Any, request.user)
        if has_second_factor(user):
            if shown_second_factor_lately(request):
                return view(request, *args, **kwargs)
            return redirect_to_login(here, reverse(way_to_show_again(user)))
        if signed_in_lately(request):
            return view(request, *args, **kwargs)
        if user.has_usable_password():
            return redirect_to_login(here, reverse("account_reauthenticate"))
        logout(request)  # who enters with codes by mail shows it by entering again
        return redirect_to_login(here)

    return asked


@receiver(authenticator_added)
def setting_up_is_showing(request: HttpRequest, user: object, authenticator: Authenticator, **kwargs: object) -> None:
    """Whoever has just proved a new code or key need not sign in again to be let in. Recovery codes prove nothing when they are made."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type)


@receiver(authenticator_removed)
def the_password_would_stand_alone(request: HttpRequest, user: Any, **kwargs: object) -> None:
    """With a second factor eight characters are enough, without one they are not, and nobody can tell how long a kept password is.

    So it ends with the last factor; its owner, who is inside, chooses another. That of a demo account is told to everybody anyway.
    """
    if has_second_factor(user) or not user.has_usable_password() or user.is_demo:
        return
    user.set_unusable_password()
    user.save(update_fields=["password"])
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()  # this session goes on, to choose the new one
    record("accounts.password_ended", by=user, on=user, fields=["password"])
    messages.warning(request, _("Su contraseña servía junto con el segundo paso y ya no vale sola. Elija ahora otra."))


@receiver([authenticator_added, authenticator_removed, authenticator_reset, password_changed, password_set])
def others_sign_in_again(request: HttpRequest, user: Any, **kwargs: object) -> None:
    """Whoever changes what opens an account may do so because somebody else is in it: every other session ends, this one is renamed."""
    end_other_sessions(request, user)
    if request.user.is_authenticated:
        rename_session(request)


@receiver(password_reset)
def all_sign_in_again(request: HttpRequest, user: Any, **kwargs: object) -> None:
    """A new password by mail: nobody stays inside, not even the browser that asked for it."""
    end_other_sessions(request, user)
