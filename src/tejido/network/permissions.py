"""Doors and leave of the whole project begin here: at which places does a user hold a capability today?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tejido.core.models import AuditEntry
from tejido.core.scope import Scope, acting_in
from tejido.network.models import AccessToken, EmergencyAccess, Invitation, Membership, Network, Notice, Organisation, RoleAssignment, Space
from tejido.network.queries import account_of
from tejido.network.roles import EMERGENCY_OPENS, FOR_TOKENS, ROLES, roles_with


def roles_of(user: Any) -> QuerySet[RoleAssignment]:
    """The roles that `user` holds today."""
    if not getattr(user, "is_authenticated", None) or not user.is_active:
        return RoleAssignment.objects.none()
    held = RoleAssignment.objects.on().filter(user=user).select_related("organisation", "network")
    token = getattr(user, "token", None)
    return held if token is None else held.filter(pk=token.role_id)


def granting(user: Any, capability: str) -> list[str]:
    """Roles with which `user` has the capability now: none for a program whose token does not carry it."""
    token = getattr(user, "token", None)
    return roles_with(capability) if token is None or capability in token.capabilities else []


def scope_of(user: Any, held: Iterable[RoleAssignment] | None = None) -> Scope:
    """The organisations whose rows `user` may touch today: those of the roles held there.

    Who assigns roles for a network reaches the roles, and nothing else, of its members: to see which of them has no direction.
    """
    own = Scope(account=user.pk)
    with acting_in(own):
        held = list(roles_of(user) if held is None else held)
    networks = {one.network_id for one in held if one.network_id and "roles.assign" in ROLES[one.role].capabilities}
    members = Membership.objects.on().filter(network__in=networks, organisation__isnull=False).values_list("organisation", flat=True)
    return replace(
        own,
        organisations=frozenset(one.organisation_id for one in held if one.organisation_id),
        affairs=frozenset(members),
    )


def holds(user: Any, capability: str) -> bool:
    """Holds the capability at any place today."""
    return roles_of(user).filter(role__in=granting(user, capability)).exists() or (capability in EMERGENCY_OPENS and emergency_of(user) is not None)


def capabilities_of(user: Any) -> frozenset[str]:
    """Everything that `user` may do somewhere today: for menus and buttons, never instead of a door."""
    held = frozenset(c for slug in roles_of(user).values_list("role", flat=True) for c in ROLES[slug].capabilities)
    token = getattr(user, "token", None)
    held = held if token is None else held & frozenset(token.capabilities)
    return held | EMERGENCY_OPENS if "emergency.open" in held and emergency_of(user) else held


def organisations_where(user: Any, capability: str) -> QuerySet[Organisation]:
    """Organisations at which `user` holds the capability through a role held at that organisation itself, or reads in an emergency."""
    held = roles_of(user).filter(role__in=granting(user, capability), organisation__isnull=False)
    here = Q(pk__in=held.values("organisation"))
    if capability in EMERGENCY_OPENS:
        here |= Q(pk__in=emergencies_running_for(user).values("organisation"))
    return Organisation.objects.filter(here)


def emergencies_running_for(user: Any) -> QuerySet[EmergencyAccess]:
    """Emergency accesses of `user` that run now, at organisations where the role that may open one is still held."""
    if not getattr(user, "is_authenticated", None):
        return EmergencyAccess.objects.none()
    now = timezone.now()
    running = EmergencyAccess.objects.filter(user=user, ended_at__isnull=True, starts_at__lte=now, ends_at__gt=now)
    return running.filter(organisation__in=organisations_where(user, "emergency.open"))


def emergency_of(user: Any) -> EmergencyAccess | None:
    return emergencies_running_for(user).select_related("organisation").first()


def emergencies_visible_to(user: Any) -> QuerySet[EmergencyAccess]:
    """One's own, and those at the organisations where the user watches over the trail."""
    mine = EmergencyAccess.objects.filter(user=user) if getattr(user, "is_authenticated", None) else EmergencyAccess.objects.none()
    return (mine | EmergencyAccess.objects.filter(organisation__in=organisations_where(user, "audit.read"))).select_related("user", "organisation", "ended_by")


def organisations_closed_but_for_emergencies(user: Any) -> QuerySet[Organisation]:
    """Where `user` works without reading the records, and may open them in an emergency."""
    reads = roles_of(user).filter(role__in=roles_with("people.read"), organisation__isnull=False)
    return organisations_where(user, "emergency.open").exclude(pk__in=reads.values("organisation"))


def can_open_emergency(user: Any, organisation: Organisation) -> bool:
    """Who works at the organisation and cannot read its records otherwise."""
    return organisations_closed_but_for_emergencies(user).filter(pk=organisation.pk).exists()


def can_end_emergency(user: Any, access: EmergencyAccess) -> bool:
    return emergencies_visible_to(user).filter(pk=access.pk).exists()


def notices_visible_to(user: Any) -> QuerySet[Notice]:
    """Notices at the places where the user holds the capability that they are for."""
    seen = Q(pk__in=[])
    for held in roles_of(user):
        seen |= Q(capability__in=ROLES[held.role].capabilities, **{"organisation" if held.organisation_id else "network": held.place})
    return Notice.objects.filter(seen).select_related("organisation", "network", "seen_by")


def can_see_notice(user: Any, notice: Notice) -> bool:
    return notices_visible_to(user).filter(pk=notice.pk).exists()


def networks_where(user: Any, capability: str) -> QuerySet[Network]:
    """Networks at which `user` holds the capability through a role held at that network."""
    held = roles_of(user).filter(role__in=granting(user, capability), network__isnull=False)
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


