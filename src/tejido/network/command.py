"""`tejido setup`: the first network and its coordinator, at the console of the server."""

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
from tejido.network.actions import appoint_coordinator, open_network


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
