"""Who leaves: all roles of a colleague at a place end, the owner closes the own account, the console closes a stolen one."""

import datetime as dt
import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from tejido.accounts.models import User
from tejido.accounts.tests.test_second_factor import PASSWORD, SECRET, code, password_sent
from tejido.cli import main
from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.scope import within
from tejido.network import actions
from tejido.network.command import close_or_reopen
from tejido.network.models import AccessToken, EmergencyAccess, Invitation, RoleAssignment
from tejido.network.permissions import emergency_of, holds, roles_of
from tejido.network.tokens import token_of
from tejido.people.models import Person
from tests.cast import give_role, signed_in, user

WORDS = "molino lento bajo tierra"
CLOSE = "/network/account/close/"
STOLEN = "le robaron el teléfono abierto"


def open_now(account):
    return User.objects.get(pk=account.pk).is_active


def verbs():
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


def leave(browser, role):
    """The page of the answer after a colleague's roles here were all ended."""
    return browser.post(f"/network/colleagues/{role.code}/end/", follow=True).content.decode()


def confirmed(account, *ways):
    """A browser in which the owner has just shown who it is."""
    browser = signed_in(account)
    session = browser.session
    session["account_authentication_methods"] = [{"method": way, "at": time.time()} for way in ways or ("password", "mfa")]
    session.save()
    return browser


def a_token(account):
    return actions.make_token(account.roles.get(role="director"), "hoja", ["network.read"], by=account, until=timezone.now() + dt.timedelta(days=30))[1]


def invited_back(cast, email, by=None):
    """Where the link in the mailbox leads."""
    actions.invite_colleague(email, "Otro Nombre", "facilitator", cast.a, by=by or cast.dora, address="http://testserver/")
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def test_every_role_of_a_colleague_here_ends_at_once_and_the_account_that_opens_nothing_more_is_closed(cast):
    give_role(cast.bruno, "facilitator", organisation=cast.a)
    RoleAssignment.objects.create(user=cast.bruno, role="peer_worker", organisation=cast.a, starts_on=today() + dt.timedelta(days=9))
    his, dora = signed_in(cast.bruno), signed_in(cast.dora)
    assert his.get("/people/").status_code == 200
    asked = dora.get(f"/network/colleagues/{cast.bruno.roles.first().code}/end/").content.decode()
    assert asked.count("<li>") >= 3
    assert "Bruno Paz ya no entra en esta entidad" in leave(dora, cast.bruno.roles.first())
    assert not RoleAssignment.objects.on(today() + dt.timedelta(days=30)).filter(user=cast.bruno).exists()
    assert not open_now(cast.bruno)
    assert his.get("/people/").status_code == 302
    assert "_auth_user_id" not in password_sent(cast.bruno)[0].session
    assert [verb for verb in verbs() if verb.endswith(("_ended", "_closed"))] == ["network.role_ended"] * 3 + ["accounts.account_closed"]


def test_an_account_that_works_elsewhere_stays_and_the_answer_does_not_tell(cast):
    ida, ivo = user("ida", "Misma Persona"), user("ivo", "Misma Persona")
    for account in (ida, ivo):
        give_role(account, "facilitator", organisation=cast.a)
    give_role(ivo, "facilitator", organisation=cast.b)
    dora, pages = signed_in(cast.dora), []
    for account in (ida, ivo):
        page = leave(dora, account.roles.get(organisation=cast.a)) + dora.get("/desk/trail/").content.decode().replace(account.code, "")
        pages.append(page)
    assert (open_now(ida), open_now(ivo)) == (False, True)
    assert [("Misma Persona ya no entra en esta entidad" in page, "cuenta" in re.sub(r"(?s)<details.*?</details>", "", page).lower()) for page in pages] == [(True, False)] * 2
    assert holds(ivo, "programmes.read")
    asked = dora.get(f"/network/colleagues/{cast.bruno.roles.get().code}/end/").content.decode()
    assert "Familias de Xela" not in asked


