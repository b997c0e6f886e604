"""How long a session lasts, what it is called, and how it ends everywhere at once."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from tejido.accounts.session_names import name_of
from tejido.accounts.sessions import IDLE, LONGEST
from tejido.accounts.tests.test_second_factor import PASSWORD, SECRET, code, inside, password_sent
from tejido.people.models import Person
from tests.cast import give_role, signed_in


def rewound(browser, **keys):
    """The same session, some seconds later."""
    session = browser.session
    for key, seconds in keys.items():
        session[key] -= seconds
    session.save()


@pytest.mark.parametrize(("past", "status"), [({"seen": IDLE - 5}, 200), ({"seen": IDLE + 5}, 302), ({"began": LONGEST - 5}, 200), ({"began": LONGEST + 5}, 302)])
def test_a_session_ends_after_half_an_hour_of_nothing_or_twelve_hours(cast, past, status):
    browser = signed_in(cast.ana)
    rewound(browser, **past)
    assert browser.get("/people/").status_code == status
    assert ("_auth_user_id" in browser.session) == (status == 200)


def test_every_look_makes_the_half_hour_begin_again_but_not_the_twelve_hours(cast):
    browser = signed_in(cast.ana)
    rewound(browser, seen=IDLE - 5, began=IDLE)
    browser.get("/people/")
    assert time.time() - browser.session["seen"] < 5
    assert time.time() - browser.session["began"] > IDLE


def test_a_form_sent_too_late_is_not_lost(cast):
    browser = signed_in(cast.ana)
    rewound(browser, seen=IDLE + 5)
    written = {"register_code": "A-077", "registered_on": "2024-02-03", "kind": "served", "sex": "woman", "given_name": "Rosa", "family_name": "Ñuño", "country": "SV"}
    TOTP.activate(cast.ana, SECRET)
    answer = browser.post("/people/new/", written)
    assert answer["Location"] == "/accounts/login/?next=/accounts/kept/"
    assert "Rosa" not in Session.objects.get(session_key=browser.session.session_key).session_data
    browser.post(answer["Location"], {"login": cast.ana.email, "password": PASSWORD})
    assert browser.post("/accounts/2fa/authenticate/", {"code": code()})["Location"] == "/accounts/kept/"
    page = browser.get("/accounts/kept/").content.decode()
    assert not Person.objects.filter(register_code="A-077").exists()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert {name: fields[name] for name in written} == written
    browser.post("/people/new/", fields)
    assert browser.get("/accounts/kept/")["Location"] == "/desk/"


def test_a_form_of_one_account_is_not_shown_to_the_next_in_the_same_browser(cast):
    browser = signed_in(cast.elena)
    rewound(browser, seen=IDLE + 5)
    browser.post("/people/me/", {"purpose": "impact", "words": "algo mío"})
    browser.post("/accounts/login/", {"login": cast.ana.email, "password": PASSWORD})
    page = browser.get("/accounts/kept/", follow=True).content.decode()
    assert "algo mío" not in page


def test_a_session_gets_a_new_name_at_sign_in_and_when_roles_change(cast):
    browser, _answer = password_sent(cast.elena)
    names = [browser.cookies["sessionid"].value]
    browser.get("/desk/search/")
    names.append(browser.cookies["sessionid"].value)
    give_role(cast.elena, "family_member", organisation=cast.a)
    browser.get("/desk/search/")
    names.append(browser.cookies["sessionid"].value)
    assert names[0] == names[1] != names[2]
    assert not Session.objects.filter(session_key=name_of(names[0])).exists()
    assert browser.cookies["sessionid"]["httponly"]
    assert min(len(name) for name in names) >= 32  # of 36 letters: 165 bits


def test_nothing_of_a_session_can_be_read_in_the_table_or_moved_to_another(cast):
    one, other = signed_in(cast.ana), signed_in(cast.bruno)
    rows = {browser: Session.objects.get(session_key=browser.session.session_key) for browser in (one, other)}
    assert "_auth_user_id" not in rows[one].session_data
    Session.objects.filter(pk=rows[other].pk).update(session_data=rows[one].session_data)
    assert inside(other) == []


def test_a_session_ended_in_the_list_ends_at_the_next_request(cast):
    (here, _), (there, _) = (password_sent(cast.elena) for _ in range(2))
    for browser in (here, there):
        assert browser.get("/desk/search/").status_code == 200
    here.post("/accounts/sessions/")
    assert (here.get("/desk/search/").status_code, there.get("/desk/search/").status_code) == (200, 302)


@pytest.mark.django_db(transaction=True)
def test_a_new_second_factor_ends_the_other_sessions(cast):
    there, _answer = password_sent(cast.elena)
    here, _answer = password_sent(cast.elena)
    here.get("/accounts/2fa/totp/activate/")
    secret = here.session["mfa.totp.secret"]
    assert here.post("/accounts/2fa/totp/activate/", {"code": code(secret)}).status_code == 302
    assert (here.get("/desk/search/").status_code, there.get("/desk/search/").status_code) == (200, 302)


def test_a_new_password_ends_the_other_sessions(cast):
    there, _answer = password_sent(cast.elena)
    here, _answer = password_sent(cast.elena)
    new = "molino lento bajo tierra"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (here.get("/desk/search/").status_code, there.get("/desk/search/").status_code) == (200, 302)


def test_what_the_tables_hold_of_a_session_opens_none(cast):
    browser, _answer = password_sent(cast.elena)
    held = browser.cookies["sessionid"].value
    kept = [*Session.objects.values_list("session_key", flat=True), *UserSession.objects.values_list("session_key", flat=True)]
    assert browser.session.session_key in kept
    assert held not in kept
    for name in kept:
        thief = Client()
        thief.cookies["sessionid"] = name
        assert thief.get("/desk/search/").status_code == 302
    assert browser.get("/desk/search/").status_code == 200
