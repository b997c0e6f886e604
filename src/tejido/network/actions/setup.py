"""The first network of an installation and its coordinator, opened at the console of the server."""

from django.db import transaction

from tejido.accounts.actions import open_account
from tejido.accounts.models import User
from tejido.core.periods import today
from tejido.core.trail import record, require
from tejido.network.actions.networks import open_network
from tejido.network.models import Network, RoleAssignment


@transaction.atomic
def set_up_network(network_name: str, *, name: str, email: str, by: None = None) -> tuple[Network, User]:
    """Open the network, the account of its first coordinator and the role. Whoever holds the server's console may: there is nobody to ask yet."""
    require(by is None)
    network = open_network(network_name, by=None)
    user = open_account(email, name, by=None)
    assignment = RoleAssignment.objects.create(user=user, role="network_coordinator", network=network, starts_on=today())
    record("network.role_given", by=by, on=assignment, organisation=network, fields=["role", "starts_on"], note=f"{user.code} network_coordinator")
    return network, user
