"""Networks in three levels."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.heads import heads
from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.trail import ChangedMeanwhile, record
from tejido.network import actions
from tejido.network.daily import hand_off_heads
from tejido.network.models import Membership, Network, Organisation, RoleAssignment
from tejido.network.queries import members_of, network_tree
from tests.cast import signed_in, user

STARTED = dt.date(2024, 1, 1)


@pytest.fixture
def three_levels(cast):
    """World ← Red (has A and B) ← national network (has a third organisation)."""
    world = Network.objects.create(slug="mundo", name="Red del Mundo")
    national = Network.objects.create(slug="nacional", name="Red Nacional")
    third = Organisation.objects.create(slug="tercera", name="Casa Tercera", country="GT", region=cast.b.region)
    Membership.objects.create(network=world, member_network=cast.red, starts_on=STARTED)
    Membership.objects.create(network=cast.red, member_network=national, starts_on=STARTED)
    Membership.objects.create(network=national, organisation=third, starts_on=STARTED)
    cast.world, cast.national, cast.third = world, national, third
    return cast


def test_the_tree_has_three_levels_in_two_queries(three_levels, django_assert_num_queries):
    with django_assert_num_queries(2):
        (top,) = network_tree()
    assert top.network == three_levels.world
    assert [b.network for b in top.branches] == [three_levels.red]
    assert [m.organisation for m in top.branches[0].memberships] == [three_levels.b, three_levels.a]
    assert [b.network for b in top.branches[0].branches] == [three_levels.national]
    assert (top.count, top.branches[0].count) == (3, 3)


def test_members_of_a_network_include_those_of_its_member_networks(three_levels):
    assert set(members_of(three_levels.world)) == {three_levels.a, three_levels.b, three_levels.third}
    assert set(members_of(three_levels.national)) == {three_levels.third}


def test_a_membership_that_ended_no_longer_counts_and_still_counts_for_its_own_time(three_levels):
    Membership.objects.filter(member_network=three_levels.national).update(ends_on=dt.date(2025, 1, 1))
    assert three_levels.third not in members_of(three_levels.world)
    assert three_levels.third in members_of(three_levels.world, dt.date(2024, 6, 1))


def test_the_page_shows_all_levels(three_levels):
    page = signed_in(three_levels.nora).get("/network/").content.decode()
    for name in ("Red del Mundo", "Red de prueba", "Red Nacional", "Casa Tercera", "Hilos de Vida"):
        assert name in page


def test_a_network_page_shows_its_members_and_what_it_belongs_to(three_levels):
    page = signed_in(three_levels.bruno).get(f"/network/networks/{three_levels.red.code}/").content.decode()
    assert "Red del Mundo" in page
    assert "Red Nacional" in page
    assert "Agregar un miembro" not in page


def test_the_coordinator_opens_a_member_network_and_coordinates_it(cast):
    national = actions.open_network("Red de Guatemala", parent=cast.red, by=cast.nora, purpose="Reunir")
    assert Membership.objects.get(member_network=national).network == cast.red
    assert RoleAssignment.objects.get(network=national).user == cast.nora
    assert list(AuditEntry.objects.filter(verb__startswith="network.").order_by("id").values_list("verb", flat=True))[-3:] == [
        "network.network_opened", "network.membership_opened", "network.role_given",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["ana", "bruno", "dora", "carla", "diego", "elena"])
def test_nobody_else_opens_a_network(cast, who):
    with pytest.raises(PermissionDenied):
        actions.open_network("Red propia", parent=cast.red, by=getattr(cast, who))
    assert not Network.objects.filter(name="Red propia").exists()


def test_a_coordinator_opens_no_network_above_all_others(cast):
    with pytest.raises(PermissionDenied):
        actions.open_network("Red suelta", by=cast.nora)


def test_the_console_opens_the_first_network(db):
    assert actions.open_network("Primera", by=None).slug == "primera"


def test_two_networks_of_one_name_get_two_slugs(db):
    assert [actions.open_network("Red", by=None).slug for _ in range(3)] == ["red", "red-2", "red-3"]


def test_no_real_network_opens_beside_the_demonstration(db):
    Network.objects.create(slug="inventada", name="Inventada", is_demo=True)
    with pytest.raises(actions.DemoLoaded):
        actions.open_network("Verdadera", by=None)


def test_the_coordinator_corrects_a_network_by_the_screen(cast):
    browser = signed_in(cast.nora)
    path = f"/network/networks/{cast.red.code}/edit/"
    assert browser.post(path, {"name": "Red nueva", "purpose": "Cuidar", "version": cast.red.version}).status_code == 302
    cast.red.refresh_from_db()
    assert (cast.red.name, cast.red.purpose, cast.red.version) == ("Red nueva", "Cuidar", 2)
    assert AuditEntry.objects.latest("id").fields == ["name", "purpose"]


def test_a_second_writer_of_the_same_network_is_told_and_loses_nothing(cast):
    actions.correct_network(cast.red, by=cast.nora, version=1, name="Primera mano")
    with pytest.raises(ChangedMeanwhile):
        actions.correct_network(cast.red, by=cast.nora, version=1, name="Segunda mano")
    page = signed_in(cast.nora).post(f"/network/networks/{cast.red.code}/edit/", {"name": "Segunda mano", "version": 1})
    assert page.status_code == 200
    assert "Otra persona guardó cambios" in page.content.decode()
    assert "Segunda mano" in page.content.decode()
    assert Network.objects.get(pk=cast.red.pk).name == "Primera mano"


def test_a_coordinator_of_one_network_does_not_reach_another(cast):
    other = Network.objects.create(slug="otra", name="Otra red")
    olga = user("olga", "Olga")
    RoleAssignment.objects.create(user=olga, role="network_coordinator", network=other, starts_on=today())
    with pytest.raises(PermissionDenied):
        actions.correct_network(cast.red, by=olga, name="Mía")
    assert signed_in(olga).get(f"/network/networks/{cast.red.code}/edit/").status_code == 404


def test_the_mail_of_the_day_holds_the_head_of_the_place_and_that_of_the_system(cast, settings, tmp_path, mailoutbox, django_capture_on_commit_callbacks):
    settings.HOME = tmp_path
    record("network.role_given", by=cast.ana, organisation=cast.a)
    of_place, of_system = heads()[cast.a.code], heads()[""]
    with django_capture_on_commit_callbacks(execute=True):
        hand_off_heads()
    said = next(mail.body for mail in mailoutbox if mail.to == [cast.dora.email])
    assert of_place[1] in said
    assert of_system[1] in said
