"""Verbs about accounts."""

from allauth.account.models import EmailAddress
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
def close_account(user: User, *, by: User | None) -> User:
    """Close an account: it can no longer sign in, and every open session of it ends with the next request."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    record("accounts.account_closed", by=by, on=user, fields=["is_active"])
    return user


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
