"""Doors and leave of the whole project begin here: at which places does a user hold a capability today?"""

from typing import Any

from django.db.models import QuerySet

from tejido.network.models import Membership, Network, Organisation, RoleAssignment, Space
from tejido.network.roles import ROLES, STAFF_ROLES, roles_with


def roles_of(user: Any) -> QuerySet[RoleAssignment]:
    """The roles that `user` holds today."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return RoleAssignment.objects.none()
    return RoleAssignment.objects.on().filter(user=user).select_related("organisation", "network")


def is_staff(user: Any) -> bool:
    """Holds a role whose work touches other people's data: a second factor is asked on every path."""
    return roles_of(user).filter(role__in=STAFF_ROLES).exists()


def holds(user: Any, capability: str) -> bool:
    """Holds the capability at any place today."""
    return roles_of(user).filter(role__in=roles_with(capability)).exists()


def capabilities_of(user: Any) -> frozenset[str]:
    """Everything that `user` may do somewhere today: for menus and buttons, never instead of a door."""
    return frozenset(c for slug in roles_of(user).values_list("role", flat=True) for c in ROLES[slug].capabilities)


def organisations_where(user: Any, capability: str) -> QuerySet[Organisation]:
    """Organisations at which `user` holds the capability through a role held at that organisation itself."""
    held = roles_of(user).filter(role__in=roles_with(capability), organisation__isnull=False)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def networks_where(user: Any, capability: str) -> QuerySet[Network]:
    """Networks at which `user` holds the capability through a role held at that network."""
    held = roles_of(user).filter(role__in=roles_with(capability), network__isnull=False)
    return Network.objects.filter(pk__in=held.values("network"))


def can_at_organisation(user: Any, capability: str, organisation: Organisation) -> bool:
    return organisations_where(user, capability).filter(pk=organisation.pk).exists()


def can_at_network(user: Any, capability: str, network: Network) -> bool:
    return networks_where(user, capability).filter(pk=network.pk).exists()


def organisations_visible_to(user: Any) -> QuerySet[Organisation]:
    """What is public of every organisation (name, place, legal form) is open to all staff of the networks; a Red has no secret members."""
    return Organisation.objects.all() if holds(user, "network.read") else Organisation.objects.none()


def networks_visible_to(user: Any) -> QuerySet[Network]:
    return Network.objects.all() if holds(user, "network.read") else Network.objects.none()


def memberships_visible_to(user: Any) -> QuerySet[Membership]:
    return Membership.objects.all() if holds(user, "network.read") else Membership.objects.none()


def spaces_visible_to(user: Any) -> QuerySet[Space]:
    return Space.objects.all() if holds(user, "network.read") else Space.objects.none()


def roles_visible_to(user: Any) -> QuerySet[RoleAssignment]:
    """The roles at the places where `user` may give or take them."""
    return RoleAssignment.objects.filter(organisation__in=organisations_where(user, "roles.assign")) | RoleAssignment.objects.filter(
        network__in=networks_where(user, "roles.assign")
    )
