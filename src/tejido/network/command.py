"""`tejido setup` and `tejido account`: the first network and its coordinator, and an account closed or opened again, at the console of the server."""

import sys

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tejido.accounts.actions import open_account
from tejido.accounts.models import User
from tejido.core.scope import everywhere
from tejido.core.trail import Refused
from tejido.network.actions import appoint_coordinator, close_account_at_console, open_network, reopen_account_at_console
from tejido.network.queries import account_of

SHORTEST_REASON = 8


@everywhere("the console opens a network")
def set_up_network(*, network: str, name: str, email: str, address: str) -> int:
    """Open a network and the account of whoever coordinates it; print the link, at `address`, at which that person chooses a password."""
    try:
        with transaction.atomic():
            opened = open_network(network, by=None)
            user = open_account(email, name, by=None)
            appoint_coordinator(user, opened)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(_("La red «%(network)s» está abierta. %(name)s elige su contraseña aquí (el enlace sirve tres días):") % {"network": opened, "name": user})
    print(address.rstrip("/") + first_password_path(user))
    return 0


def first_password_path(user: User) -> str:
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)})


@everywhere("the console closes or reopens an account, whatever it opens")
def close_or_reopen(*, email: str, reason: str, close: bool) -> int:
    """Close the account that signs in with an address, or open it again; say what its owner does then."""
    account = account_of(email.strip())
    if account is None:
        print(_("Ninguna cuenta entra con ese correo."), file=sys.stderr)
        return 1
    if account.is_active != close:
        print(_("Esa cuenta ya está cerrada.") if close else _("Esa cuenta está abierta."), file=sys.stderr)
        return 1
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        print(_("Escriba el motivo en unas palabras: queda en el rastro."), file=sys.stderr)
        return 2
    if close:
        close_account_at_console(account, reason)
        print(_("Nadie entra ya con la cuenta de %(name)s. Sus papeles siguen: termínelos en la página de colegas si no va a volver.") % {"name": account})
    else:
        reopened = reopen_account_at_console(account, email, reason)
        said = _("La cuenta de %(name)s está abierta. Con «¿Ha olvidado su contraseña?» recibe en %(email)s un enlace para elegir otra; después prepara su segundo paso.")
        print(said % {"name": reopened, "email": reopened.email})
    return 0