def test_the_account_of_a_person_served_stays_theirs(cast):
    give_role(cast.elena, "peer_worker", organisation=cast.b)
    cast.stranger.account = cast.bruno
    cast.stranger.save()
    give_role(cast.bruno, "person_served", organisation=cast.b)
    cast.bruno.roles.filter(organisation=cast.b).update(ends_on=today())
    dora = signed_in(cast.dora)
    assert "dejará de ver su ficha" in dora.get(f"/network/colleagues/{cast.elena.roles.get(organisation=cast.a).code}/end/").content.decode()
    leave(dora, cast.bruno.roles.get(organisation=cast.a))
    assert open_now(cast.bruno)  # it was opened for a record of B, though no role opens that now


def test_tokens_emergencies_and_invitations_end_with_the_roles_and_do_not_come_back_with_them(cast):
    leaving = user("lara", "Lara Sol")
    for role in ("director", "facilitator"):
        give_role(leaving, role, organisation=cast.a)
    secret, fran = a_token(leaving), user("fran", "Fran Gil")
    give_role(fran, "facilitator", organisation=cast.a)
    access = actions.open_emergency(cast.a, by=fran, category="call", reason="Llamó su hermana: no la encuentra.")
    actions.invite_colleague("amiga@example.org", "Amiga", "director", cast.a, by=leaving, address="http://testserver/")
    for account in (leaving, fran):
        actions.end_roles_here(account, cast.a, by=cast.dora)
    assert (token_of(secret), Invitation.objects.count()) == (None, 0)
    access.refresh_from_db()
    assert (access.is_running, access.ended_by) == (False, cast.dora)
    for account, role in ((leaving, "director"), (fran, "facilitator")):
        User.objects.filter(pk=account.pk).update(is_active=True)
        give_role(account, role, organisation=cast.a)
    assert (token_of(secret), emergency_of(fran)) == (None, None)
    assert {"network.token_revoked", "network.emergency_ended", "network.invitation_withdrawn"} <= set(verbs())


def test_the_last_director_stays_with_every_role(cast):
    give_role(cast.dora, "facilitator", organisation=cast.a)
    page = leave(signed_in(cast.dora), cast.dora.roles.first())
    assert "Es la única persona que puede dar papeles" in page
    assert roles_of(cast.dora).count() == 2


def test_a_director_who_ends_the_own_roles_here_keeps_the_account(cast):
    give_role(user("otra", "Otra"), "director", organisation=cast.a)
    signed_in(cast.dora).post(f"/network/colleagues/{cast.dora.roles.get().code}/end/")
    assert (open_now(cast.dora), roles_of(cast.dora).exists()) == (True, False)


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "nora", "elena"])
def test_nobody_else_ends_the_roles_of_a_colleague_of_a(cast, who):
    role = cast.bruno.roles.get()
    assert signed_in(getattr(cast, who)).post(f"/network/colleagues/{role.code}/end/").status_code in {403, 404}
    with pytest.raises(PermissionDenied):
        actions.end_roles_here(cast.bruno, cast.a, by=getattr(cast, who))
    assert (open_now(cast.bruno), holds(cast.bruno, "people.read")) == (True, True)


def test_who_has_left_is_no_longer_offered_a_role_but_an_invitation(cast):
    dora, role = signed_in(cast.dora), cast.bruno.roles.get()
    leave(dora, role)
    for path in ("end/", "roles/"):
        assert dora.get(f"/network/colleagues/{role.code}/{path}").status_code == 404
    with pytest.raises(actions.AccountClosed):
        actions.give_role(cast.bruno, "facilitator", cast.a, by=cast.dora)
    listed = dora.get("/network/colleagues/").content.decode()
    assert f"/network/colleagues/{role.code}/end/" not in listed


