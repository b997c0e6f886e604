"""`tejido setup`: a real network from the console."""

import sys

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.translation import gettext as _

from tejido.core.trail import Refused
from tejido.network.actions.setup import set_up_network as open_it


def set_up_network(*, network: str, name: str, email: str, address: str = "http://localhost:8000") -> int:
    """Open a network with its coordinator and print the link at which the coordinator chooses a password."""
    try:
        opened, user = open_it(network, name=name, email=email)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)})
    print(_("La red «%(network)s» está abierta. %(name)s elige su contraseña aquí (el enlace sirve tres días):") % {"network": opened, "name": user})
    print(address + path)
    return 0