def spaces_visible_to(user: Any) -> QuerySet[Space]:
    return Space.objects.all() if holds(user, "network.read") else Space.objects.none()


def roles_visible_to(user: Any) -> QuerySet[RoleAssignment]:
    """The roles at the places where `user` may give or take them."""
    return RoleAssignment.objects.filter(organisation__in=organisations_where(user, "roles.assign")) | RoleAssignment.objects.filter(
        network__in=networks_where(user, "roles.assign")
    )


def organisations_managed_by(user: Any) -> QuerySet[Organisation]:
    """Organisations whose public facts `user` may correct: its direction, and the coordination of a network it belongs to today."""
    members = Membership.objects.on().filter(network__in=networks_where(user, "network.manage"))
    return Organisation.objects.filter(Q(pk__in=organisations_where(user, "roles.assign")) | Q(pk__in=members.values("organisation")))


def memberships_managed_by(user: Any) -> QuerySet[Membership]:
    return Membership.objects.filter(network__in=networks_where(user, "network.manage"))


def memberships_answered_for_by(user: Any) -> QuerySet[Membership]:
    """Memberships of the places that `user` directs: whether their data enter the network's answers is theirs alone to say."""
    return Membership.objects.filter(
        Q(organisation__in=organisations_where(user, "roles.assign")) | Q(member_network__in=networks_where(user, "roles.assign"))
    )


def spaces_managed_by(user: Any) -> QuerySet[Space]:
    return Space.objects.filter(organisation__in=organisations_managed_by(user))


def can_open_network(user: Any, parent: Network | None) -> bool:
    """A network is opened as a member of one that the user coordinates; the first of all is opened at the console of the server."""
    return parent is not None and can_at_network(user, "network.manage", parent)


def can_manage_network(user: Any, network: Network) -> bool:
    return can_at_network(user, "network.manage", network)


def can_correct_organisation(user: Any, organisation: Organisation) -> bool:
    return organisations_managed_by(user).filter(pk=organisation.pk).exists()


def can_answer_for_membership(user: Any, membership: Membership) -> bool:
    return memberships_answered_for_by(user).filter(pk=membership.pk).exists()


def organisations_without_direction(user: Any) -> QuerySet[Organisation]:
    """Members, of networks where `user` assigns roles, at which nobody can assign any today: somebody must name their direction.

    Only the network through which an organisation came: who names the direction opens its records, and any network can make
    an organisation its member.
    """
    earlier = Membership.objects.filter(organisation=OuterRef("organisation"), pk__lt=OuterRef("pk")).exclude(network=OuterRef("network"))
    members = Membership.objects.on().filter(~Exists(earlier), network__in=networks_where(user, "roles.assign"), organisation__isnull=False)
    directed = RoleAssignment.objects.on().filter(role__in=roles_with("roles.assign"), organisation__isnull=False, user__is_active=True)
    return Organisation.objects.filter(pk__in=members.values("organisation")).exclude(pk__in=directed.values("organisation"))


def can_assign_role(user: Any, role: str, place: Organisation | Network) -> bool:
    """Whoever directs a place assigns its roles; the coordination of the network names the direction of a member that has none."""
    if isinstance(place, Network):
        return can_at_network(user, "roles.assign", place)
    return can_at_organisation(user, "roles.assign", place) or (
        role == "director" and organisations_without_direction(user).filter(pk=place.pk).exists()
    )


def invitations_visible_to(user: Any) -> QuerySet[Invitation]:
    """What was offered at the places where `user` gives roles, and the directions that the coordination of a network names."""
    here = Q(organisation__in=organisations_where(user, "roles.assign")) | Q(network__in=networks_where(user, "roles.assign"))
    here |= Q(organisation__in=organisations_without_direction(user), role="director")
    return Invitation.objects.filter(here).select_related("organisation", "network", "invited_by")


def can_withdraw_invitation(user: Any, invitation: Invitation) -> bool:
    return invitations_visible_to(user).filter(pk=invitation.pk).exists()


def can_accept_invitation(user: Any, invitation: Invitation) -> bool:
    """The owner of the invited address, and nobody else."""
    account = account_of(invitation.email)
    return account is not None and account == user and account.is_active


def can_end_role(user: Any, assignment: RoleAssignment) -> bool:
    return roles_visible_to(user).filter(pk=assignment.pk).exists()


def places_of_trail(user: Any) -> list[Organisation | Network]:
    """The places whose trail `user` reads."""
    return [*organisations_where(user, "audit.read"), *networks_where(user, "audit.read")]


def trail_visible_to(user: Any) -> QuerySet[AuditEntry]:
    """Lines of the trail at the places where `user` reads it. A network's lines are its own affairs; a member's lines stay with the member."""
    own = list(organisations_where(user, "audit.read").values_list("code", flat=True))
    own += networks_where(user, "audit.read").values_list("code", flat=True)
    return AuditEntry.objects.filter(organisation__in=own)


def tokens_visible_to(user: Any) -> QuerySet[AccessToken]:
    """One's own tokens, and those of the roles that `user` gives and takes."""
    found = AccessToken.objects.filter(Q(user=user) | Q(role__in=roles_visible_to(user)))
    return found.select_related("user", "role__organisation", "role__network")


def can_make_token(user: Any, role: RoleAssignment, capabilities: Iterable[str]) -> bool:
    """For a role of one's own of today, and for no more than it grants."""
    own = roles_of(user).filter(pk=role.pk, role__in=granting(user, "tokens.make")).exists()
    wanted = frozenset(capabilities)
    return own and bool(wanted) and wanted <= FOR_TOKENS & ROLES[role.role].capabilities


def can_revoke_token(user: Any, token: AccessToken) -> bool:
    return tokens_visible_to(user).filter(pk=token.pk).exists()
