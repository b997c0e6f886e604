"""Signing in and everything that changes how one signs in leaves a line, in the transaction of the request that does it.

The library that signs people in says what happened by its signals; a sign-in that failed tells the address only as a keyed hash.
"""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.usersessions.models import UserSession
from django.contrib.auth import signals as auth
from django.db.models.signals import post_delete
from django.dispatch import receiver

from tejido.accounts.models import User
from tejido.core.trail import record


@receiver(account.user_logged_in)
def signed_in(user: Any, **kwargs: Any) -> None:
    record("accounts.signed_in", by=user)


@receiver(auth.user_logged_out)
def signed_out(user: Any, **kwargs: Any) -> None:
    if user is not None:
        record("accounts.signed_out", by=user)


@receiver(auth.user_login_failed)
def sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    record("accounts.sign_in_failed", by=None, fields={"email": address})


@receiver([account.login_code_rejected, mfa.authentication_failed])
def code_refused(user: Any = None, **kwargs: Any) -> None:
    record("accounts.code_refused", by=user)


def told(signal: Any, verb: str, *fields: str) -> None:
    """A line for each time that `signal` is sent about an account."""

    def tell(user: Any, **kwargs: Any) -> None:
        record(verb, by=user, on=user, fields=fields)

    signal.connect(tell, weak=False, dispatch_uid=verb + "|" + ",".join(fields))


for _signal, _verb, *_fields in (
    (account.password_set, "accounts.password_changed", "password"),
    (account.password_changed, "accounts.password_changed", "password"),
    (account.password_reset, "accounts.password_reset", "password"),
    (account.email_added, "accounts.email_added", "email"),
    (account.email_removed, "accounts.email_removed", "email"),
    (account.email_changed, "accounts.email_changed", "email"),
    (mfa.authenticator_added, "accounts.factor_added"),
    (mfa.authenticator_removed, "accounts.factor_removed"),
    (mfa.authenticator_reset, "accounts.factor_reset"),
):
    told(_signal, _verb, *_fields)


@receiver(post_delete, sender=UserSession)
def session_ended(instance: UserSession, **kwargs: Any) -> None:
    """Ended by its owner on another device, by time or by whoever closed the account."""
    record("accounts.session_ended", by=None, note=User.objects.filter(pk=instance.user_id).values_list("code", flat=True).first() or "")
