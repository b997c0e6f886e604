"""Verbs about accounts."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tejido.accounts.models import User
from tejido.accounts.session_store import SessionStore
from tejido.core.trail import Refused, record


class EmailTaken(Refused):
    """Another account already signs in with this address."""


@transaction.atomic
def open_account(email: str, name: str, *, by: User | None, language: str = "es", password: str | None = None, is_demo: bool = False) -> User:
    """Open an account. Without a password it opens with the link that `invite` sends, or with a code by e-mail.

    Leave is asked by the callers, which know the role that the account is opened for (`network.actions.invite_colleague`) or
    run at the console of the server (`tejido setup`).
    """
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(_("Ya hay una cuenta con el correo %(email)s. Puede darle otro papel en lugar de abrir una nueva.") % {"email": email})
    user = User(email=email, name=name.strip(), language=language, is_demo=is_demo)
    user.set_password(password)
    user.save()
    # The address was given by someone who answers for it; a second factor needs it verified.
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    record("accounts.account_opened", by=by, on=user, fields=["email", "name"])
    return user


@transaction.atomic
def close_account(user: User, *, by: User | None, note: str = "") -> User:
    """Close an account: nobody signs in with it, every open session ends with the next request, and what opened it is forgotten.

    So whoever had learned the password or added a key does not come back when it is opened again. Leave is asked by the callers.
    """
    user.is_active = False
    _forget_ways_in(user, None)
    user.save(update_fields=["is_active", "password"])
    record("accounts.account_closed", by=by, on=user, fields=["is_active", "password"], note=note)
    return user


@transaction.atomic
def reopen_account(user: User, email: str, *, by: User | None, password: str | None = None, note: str = "") -> User:
    """Open a closed account for whoever reads the mail of `email`, which is its only address from now on.

    It begins as a new one: with this password, or one chosen by mail, and without a second factor. Leave is asked by the callers.
    """
    addresses, user.email, user.is_active = EmailAddress.objects.filter(user=user), email.strip().lower(), True
    addresses.exclude(email__iexact=user.email).delete()
    if not addresses.update(email=user.email, verified=True, primary=True):
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _forget_ways_in(user, password)
    user.save(update_fields=["is_active", "password", "email"])
    record("accounts.account_reopened", by=by, on=user, fields=["is_active", "password", "email"], note=note)
    return user


def _forget_ways_in(user: User, password: str | None) -> None:
    user.set_password(password)
    Authenticator.objects.filter(user=user).delete()
    UserSession.objects.filter(user=user).delete()
    end_sessions_of(user)


@transaction.atomic
def erase_account(user: User, *, by: User | None) -> None:
    """Remove the account of a person who was erased, with its addresses, factors and sessions. Leave is asked by the caller, who knows
    that the account had no work to do."""
    end_sessions_of(user)
    code, pk = user.code, user.pk
    user.delete()
    record("accounts.account_erased", by=by, note=f"{code} {pk}")


def end_sessions_of(user: User) -> int:
    """End every open session of an account, those of which no list was kept too."""
    open_now = Session.objects.filter(expire_date__gte=timezone.now())
    mine = [s.pk for s in open_now.iterator() if SessionStore(s.session_key).decode(s.session_data).get(SESSION_KEY) == str(user.pk)]
    return Session.objects.filter(pk__in=mine).delete()[0]
