"""Memberships: opened, closed, and whether the member's data enter the network's answers."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, claim, record, require
from tejido.network.models import Membership, Network, Organisation
from tejido.network.permissions import can_answer_for_membership, can_manage_network
from tejido.network.queries import networks_below
from tejido.ui.days import as_day


class AlreadyMember(Refused):
    """The two periods of one membership would overlap."""


class MemberOfItself(Refused):
    """A network would be, through others, a member of itself."""


class EndsBeforeItStarts(Refused):
    """The last day lies before the first."""


def refuse_end_before_start(starts_on: dt.date, ends_on: dt.date) -> None:
    if ends_on < starts_on:
        raise EndsBeforeItStarts(_("Termina antes de empezar: empezó el %(day)s. Revise la fecha.") % {"day": as_day(starts_on)})


@transaction.atomic
def open_membership(
    network: Network, *, starts_on: dt.date, by: Any, organisation: Organisation | None = None, member_network: Network | None = None
) -> Membership:
    """Make an organisation, or a network, a member of `network` from a day on."""
    require(can_manage_network(by, network))
    held = Membership.objects.filter(network=network, organisation=organisation, member_network=member_network)
    if held.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on)).exists():
        raise AlreadyMember(_("Ya es miembro en esas fechas. Cierre antes la membresía anterior o elija un día posterior."))
    if member_network is not None and network.pk in networks_below(member_network):
        raise MemberOfItself(_("Esa red ya contiene a esta: no pueden ser miembros una de otra."))
    membership = Membership.objects.create(network=network, organisation=organisation, member_network=member_network, starts_on=starts_on)
    record("network.membership_opened", by=by, on=membership, organisation=network, fields=["starts_on"], note=str(organisation or member_network))
    return membership


@transaction.atomic
def close_membership(membership: Membership, ends_on: dt.date, *, by: Any, version: int | None = None) -> Membership:
    """End a membership; what happened while it lasted stays as it was."""
    require(can_manage_network(by, membership.network))
    refuse_end_before_start(membership.starts_on, ends_on)
    claim(membership, version)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    record("network.membership_closed", by=by, on=membership, organisation=membership.network, fields=["ends_on"])
    return membership


@transaction.atomic
def agree_evidence(membership: Membership, *, by: Any) -> Membership:
    """The member's direction agrees: its data, with each person's permission and without identity, enter the network's answers."""
    require(can_answer_for_membership(by, membership))
    membership.evidence_agreed_on = today()
    membership.save(update_fields=["evidence_agreed_on"])
    place = membership.organisation or membership.member_network
    record("network.evidence_agreed", by=by, on=membership, organisation=place, fields=["evidence_agreed_on"])
    return membership


@transaction.atomic
def stop_evidence(membership: Membership, *, by: Any) -> Membership:
    """The member's direction takes its agreement back: the next answer of the network runs without its data."""
    require(can_answer_for_membership(by, membership))
    membership.evidence_agreed_on = None
    membership.save(update_fields=["evidence_agreed_on"])
    place = membership.organisation or membership.member_network
    record("network.evidence_stopped", by=by, on=membership, organisation=place, fields=["evidence_agreed_on"])
    return membership
