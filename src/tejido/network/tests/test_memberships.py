"""Memberships have a first and a last day; whether data go to the network is the member's own word."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.network import actions
from tejido.network.actions.membership import EndsBeforeItStarts
from tejido.network.models import Membership, Network, Organisation
from tests.cast import signed_in

DAY = dt.date(2025, 5, 1)


@pytest.fixture
def outsider(cast):
    return Organisation.objects.create(slug="fuera", name="Casa de Fuera", country="SV", region=cast.a.region)


def test_the_coordinator_makes_an_organisation_a_member(cast, outsider):
    membership = actions.open_membership(cast.red, organisation=outsider, starts_on=DAY, by=cast.nora)
    assert (membership.organisation, membership.starts_on, membership.ends_on, membership.evidence_agreed_on) == (outsider, DAY, None, None)
    assert AuditEntry.objects.latest("id").verb == "network.membership_opened"


def test_a_member_does_not_become_a_member_twice(cast):
    with pytest.raises(actions.AlreadyMember):
        actions.open_membership(cast.red, organisation=cast.a, starts_on=DAY, by=cast.nora)


def test_a_member_that_left_comes_back_later(cast):
    membership = cast.a.memberships.get()
    actions.close_membership(membership, DAY, by=cast.nora)
    again = actions.open_membership(cast.red, organisation=cast.a, starts_on=DAY, by=cast.nora)
    assert cast.a.memberships.count() == 2
    assert (membership.is_on(dt.date(2025, 4, 30)), membership.is_on(DAY), again.is_on(DAY)) == (True, False, True)


def test_a_network_does_not_become_a_member_of_itself_through_others(cast):
    below = actions.open_network("Abajo", parent=cast.red, by=cast.nora)
    with pytest.raises(actions.MemberOfItself):
        actions.open_membership(below, member_network=cast.red, starts_on=today(), by=cast.nora)
    with pytest.raises(actions.MemberOfItself):
        actions.open_membership(cast.red, member_network=cast.red, starts_on=today(), by=cast.nora)


def test_a_membership_does_not_end_before_it_starts(cast):
    with pytest.raises(EndsBeforeItStarts):
        actions.close_membership(cast.a.memberships.get(), dt.date(2020, 1, 1), by=cast.nora)


@pytest.mark.parametrize("who", ["ana", "bruno", "dora", "carla", "diego", "elena"])
def test_nobody_but_the_coordinator_opens_or_closes_a_membership(cast, outsider, who):
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.open_membership(cast.red, organisation=outsider, starts_on=DAY, by=by)
    with pytest.raises(PermissionDenied):
        actions.close_membership(cast.a.memberships.get(), DAY, by=by)
    assert cast.a.memberships.get().ends_on is None


def test_the_direction_agrees_and_takes_it_back(cast):
    membership = cast.a.memberships.get()
    actions.stop_evidence(membership, by=cast.dora)
    assert Membership.objects.get(pk=membership.pk).evidence_agreed_on is None
    actions.agree_evidence(membership, by=cast.dora)
    assert Membership.objects.get(pk=membership.pk).evidence_agreed_on == today()
    assert [e.organisation for e in AuditEntry.objects.order_by("-id")[:2]] == [cast.a.code] * 2


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "nora", "diego"])
def test_nobody_agrees_in_the_place_of_the_direction(cast, who):
    """Not even the network that would like to have the data."""
    with pytest.raises(PermissionDenied):
        actions.agree_evidence(cast.a.memberships.get(), by=getattr(cast, who))


def test_the_direction_decides_on_the_screen(cast):
    browser = signed_in(cast.dora)
    membership = cast.a.memberships.get()
    assert "Dejar de aportar" in browser.get(f"/network/organisations/{cast.a.code}/").content.decode()
    assert browser.post(f"/network/memberships/{membership.code}/evidence/", {"agree": "no"}).status_code == 302
    assert "Aportar a los resultados" in browser.get(f"/network/organisations/{cast.a.code}/").content.decode()
    foreign = cast.b.memberships.get()
    assert browser.post(f"/network/memberships/{foreign.code}/evidence/", {"agree": "no"}).status_code == 404
    assert Membership.objects.get(pk=foreign.pk).evidence_agreed_on is not None


def test_the_coordinator_adds_and_closes_a_member_on_the_screen(cast, outsider):
    browser = signed_in(cast.nora)
    path = f"/network/networks/{cast.red.code}/members/new/"
    assert "Casa de Fuera" in browser.get(path).content.decode()
    assert browser.post(path, {"organisation": outsider.pk, "starts_on": "2025-05-01"}).status_code == 302
    membership = outsider.memberships.get()
    page = browser.post(f"/network/memberships/{membership.code}/close/", {"ends_on": "2024-01-01", "version": 1})
    assert "Termina antes de empezar" in page.content.decode()
    assert browser.post(f"/network/memberships/{membership.code}/close/", {"ends_on": "2025-06-01", "version": 1}).status_code == 302
    assert outsider.memberships.get().ends_on == dt.date(2025, 6, 1)


def test_the_form_asks_for_one_kind_of_member(cast, outsider):
    other = Network.objects.create(slug="otra", name="Otra")
    page = signed_in(cast.nora).post(
        f"/network/networks/{cast.red.code}/members/new/", {"organisation": outsider.pk, "member_network": other.pk, "starts_on": "2025-05-01"}
    )
    assert "no las dos" in page.content.decode()
