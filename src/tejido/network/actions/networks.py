"""Opening and correcting networks."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, claim, record, require
from tejido.network.actions.spelling import apply_changes, free_slug
from tejido.network.models import Membership, Network, RoleAssignment
from tejido.network.permissions import can_manage_network, can_open_network


class DemoLoaded(Refused):
    """Invented and real data never share a database."""


@transaction.atomic
def open_network(name: str, *, by: Any, parent: Network | None = None, **facts: Any) -> Network:
    """Open a network as a member of `parent`; whoever opens it coordinates it until somebody else does.

    The first network of an installation has no parent and is opened at the console of the server (`by` None).
    """
    require(can_open_network(by, parent) if by is not None else parent is None)
    if parent is None and Network.objects.filter(is_demo=True).exists():
        raise DemoLoaded(_("Aquí está cargada la red de demostración. Quítela antes de abrir una red verdadera."))
    network = Network.objects.create(slug=free_slug(Network, name), name=name, is_demo=bool(parent and parent.is_demo), **facts)
    record("network.network_opened", by=by, on=network, organisation=network, fields=["name", *facts])
    if parent is not None:
        membership = Membership.objects.create(network=parent, member_network=network, starts_on=today())
        record("network.membership_opened", by=by, on=membership, organisation=parent, fields=["member_network", "starts_on"])
        role = RoleAssignment.objects.create(user=by, role="network_coordinator", network=network, starts_on=today())
        record("network.role_given", by=by, on=role, organisation=network, fields=["role", "starts_on"], note="network_coordinator")
    return network


@transaction.atomic
def correct_network(network: Network, *, by: Any, version: int | None = None, **facts: Any) -> Network:
    """Correct what a network says of itself."""
    require(can_manage_network(by, network))
    network = claim(Network.objects.get(pk=network.pk), version)
    changed = apply_changes(network, facts)
    network.save(update_fields=changed)
    record("network.network_corrected", by=by, on=network, organisation=network, fields=changed)
    return network