def test_who_is_invited_back_opens_the_account_again_as_a_new_one(cast):
    TOTP.activate(cast.bruno, SECRET)
    EmailAddress.objects.create(user=cast.bruno, email="otro@example.org", verified=True)
    actions.end_roles_here(cast.bruno, cast.a, by=cast.dora)
    link, browser = invited_back(cast, cast.bruno.email), Client(headers={"accept-language": "es"})
    assert signed_in(cast.carla).post(f"{link}accept/").status_code == 403
    assert browser.post(link, {"password1": "molinole", "password2": "molinole"}).status_code == 200
    assert browser.post(link, {"password1": WORDS, "password2": WORDS})["Location"] == "/accounts/login/"
    back = User.objects.get(pk=cast.bruno.pk)
    assert (back.is_active, back.name, back.check_password(WORDS)) == (True, "Bruno Paz", True)
    assert not Authenticator.objects.filter(user=back).exists()
    assert [one.email for one in EmailAddress.objects.filter(user=back)] == [cast.bruno.email]
    assert [one.role for one in roles_of(back)] == ["facilitator"]
    assert "accounts.account_reopened" in verbs()


def test_the_owner_shows_who_it_is_before_closing_the_own_account(cast):
    assert signed_in(cast.elena).get(CLOSE)["Location"].startswith("/accounts/reauthenticate/?next=")
    TOTP.activate(cast.bruno, SECRET)
    assert confirmed(cast.bruno, "password").post(CLOSE).status_code == 302
    assert signed_in(cast.bruno).post(CLOSE)["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert open_now(cast.bruno)
    browser = password_sent(cast.bruno)[0]
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    assert browser.get(CLOSE).status_code == 200


def test_who_enters_with_codes_by_mail_alone_enters_again_before_closing(cast):
    cast.elena.set_unusable_password()
    cast.elena.save()
    browser = signed_in(cast.elena)
    assert browser.get(CLOSE)["Location"].startswith("/accounts/login/?next=")
    assert "_auth_user_id" not in browser.session


def test_the_owner_closes_the_account_and_every_role_of_it_everywhere(cast):
    TOTP.activate(cast.ana, SECRET)
    give_role(cast.ana, "director", organisation=cast.a)
    secret = a_token(cast.ana)
    give_role(cast.ana, "researcher", network=cast.red)
    RoleAssignment.objects.create(user=cast.ana, role="facilitator", organisation=cast.b, starts_on=today() + dt.timedelta(days=9))
    elsewhere, browser = signed_in(cast.ana), confirmed(cast.ana)
    page = browser.get(CLOSE).content.decode()
    assert ("Hilos de Vida" in page, "Red de prueba" in page) == (True, True)
    answer = browser.post(CLOSE, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/"
    assert "Su cuenta está cerrada" in answer.content.decode()
    assert (open_now(cast.ana), token_of(secret), elsewhere.get("/desk/").status_code) == (False, None, 302)
    assert not RoleAssignment.objects.on(today() + dt.timedelta(days=30)).filter(user=cast.ana).exists()
    assert not Session.objects.filter(pk__in=[elsewhere.session.session_key]).exists()
    assert AuditEntry.objects.filter(verb="network.role_ended", actor=cast.ana.code).count() == 4


def test_a_person_served_closes_the_access_and_the_record_stays(cast):
    browser = confirmed(cast.elena, "password")
    page = browser.get(CLOSE).content.decode()
    assert "Su ficha en Hilos de Vida no se borra" in page
    assert "/privacy/mine/ask/erasure/" in page
    browser.post(CLOSE)
    assert not open_now(cast.elena)
    assert Person.objects.get(pk=cast.person.pk).account == cast.elena
    assert signed_in(cast.ana).get(f"/people/{cast.person.code}/").status_code == 200
    link = invited_back(cast, cast.elena.email)
    Client().post(link, {"password1": WORDS, "password2": WORDS})
    assert open_now(cast.elena)


def test_the_last_director_is_told_to_hand_over_first(cast):
    browser = confirmed(cast.dora)
    page = browser.get(CLOSE).content.decode()
    assert "en Hilos de Vida nadie más puede dar papeles" in page
    assert "/network/colleagues/invite/" in page
    assert "Es la única persona que puede dar papeles" in browser.post(CLOSE).content.decode()
    assert (open_now(cast.dora), holds(cast.dora, "roles.assign")) == (True, True)
    give_role(user("otra", "Otra"), "director", organisation=cast.a)
    assert "nadie más" not in browser.get(CLOSE).content.decode()
    browser.post(CLOSE)
    assert not open_now(cast.dora)


def test_the_console_closes_a_stolen_account_and_its_roles_wait(cast, capsys):
    TOTP.activate(cast.dora, SECRET)
    secret, thief = a_token(cast.dora), signed_in(cast.dora)
    with within():
        assert close_or_reopen(email="DORA@example.org", reason=STOLEN, close=True) == 0
        assert close_or_reopen(email="dora@example.org", reason=STOLEN, close=True) == 1
    assert "Nadie entra ya con la cuenta de Dora Menjívar" in capsys.readouterr().out
    assert thief.get("/desk/").status_code == 302
    assert (token_of(secret), open_now(cast.dora)) == (None, False)
    assert "_auth_user_id" not in password_sent(cast.dora)[0].session
    assert RoleAssignment.objects.on().filter(user=cast.dora).exists()
    line = AuditEntry.objects.get(verb="accounts.account_closed")
    assert (line.actor, line.note) == ("", f"console: {STOLEN}")


def test_the_console_opens_it_again_for_the_owner_of_the_address(cast, capsys):
    TOTP.activate(cast.dora, SECRET)
    EmailAddress.objects.create(user=cast.dora, email="ladron@example.org", verified=True)
    close_or_reopen(email=cast.dora.email, reason=STOLEN, close=True)
    assert close_or_reopen(email=cast.dora.email, reason="volvió y es ella", close=False) == 0
    assert "elegir otra" in capsys.readouterr().out
    assert (holds(User.objects.get(pk=cast.dora.pk), "roles.assign"), AccessToken.objects.filter(revoked_at__isnull=True).exists()) == (True, False)
    assert not EmailAddress.objects.filter(email="ladron@example.org").exists()
    assert "_auth_user_id" not in password_sent(cast.dora, PASSWORD)[0].session
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": cast.dora.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    browser.post(browser.get(link)["Location"], {"password1": WORDS, "password2": WORDS})
    again = password_sent(cast.dora, WORDS)[0]
    assert again.get("/desk/")["Location"] == "/accounts/2fa/totp/activate/"


def test_an_account_closed_with_its_roles_is_not_opened_by_an_invitation(cast):
    close_or_reopen(email=cast.carla.email, reason=STOLEN, close=True)
    page = Client(headers={"accept-language": "es"}).get(invited_back(cast, cast.carla.email))
    assert (page.status_code, "ya no vale" in page.content.decode()) == (404, True)
    assert "cuenta cerrada" in signed_in(user_who_directs(cast.b)).get("/network/colleagues/").content.decode()


def user_who_directs(place):
    account = user("berta", "Berta Directora")
    give_role(account, "director", organisation=place)
    return account


@pytest.mark.parametrize(("words", "code_of_exit"), [(["close", "nadie@example.org", "--reason", STOLEN], 1), (["reopen", "ana@example.org", "--reason", STOLEN], 1),
                                                      (["close", "ana@example.org", "--reason", "x"], 2)])  # fmt: skip
def test_the_console_says_what_it_did_not_do(cast, capsys, words, code_of_exit):
    assert main(["account", *words]) == code_of_exit
    assert capsys.readouterr().err
    assert open_now(cast.ana)


def test_an_emergency_of_a_stolen_account_ends(cast):
    fran = user("fran", "Fran Gil")
    give_role(fran, "facilitator", organisation=cast.a)
    actions.open_emergency(cast.a, by=fran, category="call", reason="Llamó su hermana: no la encuentra.")
    close_or_reopen(email=fran.email, reason=STOLEN, close=True)
    assert EmergencyAccess.objects.get().ended_at is not None
