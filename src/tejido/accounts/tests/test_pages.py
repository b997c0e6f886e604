"""The pages of sign-in and of the account: in our look and words, and each opens."""

import re

import pytest
from django.core import mail
from django.urls import reverse

ENTRANCE = ["account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done", "account_signup", "account_inactive",
            "account_email_verification_sent"]  # fmt: skip
OWN = ["account_logout", "account_change_password", "account_email", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "usersessions_list"]
ENGLISH = re.compile(r">\s*[^<]*\b(Sign In|Sign Out|Password|Your|Security Key|Recovery Codes|Authenticator|Send me)\b[^<]*<")
TELLING = re.compile(r"salud|mental|psic|tratamiento|terapia|health|red centroamericana|isem", re.I)


def opened(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert "ui/tejido.css" in page
    assert page.count("<h1>") == 1
    assert ENGLISH.search(page) is None, ENGLISH.search(page)[0]
    return page


@pytest.mark.django_db
@pytest.mark.parametrize("name", ENTRANCE)
def test_a_visitor_opens_the_pages_of_the_entrance(client, name):
    opened(client.get(reverse(name), headers={"accept-language": "es"}))


@pytest.mark.parametrize("name", OWN)
def test_ana_opens_the_pages_of_her_account(cast, browser_of, name):
    opened(browser_of(cast.ana).get(reverse(name), follow=True))


def test_a_wrong_password_is_said_above_the_form_and_in_the_title(cast, client):
    page = opened(client.post(reverse("account_login"), {"login": cast.ana.email, "password": "no es esta"}, headers={"accept-language": "es"}))
    assert "<title>Error: " in page
    assert 'role="alert"' in page
    assert f'value="{cast.ana.email}"' in page


def test_the_code_that_comes_by_mail_opens_and_the_mail_tells_nothing(cast, client):
    page = opened(client.post(reverse("account_request_login_code"), {"email": cast.ana.email}, headers={"accept-language": "es"}, follow=True))
    assert "Escriba el código" in page
    assert len(mail.outbox) == 1
    message = mail.outbox[0]
    assert message.subject == "Su código para entrar"
    assert TELLING.search(message.subject + message.body) is None
    assert not message.message().is_multipart()  # text only: nothing to load from elsewhere


def test_the_link_for_a_new_password_comes_by_a_mail_that_tells_nothing(cast, client):
    client.post(reverse("account_reset_password"), {"email": cast.ana.email}, headers={"accept-language": "es"})
    message = mail.outbox[0]
    assert TELLING.search(message.subject + message.body) is None
    link = re.search(r"https?://[^/]+(/\S+)", message.body)[1]
    page = opened(client.get(link, headers={"accept-language": "es"}, follow=True))
    assert page.count('type="password"') == 2


def test_a_used_link_says_what_to_do(client, db):
    page = opened(client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x-y"}), headers={"accept-language": "es"}))
    assert "Pedir otro enlace" in page
