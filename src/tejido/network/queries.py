"""Reads of the network that several screens share."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from tejido.accounts.models import User
from tejido.core.periods import on, today
from tejido.core.scope import Scope, acting_in, declared
from tejido.network.models import Membership, Network, Organisation, Region, RoleAssignment, Space
from tejido.network.roles import roles_with


@dataclass
class Branch:
    """A network with the organisations and networks that are its members on a day."""

    network: Network
    memberships: list[Membership] = field(default_factory=list)
    branches: list["Branch"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Organisations in this network and in the networks that are its members."""
        return len(self.memberships) + sum(branch.count for branch in self.branches)


def network_tree(day: dt.date | None = None) -> list[Branch]:
    """Every network as a tree, tops first: two queries, however deep it goes."""
    branches = {network.pk: Branch(network) for network in Network.objects.all()}
    below: set[int] = set()
    held = Membership.objects.on(day).select_related("organisation__region").order_by("organisation__name", "member_network__name")
    for membership in held:
        branch = branches[membership.network_id]
        if membership.organisation_id:
            branch.memberships.append(membership)
        else:
            branch.branches.append(branches[membership.member_network_id])
            below.add(membership.member_network_id)
    return [branch for pk, branch in branches.items() if pk not in below]


def networks_below(network: Network, day: dt.date | None = None) -> set[int]:
    """Keys of `network` and of all networks that are its members, at any depth."""
    edges: dict[int, list[int]] = {}
    for above, member in Membership.objects.on(day).filter(member_network__isnull=False).values_list("network", "member_network"):
        edges.setdefault(above, []).append(member)
    seen, waiting = set(), [network.pk]
    while waiting:
        pk = waiting.pop()
        if pk not in seen:
            seen.add(pk)
            waiting.extend(edges.get(pk, []))
    return seen


def members_of(network: Network, day: dt.date | None = None) -> QuerySet[Organisation]:
    """Organisations that belong on `day` to `network` or to a network that is its member, at any depth."""
    held = Membership.objects.on(day).filter(network__in=networks_below(network, day), organisation__isnull=False)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def organisations_found(organisations: QuerySet[Organisation], match: Q | None = None, country: str = "") -> QuerySet[Organisation]:
    """Organisations that `match` (see `network.filters.matching`), with their region and the number of spaces open today."""
    if match is not None:
        organisations = organisations.filter(match)
    if country:
        organisations = organisations.filter(country=country)
    spaces = Count("spaces", filter=on(prefix="spaces__"), distinct=True)
    return organisations.select_related("region").annotate(open_spaces=spaces).order_by("name")


def regions_covered(country: str = "", day: dt.date | None = None) -> Any:
    """Regions of the countries where there are organisations, each with its organisations and its spaces open on `day`."""
    regions = Region.objects.filter(country__in=Organisation.objects.values("country"))
    if country:
        regions = regions.filter(country=country)
    return regions.annotate(
        organisation_count=Count("organisations", distinct=True),
        space_count=Count("spaces", filter=on(day, "spaces__"), distinct=True),
    ).order_by("country", "name")


def countries_present() -> list[str]:
    """Countries where there are organisations, by code."""
    return sorted(set(Organisation.objects.order_by().values_list("country", flat=True)))


def memberships_of(organisation: Organisation) -> QuerySet[Membership]:
    return organisation.memberships.select_related("network").order_by("-starts_on")


def spaces_open(spaces: QuerySet[Space], country: str = "") -> Any:
    spaces = spaces.filter(on()).select_related("organisation", "region")
    return spaces.filter(region__country=country) if country else spaces


def roles_at(roles: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
    """Roles with their holder and place, those in force first, and whether the holder owns a second factor."""
    from allauth.mfa.models import Authenticator

    factor = Authenticator.objects.filter(user=OuterRef("user")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return roles.select_related("user", "organisation", "network").annotate(has_factor=Exists(factor)).order_by("user__name", "role", "starts_on")


def roles_not_over(roles: QuerySet[RoleAssignment]) -> QuerySet[RoleAssignment]:
    """Those in force today, and those that begin later."""
    return roles.filter(Q(ends_on__isnull=True) | (Q(ends_on__gt=today()) & Q(ends_on__gt=F("starts_on")))).select_related("organisation", "network")


def roles_anywhere(account: User) -> list[RoleAssignment]:
    """The roles of an account that are not over, wherever: for deciding about the account, never to be shown to anybody else."""
    with acting_in(replace(declared() or Scope(), account=account.pk)):
        return list(roles_not_over(RoleAssignment.objects.filter(user=account)))


def belongs_to_a_person(account: User) -> bool:
    """Whether it was opened for somebody's own record, at any organisation where it ever held a role: a yes or no, of no record in particular."""
    with acting_in(Scope(account=account.pk)):
        places = frozenset(RoleAssignment.objects.filter(user=account, organisation__isnull=False).values_list("organisation", flat=True))
    with acting_in(Scope(places)):
        persons: Any = account.persons  # type: ignore[attr-defined]  # the other end of a link that begins a floor above
        return bool(persons.exists())


def places_led_alone(account: User) -> list[Organisation | Network]:
    """Where nobody else can give roles: who goes away hands over first."""
    leading = RoleAssignment.objects.on().filter(role__in=roles_with("roles.assign"), user__is_active=True).select_related("organisation", "network")
    own = list(leading.filter(user=account))
    others = {one.place for one in leading.exclude(user=account) if one.place in {held.place for held in own}}
    return sorted({held.place for held in own} - others, key=str)


def account_of(email: str) -> User | None:
    """The account that signs in with an address, open or closed."""
    return User.objects.filter(Q(email__iexact=email) | Q(emailaddress__email__iexact=email, emailaddress__verified=True)).first()
