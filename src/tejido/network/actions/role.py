"""Roles: given and ended. A role that ends is never deleted: the past stays answerable."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.accounts.models import User
from tejido.core.periods import today
from tejido.core.trail import Refused, record, require
from tejido.network.models import Network, Organisation, RoleAssignment
from tejido.network.permissions import can_assign_role, can_end_role
from tejido.network.roles import ROLES, roles_with


class NotToOneself(Refused):
    """Nobody widens their own reach."""


class NotAtThisPlace(Refused):
    """The role belongs to organisations, or to networks, only."""


class RoleHeld(Refused):
    """The user holds this role here already."""


class AccountClosed(Refused):
    """Nobody signs in with it: a role would wait there for whoever opens it again."""


class LastWhoAssigns(Refused):
    """The place would be left with nobody who can give roles."""


def refuse_misplaced(role: str, place: Organisation | Network) -> None:
    """Some roles are of organisations only, some of networks only; a person served is known to one organisation."""
    where = {"person": "organisation"}.get(ROLES[role].place, ROLES[role].place)
    if where not in ("either", "network" if isinstance(place, Network) else "organisation"):
        raise NotAtThisPlace(_("Ese papel no existe en %(place)s. Elija otro papel u otro lugar.") % {"place": place})


def at(place: Organisation | Network) -> dict[str, Any]:
    return {"network": place} if isinstance(place, Network) else {"organisation": place}


@transaction.atomic
def give_role(user: User, role: str, place: Organisation | Network, *, by: Any, starts_on: dt.date | None = None) -> RoleAssignment:
    """Give a role at a place from a day on (today if not said)."""
    require(can_assign_role(by, role, place))
    if user == by:
        raise NotToOneself(_("Nadie se da un papel a sí mismo. Pídalo a otra persona de la dirección."))
    refuse_misplaced(role, place)
    if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:  # whoever closes it meanwhile is waited for
        raise AccountClosed(_("Con esa cuenta ya nadie entra. Invite a la persona por su correo."))
    if RoleAssignment.objects.on(starts_on).filter(user=user, role=role, **at(place)).exists():
        raise RoleHeld(_("%(name)s ya tiene ese papel aquí.") % {"name": user})
    assignment = RoleAssignment.objects.create(user=user, role=role, starts_on=starts_on or today(), **at(place))
    record("network.role_given", by=by, on=assignment, organisation=place, fields=["role", "starts_on"], note=f"{user.code} {role}")
    return assignment


@transaction.atomic
def appoint_coordinator(user: User, network: Network) -> RoleAssignment:
    """The first coordinator of a network that has none, named at the console of the server."""
    require(not RoleAssignment.objects.on().filter(network=network, role__in=roles_with("roles.assign")).exists())
    assignment = RoleAssignment.objects.create(user=user, role="network_coordinator", network=network, starts_on=today())
    record("network.role_given", by=None, on=assignment, organisation=network, fields=["role", "starts_on"], note=f"{user.code} network_coordinator")
    return assignment


@transaction.atomic
def end_role(assignment: RoleAssignment, *, by: Any, ends_on: dt.date | None = None) -> RoleAssignment:
    """End a role on a day (today if not said): from the next request on it grants nothing."""
    require(can_end_role(by, assignment))
    write_end(assignment, ends_on)
    record("network.role_ended", by=by, on=assignment, organisation=assignment.place, fields=["ends_on"], note=f"{assignment.user.code} {assignment.role}")
    return assignment


def write_end(assignment: RoleAssignment, ends_on: dt.date | None = None) -> None:
    """What every end of a role does, once leave was asked: the last who gives roles at a place stays."""
    if assignment.role in roles_with("roles.assign"):
        place = type(assignment.place).objects
        place.select_for_update(no_key=True).get(pk=assignment.place.pk)  # two who end each other: the second waits, and is the last
        others = RoleAssignment.objects.on().filter(role__in=roles_with("roles.assign"), user__is_active=True, **at(assignment.place))
        if not others.exclude(pk=assignment.pk).exists():
            raise LastWhoAssigns(_("Es la única persona que puede dar papeles en %(place)s. Dé antes ese papel a otra.") % {"place": assignment.place})
    assignment.ends_on = max(ends_on or today(), assignment.starts_on)
    assignment.save(update_fields=["ends_on"])
