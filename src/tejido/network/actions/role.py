"""Roles: given, ended, and the invitation of a colleague. A role that ends is never deleted: the past stays answerable."""

import datetime as dt
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tejido.accounts.actions import open_account
from tejido.accounts.models import User
from tejido.core import outbound
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
    if assignment.role in roles_with("roles.assign"):
        place = type(assignment.place).objects
        place.select_for_update(no_key=True).get(pk=assignment.place.pk)  # two who end each other: the second waits, and is the last
        others = RoleAssignment.objects.on().filter(role__in=roles_with("roles.assign"), user__is_active=True, **at(assignment.place))
        if not others.exclude(pk=assignment.pk).exists():
            raise LastWhoAssigns(_("Es la única persona que puede dar papeles en %(place)s. Dé antes ese papel a otra.") % {"place": assignment.place})
    assignment.ends_on = max(ends_on or today(), assignment.starts_on)
    assignment.save(update_fields=["ends_on"])
    record("network.role_ended", by=by, on=assignment, organisation=assignment.place, fields=["ends_on"], note=f"{assignment.user.code} {assignment.role}")
    return assignment


@transaction.atomic
def invite_colleague(
    email: str, name: str, role: str, place: Organisation | Network, *, by: Any, address: str, language: str = "es"
) -> RoleAssignment:
    """Open an account with a role at a place and send its link, which leaves once that is saved. An account that exists gets the role alone.

    `address` is the root of this installation as the inviter sees it, for the link in the message.
    """
    require(can_assign_role(by, role, place))
    refuse_misplaced(role, place)
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is not None:
        return give_role(user, role, place, by=by)
    user = open_account(email, name, by=by, language=language, is_demo=place.is_demo)
    assignment = give_role(user, role, place, by=by)
    send_invitation(user, by, address, organisation=place)
    return assignment


def send_invitation(user: User, by: Any, address: str, *, organisation: Organisation | Network) -> None:
    """A neutral message: it names neither the organisation nor what it works on, for others may read over the shoulder."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)})
    with translation.override(user.language):
        subject = _("Su cuenta en Tejido está lista")
        body = _(
            "Hola, %(name)s:\n\n%(inviter)s abrió una cuenta para usted en Tejido.\n\n"
            "Elija su contraseña aquí (el enlace sirve tres días):\n%(link)s\n\n"
            "Si el enlace venció, entre en %(root)s, escriba este correo y pida un código.\n"
            "Después le pediremos un segundo paso para entrar: prepararlo toma dos minutos.\n\n"
            "Si no esperaba este mensaje, no tiene que hacer nada."
        ) % {"name": user.name, "inviter": by, "link": address.rstrip("/") + path, "root": address}
    outbound.send_mail(user.email, subject, body, organisation=organisation)
