"""Whoever works with other people's data shows a second factor, whichever way in they take. The real sign-in, with real codes."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tejido.accounts.models import User
from tests.cast import give_role

PASSWORD = "cuatro-palabras-sueltas-ya"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = "/accounts/2fa/totp/activate/"
INSIDE = ["/desk/", "/network/", "/network/organisations/", "/desk/search/", "/accounts/email/"]


def code(secret=SECRET, seconds=0):
    return format_hotp_value(hotp_value(secret, int(time.time() + seconds) // 30))


def password_sent(account, password=PASSWORD):
    browser = Client()
    return browser, browser.post("/accounts/login/", {"login": account.email, "password": password})


@pytest.fixture
def with_totp(cast):
    TOTP.activate(cast.bruno, SECRET)
    return cast


def inside(browser):
    return [path for path in INSIDE if browser.get(path).status_code == 200]


def test_staff_with_a_code_of_the_moment_enter(with_totp):
    browser, answer = password_sent(with_totp.bruno)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert inside(browser) == []
    assert browser.post("/accounts/2fa/authenticate/", {"code": code()})["Location"] == "/desk/"
    assert inside(browser) == INSIDE


@pytest.mark.parametrize("wrong", ["000000", "", "12345", "abcdef"])
def test_a_wrong_code_lets_nobody_in(with_totp, wrong):
    browser, _answer = password_sent(with_totp.bruno)
    assert browser.post("/accounts/2fa/authenticate/", {"code": wrong}).status_code == 200
    assert inside(browser) == []


def test_an_old_code_lets_nobody_in(with_totp):
    browser, _answer = password_sent(with_totp.bruno)
    browser.post("/accounts/2fa/authenticate/", {"code": code(seconds=-300)})
    assert inside(browser) == []


def test_a_code_is_good_for_one_sign_in(with_totp):
    first, _answer = password_sent(with_totp.bruno)
    used = code()
    first.post("/accounts/2fa/authenticate/", {"code": used})
    second, _answer = password_sent(with_totp.bruno)
    second.post("/accounts/2fa/authenticate/", {"code": used})
    assert (inside(first), inside(second)) == (INSIDE, [])


def test_the_code_of_one_account_does_not_open_another(with_totp):
    TOTP.activate(with_totp.carla, "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU")
    browser, _answer = password_sent(with_totp.carla)
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    assert inside(browser) == []


def test_staff_without_a_second_factor_reach_the_set_up_page_only(cast):
    browser, answer = password_sent(cast.bruno)
    assert answer["Location"] == "/desk/"
    assert [browser.get(path)["Location"] for path in INSIDE] == [SET_UP] * len(INSIDE)
    assert "Por eso le pedimos un segundo paso" in browser.get(SET_UP, headers={"accept-language": "es"}).content.decode()


def test_whoever_has_to_sign_in_first_comes_to_the_page_that_they_wanted(db):
    assert Client().get("/network/regions/?country=SV")["Location"] == "/accounts/login/?next=/network/regions/%3Fcountry%3DSV"


@pytest.mark.django_db(transaction=True)  # the factor counts once it is committed
def test_staff_set_a_second_factor_up_and_are_in(cast):
    browser, _answer = password_sent(cast.bruno)
    browser.get(SET_UP)
    secret = browser.session["mfa.totp.secret"]
    assert browser.post(SET_UP, {"code": "000000"}).status_code == 200
    assert inside(browser) == []
    assert browser.post(SET_UP, {"code": code(secret)}).status_code == 302
    assert inside(browser) == INSIDE


def test_a_session_left_open_is_asked_for_the_password_before_a_factor_is_set_up(cast):
    browser, _answer = password_sent(cast.bruno)
    session = browser.session
    session["account_authentication_methods"] = [{**entry, "at": time.time() - 3600} for entry in session["account_authentication_methods"]]
    session.save()
    assert browser.get(SET_UP)["Location"].startswith("/accounts/reauthenticate/")


def test_a_code_by_email_does_not_replace_the_second_factor(with_totp, mailoutbox):
    browser = Client()
    browser.post("/accounts/login/code/", {"email": with_totp.bruno.email})
    (message,) = mailoutbox
    sent = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", message.body, re.MULTILINE)[1]
    answer = browser.post("/accounts/login/code/confirm/", {"code": sent})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert inside(browser) == []
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    assert inside(browser) == INSIDE


def test_a_code_by_email_without_a_second_factor_leads_to_the_set_up_page_only(cast, mailoutbox):
    browser = Client()
    browser.post("/accounts/login/code/", {"email": cast.bruno.email})
    sent = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mailoutbox[0].body, re.MULTILINE)[1]
    browser.post("/accounts/login/code/confirm/", {"code": sent})
    assert [browser.get(path)["Location"] for path in INSIDE] == [SET_UP] * len(INSIDE)


def test_a_new_password_by_email_does_not_replace_the_second_factor(with_totp, mailoutbox):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": with_totp.bruno.email})
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body)[1]
    form = browser.get(link, follow=True)
    new = "molino lento bajo tierra"
    browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert inside(browser) == []
    second, answer = password_sent(with_totp.bruno, new)
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert (inside(browser), inside(second)) == ([], [])


def test_the_link_of_a_new_password_works_once(with_totp, mailoutbox):
    browser = Client()
    browser.post("/accounts/password/reset/", {"email": with_totp.bruno.email})
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body)[1]
    form = browser.get(link, follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": "molino lento bajo tierra", "password2": "molino lento bajo tierra"})
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_a_recovery_code_is_a_second_factor_once(with_totp):
    codes = RecoveryCodes.activate(with_totp.bruno).get_unused_codes()
    browser, _answer = password_sent(with_totp.bruno)
    browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert inside(browser) == INSIDE
    again, _answer = password_sent(with_totp.bruno)
    again.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert inside(again) == []


def test_recovery_codes_alone_are_no_second_factor(cast):
    RecoveryCodes.activate(cast.bruno)
    browser, _answer = password_sent(cast.bruno)
    assert browser.get("/desk/")["Location"] == SET_UP
    browser.post("/accounts/2fa/recovery-codes/generate/")
    assert inside(browser) == []


def test_a_person_served_enters_with_a_password_alone_and_reaches_no_staff_page(cast):
    browser, _answer = password_sent(cast.elena)
    assert browser.get("/desk/").status_code == 302
    assert [browser.get(path).status_code for path in ("/network/", "/network/colleagues/", "/desk/trail/")] == [403] * 3


def test_a_person_served_who_becomes_staff_is_asked_at_the_next_request(cast):
    browser, _answer = password_sent(cast.elena)
    assert browser.get("/desk/search/").status_code == 200
    give_role(cast.elena, "peer_worker", organisation=cast.a)
    assert browser.get("/desk/search/")["Location"] == SET_UP


def test_a_session_from_before_the_factor_was_set_up_is_sent_to_sign_in_again(cast):
    before, _answer = password_sent(cast.bruno)
    assert before.get("/desk/")["Location"] == SET_UP
    TOTP.activate(cast.bruno, SECRET)  # set up in another browser
    assert before.get("/desk/")["Location"] == "/accounts/login/?next=/desk/"
    assert "_auth_user_id" not in before.session


def test_the_second_factor_of_one_account_does_not_serve_the_next_one_in_the_same_browser(with_totp):
    browser, _answer = password_sent(with_totp.bruno)
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": with_totp.ana.email, "password": PASSWORD})
    assert inside(browser) == []


def test_a_closed_account_does_not_enter_and_its_open_session_ends(with_totp):
    from tejido.accounts.actions import close_account

    browser, _answer = password_sent(with_totp.bruno)
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    close_account(with_totp.bruno, by=None)
    assert inside(browser) == []
    again, _answer = password_sent(with_totp.bruno)
    assert inside(again) == []


def test_nobody_signs_up(db):
    browser = Client()
    browser.post("/accounts/signup/", {"email": "nuevo@example.org", "password1": "molino lento bajo tierra"})
    assert not User.objects.exists()


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(cast):
    _b, unknown = password_sent(User(email="nadie@example.org"))
    _b, wrong = password_sent(cast.bruno, "otra cosa muy distinta")
    words = [re.sub(r"\s+", " ", re.sub(r'(csrf\S+ value="\S+")|(\S+@example.org)', "", page.content.decode())) for page in (unknown, wrong)]
    assert words[0] == words[1]


def test_staff_who_lose_the_phone_keep_the_factor_until_they_have_shown_it(with_totp):
    """Nobody switches the second factor off with the password alone."""
    browser, _answer = password_sent(with_totp.bruno)
    browser.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=with_totp.bruno, type="totp").exists()


def test_the_address_of_an_account_is_verified_from_the_start(cast):
    assert EmailAddress.objects.get(user=cast.bruno).verified


def test_a_password_that_was_enough_with_a_second_factor_ends_with_the_last_one(with_totp):
    browser, _answer = password_sent(with_totp.bruno)
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.post(reverse("mfa_deactivate_totp"), follow=True).content.decode()
    assert "ya no vale sola" in page
    assert reverse("account_set_password") in page
    assert not User.objects.get(pk=with_totp.bruno.pk).has_usable_password()
    again, _answer = password_sent(with_totp.bruno)
    assert "_auth_user_id" not in again.session
    browser.post(reverse("account_set_password"), {"password1": "molinole", "password2": "molinole"})
    assert not User.objects.get(pk=with_totp.bruno.pk).has_usable_password()
    words = "molino lento bajo tierra"
    browser.post(reverse("account_set_password"), {"password1": words, "password2": words})
    assert User.objects.get(pk=with_totp.bruno.pk).check_password(words)


def test_a_password_stays_while_another_second_factor_is_left(with_totp):
    Authenticator.objects.create(user=with_totp.bruno, type=Authenticator.Type.WEBAUTHN, data={"name": "llave"})
    browser, _answer = password_sent(with_totp.bruno)
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post(reverse("mfa_deactivate_totp"))
    assert [one.type for one in Authenticator.objects.filter(user=with_totp.bruno)] == ["webauthn"]
    assert User.objects.get(pk=with_totp.bruno.pk).check_password(PASSWORD)
