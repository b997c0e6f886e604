"""Roles are given and ended, never deleted; nobody widens their own reach."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tejido.accounts.models import User
from tejido.core.models import AuditEntry, OutgoingMail
from tejido.core.periods import today
from tejido.core.scope import Scope
from tejido.network import actions
from tejido.network.daily import forget_invitations
from tejido.network.models import Invitation, Membership, Network, RoleAssignment
from tejido.network.permissions import (
    emergencies_running_for,
    emergencies_visible_to,
    holds,
    invitations_visible_to,
    organisations_without_direction,
    roles_of,
    scope_of,
)
from tejido.network.queries import account_of
from tejido.network.roles import CAPABILITIES, PERSONAL_ONLY, ROLES, Role
from tejido.network.roles import role as new_role
from tejido.people.permissions import own_persons_visible_to
from tests.cast import give_role, signed_in, user

HERE = "http://testserver/"


@pytest.fixture
def gema(cast):
    return user("gema", "Gema Soto")


def test_the_direction_gives_a_role_from_today_on(cast, gema):
    role = actions.give_role(gema, "professional", cast.a, by=cast.dora)
    assert (role.starts_on, role.ends_on) == (today(), None)
    assert holds(gema, "people.read")
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.organisation, entry.note) == ("network.role_given", cast.a.code, f"{gema.code} professional")


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "nora", "diego", "elena"])
def test_nobody_else_gives_a_role_at_a(cast, gema, who):
    with pytest.raises(PermissionDenied):
        actions.give_role(gema, "professional", cast.a, by=getattr(cast, who))
    assert not roles_of(gema).exists()


def test_nobody_gives_a_role_to_themselves(cast):
    with pytest.raises(actions.NotToOneself):
        actions.give_role(cast.dora, "professional", cast.a, by=cast.dora)


def test_who_assigns_roles_for_a_network_reaches_those_of_its_members_and_nothing_else(cast):
    a, b = cast.a.pk, cast.b.pk
    cast.red.memberships.filter(organisation=cast.b).update(id=70)  # else the numbers of memberships are those of their organisations
    assert scope_of(cast.nora) == Scope(affairs=frozenset({a, b}), account=cast.nora.pk)
    assert scope_of(cast.diego) == Scope(account=cast.diego.pk)
    assert scope_of(cast.dora) == Scope(organisations=frozenset({a}), account=cast.dora.pk)
    assert scope_of(cast.dora, []) == Scope(account=cast.dora.pk)


def test_a_network_that_is_a_member_of_another_is_none_of_its_organisations(cast):
    other = Network.objects.create(slug="otra", name="Otra red")
    Membership.objects.create(network=other, member_network=cast.red, starts_on=today())
    olga = user("olga", "Olga Sic")
    give_role(olga, "network_coordinator", network=other)
    assert scope_of(olga) == Scope(account=olga.pk)


def test_an_address_that_nobody_has_verified_is_no_account_s(cast):
    address = EmailAddress.objects.create(user=cast.bruno, email="paz@example.org", verified=False)
    assert account_of("paz@example.org") is None
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    assert account_of("PAZ@example.org") == cast.bruno


def test_nobody_at_all_holds_nothing(db):
    assert (list(roles_of(None)), list(emergencies_running_for(None)), list(emergencies_visible_to(None))) == ([], [], [])
    assert list(own_persons_visible_to(None)) == []


def test_a_role_grants_what_it_names_and_names_nothing_unknown():
    assert new_role("guest", "invitada", "mira", "network", "plans.read network.read", staff=False) == Role(
        "guest", "invitada", "mira", "network", frozenset({"network.read", "plans.read"}), False
    )
    assert (new_role("guest", "invitada", "mira", "either").capabilities, new_role("guest", "invitada", "mira", "either").staff) == (frozenset(), True)
    with pytest.raises(ValueError, match=r"guest names unknown capabilities: \['people.fly'\]"):
        new_role("guest", "invitada", "mira", "network", "plans.read people.fly")


@pytest.mark.parametrize(("role", "place"), [("professional", "red"), ("network_coordinator", "a"), ("person_served", "red")])
def test_a_role_is_given_only_where_it_exists(cast, gema, role, place):
    with pytest.raises(actions.NotAtThisPlace):
        actions.give_role(gema, role, getattr(cast, place), by=cast.nora if place == "red" else cast.dora)


def test_a_role_is_not_given_twice(cast):
    with pytest.raises(actions.RoleHeld):
        actions.give_role(cast.bruno, "professional", cast.a, by=cast.dora)


def test_a_role_that_ends_grants_nothing_from_today_and_is_kept(cast):
    role = cast.bruno.roles.get()
    actions.end_role(role, by=cast.dora)
    assert not holds(cast.bruno, "people.read")
    assert RoleAssignment.objects.get(pk=role.pk).ends_on == today()
    assert signed_in(cast.bruno).get("/network/").status_code == 403


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "nora", "diego"])
def test_nobody_else_ends_a_role_at_a(cast, who):
    role = cast.bruno.roles.get()
    with pytest.raises(PermissionDenied):
        actions.end_role(role, by=getattr(cast, who))
    assert holds(cast.bruno, "people.read")


def test_the_last_who_gives_roles_does_not_leave_the_place_locked(cast):
    role = cast.dora.roles.get()
    with pytest.raises(actions.LastWhoAssigns):
        actions.end_role(role, by=cast.dora)
    give_role(user("otra", "Otra"), "director", organisation=cast.a)
    actions.end_role(role, by=cast.dora)
    assert not holds(cast.dora, "roles.assign")


def test_two_directors_who_end_each_other_queue_up_at_the_place(cast):
    give_role(user("otra", "Otra"), "director", organisation=cast.a)
    with CaptureQueriesContext(connection) as said:
        actions.end_role(cast.dora.roles.get(), by=cast.dora)
    asked = [one["sql"] for one in said]
    locks = [n for n, sql in enumerate(asked) if f"{cast.a.pk}" in sql and 'FROM "network_organisation"' in sql and (connection.vendor == "sqlite" or "FOR NO KEY UPDATE" in sql)]
    assert locks
    assert locks[-1] < next(n for n, sql in enumerate(asked) if 'UPDATE "network_roleassignment"' in sql) - 1


def test_the_coordinator_names_the_direction_of_a_member_that_has_none(cast, gema):
    actions.give_role(gema, "director", cast.b, by=cast.nora)
    assert holds(gema, "roles.assign")
    with pytest.raises(PermissionDenied):  # from now on B decides for itself
        actions.give_role(user("otra", "Otra"), "director", cast.b, by=cast.nora)


def test_the_coordinator_gives_no_other_role_at_a_member_without_direction(cast, gema):
    with pytest.raises(PermissionDenied):
        actions.give_role(gema, "professional", cast.b, by=cast.nora)


def test_the_coordinator_does_not_name_herself_director(cast):
    with pytest.raises(actions.NotToOneself):
        actions.give_role(cast.nora, "director", cast.b, by=cast.nora)


def link_in_mail():
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def invited(place, by, email="gema@example.org", role="professional"):
    """The link in the mailbox, without its root."""
    actions.invite_colleague(email, "Gema Soto", role, place, by=by, address=HERE)
    return link_in_mail()


def sent(browser, place, email, **more):
    """The page that follows an invitation, without what is different each time."""
    values = {"name": "Nombre Inventado", "email": email, "language": "es", "place": f"organisation.{place.code}", "role": "facilitator", **more}
    page = browser.post("/network/colleagues/invite/", values, follow=True).content.decode()
    return re.sub(r'value="[^"]*"|/[A-Z0-9]{10}/|nonce="[^"]*"', "", page.replace(email.lower(), "EMAIL"))


def test_an_invitation_gives_nothing_and_sends_a_neutral_link_after_commit(cast, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite_colleague("Gema@Example.org", "Gema Soto", "professional", cast.a, by=cast.dora, address=HERE)
    assert not User.objects.filter(email="gema@example.org").exists()
    (message,) = mailoutbox
    assert message.to == ["gema@example.org"]
    words = (message.subject + message.body).lower()
    for revealing in ("hilos de vida", "salud", "mental", "profesional", "asociación"):
        assert revealing not in words


def test_whoever_is_invited_chooses_a_password_gets_the_role_and_is_asked_for_a_second_factor(cast):
    link, browser = invited(cast.a, cast.dora), Client(headers={"accept-language": "es"})
    assert "Dora Menjívar le ofrece el papel de <b>profesional de referencia</b> en <b>Hilos de Vida</b>" in browser.get(link).content.decode()
    assert browser.post(link, {"password1": "molinole", "password2": "molinole"}).status_code == 200
    words = "molino lento bajo tierra"
    assert browser.post(link, {"password1": words, "password2": words})["Location"] == "/accounts/login/"
    gema = User.objects.get(email="gema@example.org")
    assert gema.check_password(words)
    assert roles_of(gema).get().organisation == cast.a
    assert AuditEntry.objects.filter(verb="network.invitation_accepted", actor=gema.code, organisation=cast.a.code).exists()
    browser.post("/accounts/login/", {"login": "gema@example.org", "password": words})
    assert browser.get("/desk/", follow=False)["Location"] == "/accounts/2fa/totp/activate/"
    assert browser.get(link).status_code == 404


def test_every_address_is_answered_alike_and_mailed_whoever_it_belongs_to(cast):
    User.objects.filter(pk=cast.diego.pk).update(is_active=False)
    give_role(user("pilar", "Pilar Batz"), "person_served", organisation=cast.b)
    browser, pages = signed_in(cast.dora), {}
    for email in ("nadie@example.org", cast.carla.email, "CARLA@example.org", "pilar@example.org", cast.diego.email):
        pages[email] = sent(browser, cast.a, email)
        assert OutgoingMail.objects.filter(recipient=email.lower()).count() == 1 + (email == "CARLA@example.org")
        Invitation.objects.all().delete()
    assert len(set(pages.values())) == 1
    assert "Nombre Inventado recibirá un correo" in pages[cast.carla.email]
    assert not cast.carla.roles.filter(organisation=cast.a).exists()
    assert len({re.sub(r"http\S+", "", one.body) for one in mail.outbox}) == 1


@pytest.mark.parametrize("email", ["nadie@example.org", "carla@example.org", "diego@example.org"])
def test_every_address_is_answered_with_the_same_number_of_questions(cast, email, django_assert_num_queries):
    User.objects.filter(pk=cast.diego.pk).update(is_active=False)
    with CaptureQueriesContext(connection) as said:
        actions.invite_colleague("otra@example.org", "Otra", "professional", cast.a, by=cast.dora, address=HERE)
    with django_assert_num_queries(len(said)):
        actions.invite_colleague(email, "Otra", "professional", cast.a, by=cast.dora, address=HERE)


def test_an_account_that_exists_takes_the_role_only_by_its_owner_signed_in(cast):
    link = invited(cast.a, cast.dora, cast.carla.email)
    stranger = Client(headers={"accept-language": "es"})
    assert "entre con ella para aceptar" in stranger.get(link).content.decode()
    words = {"password1": "molino lento bajo tierra", "password2": "molino lento bajo tierra"}
    assert stranger.post(link, words).status_code == 200
    assert stranger.post(f"{link}accept/")["Location"].startswith("/accounts/login/")
    assert "otra cuenta" in signed_in(cast.bruno).get(link).content.decode()
    assert signed_in(cast.bruno).post(f"{link}accept/").status_code == 403
    assert signed_in(cast.carla, second_factor=False).post(f"{link}accept/").status_code == 302
    assert not roles_of(cast.carla).filter(organisation=cast.a).exists()
    browser = signed_in(cast.carla)
    assert f'action="{link}accept/"' in browser.get(link).content.decode()
    assert browser.post(f"{link}accept/")["Location"] == "/desk/"
    assert roles_of(cast.carla).get(organisation=cast.a).role == "professional"
    assert not User.objects.get(pk=cast.carla.pk).check_password(words["password1"])


def test_an_invitation_is_seen_as_pending_and_withdrawn_by_who_gives_roles_there(cast):
    link = invited(cast.a, cast.dora)
    asked = Invitation.objects.get()
    browser = signed_in(cast.dora)
    page = browser.get("/network/colleagues/").content.decode()
    assert ("Invitaciones sin respuesta" in page, "gema@example.org" in page) == (True, True)
    assert "gema@example.org" not in signed_in(cast.nora).get("/network/colleagues/").content.decode()
    assert signed_in(cast.nora).post(f"/network/colleagues/invitations/{asked.code}/withdraw/").status_code == 404
    browser.post(f"/network/colleagues/invitations/{asked.code}/withdraw/")
    assert Client().get(link).status_code == 404
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))[-2:] == ["network.invited", "network.invitation_withdrawn"]


@pytest.mark.parametrize("over", ["late", "bent", "closed", "inviter left", "asked again"])
def test_an_invitation_that_is_over_says_the_same_to_everybody(cast, over):
    link = invited(cast.a, cast.dora, cast.carla.email)
    if over == "late":
        Invitation.objects.update(expires_at=timezone.now())
    elif over == "bent":
        link = f"{link[:-2]}{'x' if link[-2] != 'x' else 'y'}/"
    elif over == "closed":
        User.objects.filter(pk=cast.carla.pk).update(is_active=False)
    elif over == "inviter left":
        cast.dora.roles.update(ends_on=today())
    else:
        invited(cast.a, cast.dora, cast.carla.email)
    page = Client(headers={"accept-language": "es"}).get(link)
    assert (page.status_code, "Pida otra a quien le invitó" in page.content.decode()) == (404, True)
    with pytest.raises(actions.InvitationOver):
        actions.accept_invitation(link.split("/")[3], by=cast.carla)
    assert not cast.carla.roles.filter(organisation=cast.a).exists()


def test_of_very_many_invitations_the_newest_are_shown(cast):
    late = {"organisation": cast.a, "role": "facilitator", "invited_by": cast.dora, "expires_at": timezone.now() + dt.timedelta(days=1)}
    Invitation.objects.bulk_create(Invitation(email=f"{n}@example.org", name=f"Nombre {n}", **late) for n in range(52))
    page = signed_in(cast.dora).get("/network/colleagues/").content.decode()
    assert (page.count("Nombre "), "Se muestran las 50 más nuevas" in page) == (100, True)


def test_an_invitation_without_an_answer_is_forgotten_after_a_week_more(cast):
    invited(cast.a, cast.dora)
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=6))
    assert "venció" in signed_in(cast.dora).get("/network/colleagues/").content.decode()
    assert forget_invitations() == ""
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(days=8))
    forget_invitations()
    assert not Invitation.objects.exists()


def test_nobody_is_invited_to_what_they_hold_and_nobody_invites_themselves(cast):
    with pytest.raises(actions.RoleHeld):
        invited(cast.a, cast.dora, cast.bruno.email)
    with pytest.raises(actions.NotToOneself):
        invited(cast.a, cast.dora, cast.dora.email)


def test_a_refused_invitation_leaves_nothing(cast):
    with pytest.raises(PermissionDenied):
        actions.invite_colleague("gema@example.org", "Gema", "professional", cast.a, by=cast.ana, address=HERE)
    with pytest.raises(actions.NotAtThisPlace):
        actions.invite_colleague("gema@example.org", "Gema", "network_coordinator", cast.a, by=cast.dora, address=HERE)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_coordinator_invites_the_direction_of_a_member_that_has_none(cast):
    link = invited(cast.b, cast.nora, role="director")
    assert "gema@example.org" in signed_in(cast.nora).get("/network/colleagues/").content.decode()
    give_role(user("otra", "Otra"), "director", organisation=cast.b)
    assert Client().get(link).status_code == 404  # from now on B decides for itself


def test_what_a_direction_that_left_had_offered_is_not_shown_to_the_coordinator(cast):
    gone = user("otra", "Otra")
    give_role(gone, "director", organisation=cast.b)
    invited(cast.b, gone)
    gone.roles.update(ends_on=today())
    invited(cast.b, cast.nora, "rosa@example.org", "director")
    assert [one.email for one in invitations_visible_to(cast.nora)] == ["rosa@example.org"]


def test_the_direction_invites_gives_and_ends_on_the_screen(cast):
    browser, place = signed_in(cast.dora), f"organisation.{cast.a.code}"
    sent(browser, cast.a, "gema@example.org", language="hu")
    words = {"password1": "molino lento bajo tierra", "password2": "molino lento bajo tierra"}
    Client().post(link_in_mail(), words)
    role = RoleAssignment.objects.get(user__email="gema@example.org")
    page = browser.get("/network/colleagues/").content.decode()
    assert "gema@example.org" in page
    assert "falta el segundo paso" in page
    assert browser.post(f"/network/colleagues/{role.code}/roles/", {"place": place, "role": "peer_worker"}).status_code == 302
    assert browser.post(f"/network/roles/{role.code}/end/").status_code == 302
    assert set(roles_of(role.user).values_list("role", flat=True)) == {"peer_worker"}
    assert (role.user.language, role.user.name) == ("hu", "Nombre Inventado")


def test_the_screen_says_why_the_last_director_stays(cast):
    page = signed_in(cast.dora).post(f"/network/roles/{cast.dora.roles.get().code}/end/", follow=True).content.decode()
    assert "Es la única persona que puede dar papeles" in page


def test_colleagues_of_another_place_are_not_shown(cast):
    give_role(user("dir", "Berta Directora"), "director", organisation=cast.b)
    page = signed_in(cast.dora).get("/network/colleagues/").content.decode()
    assert "Bruno Paz" in page
    assert "Carla Xol" not in page
    assert "Berta Directora" not in page
    assert signed_in(cast.dora).post(f"/network/roles/{cast.carla.roles.get().code}/end/").status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_colleagues_asks_the_same_number_of_questions(cast, django_assert_num_queries, more):
    for n in range(more):
        give_role(user(f"mas{n}", f"Colega {n}"), "facilitator", organisation=cast.a)
    browser = signed_in(cast.dora)
    browser.get("/network/colleagues/")
    with django_assert_num_queries(9):
        browser.get("/network/colleagues/")


def test_a_role_that_begins_tomorrow_grants_nothing_today(cast, gema):
    actions.give_role(gema, "professional", cast.a, by=cast.dora, starts_on=today() + dt.timedelta(days=1))
    assert not holds(gema, "people.read")


def test_anybody_reads_who_sees_what_in_plain_words(db):
    page = Client().get("/network/who-sees-what/").content.decode()
    for role in ROLES.values():
        assert str(role.label).capitalize() in page or str(role.label)[:1].upper() + str(role.label)[1:] in page
    for words in CAPABILITIES.values():
        assert str(words)[1:] in page


def test_the_fifteen_roles_are_there_and_no_network_role_reaches_a_record():
    assert len(ROLES) == 15
    for role in ROLES.values():
        if role.place in ("network", "either"):
            assert not role.capabilities & PERSONAL_ONLY, role.slug


def test_a_network_that_takes_in_the_member_of_another_cannot_name_its_direction(cast, gema):
    """Who names the direction opens every record of the organisation."""
    other = Network.objects.create(slug="otra", name="Otra red")
    olga = user("olga", "Olga Ruano")
    give_role(olga, "network_coordinator", network=other)
    actions.open_membership(other, organisation=cast.b, starts_on=today(), by=olga)
    with pytest.raises(PermissionDenied):
        actions.give_role(gema, "director", cast.b, by=olga)
    assert not organisations_without_direction(olga).exists()
    assert actions.give_role(gema, "director", cast.b, by=cast.nora).organisation == cast.b
