"""Whether this session has shown a second factor. Read from the session's own record, so no other path can claim it."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

LATELY = 300  # seconds


def has_shown_second_factor(request: HttpRequest) -> bool:
    """True after a one-time code, a passkey or a recovery code in this session."""
    return any(entry.get("method") == "mfa" for entry in get_authentication_records(request, request.user))


def signed_in_lately(request: HttpRequest) -> bool:
    """True for five minutes after a sign-in or after confirming who one is."""
    times = [entry.get("at", 0) for entry in get_authentication_records(request, request.user)]
    return bool(times) and time.time() - max(times) < LATELY


def has_second_factor(user: object) -> bool:
    """True when the account owns a second factor at all."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


@receiver(authenticator_added)
def setting_up_is_showing(request: HttpRequest, user: object, authenticator: Authenticator, **kwargs: object) -> None:
    """Whoever has just proved a new code or key need not sign in again to be let in. Recovery codes prove nothing when they are made."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type)
