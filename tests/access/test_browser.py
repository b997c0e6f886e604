"""What a browser is given and what it may send, as the standard asks for it (asvs.toml): cookies, forgery, redirects, methods, storage."""

import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tejido.accounts.tests.test_second_factor import PASSWORD
from tejido.core.models import AuditEntry

SRC = Path(__file__).parents[2] / "src" / "tejido"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "https:evil.example"]


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """The settings as an operator's environment makes them."""

    def with_environment(**environment):
        monkeypatch.setenv("TEJIDO_HOME", str(tmp_path))
        monkeypatch.delenv("TEJIDO_DEBUG", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(f"TEJIDO_{name}", value)
        return runpy.run_path(str(SRC / "settings.py"))

    return with_environment


def test_cookies_are_bound_to_https_to_this_host_and_to_our_pages(installed):
    made = installed(HTTPS="1")
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert made[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert made[f"{name}_COOKIE_SECURE"] is True
        assert made[f"{name}_COOKIE_HTTPONLY"] is True
        assert getattr(settings, f"{name}_COOKIE_SAMESITE") == "Lax"
        assert getattr(settings, f"{name}_COOKIE_DOMAIN", None) is None


def test_debugging_is_off_unless_it_is_asked_for(installed):
    assert installed()["DEBUG"] is False
    assert installed(DEBUG="1")["DEBUG"] is True


@pytest.mark.parametrize(("address", "encrypted"), [("smtp://u:p@mail.example.org", (True, False)), ("smtps://u:p@mail.example.org", (False, True))])
def test_mail_goes_by_tls_or_not_at_all(installed, address, encrypted):
    made = installed(EMAIL_URL=address)
    assert (made["EMAIL_USE_TLS"], made["EMAIL_USE_SSL"]) == encrypted


def views(resolver=None):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry)
        elif isinstance(entry, URLPattern):
            yield entry.callback


def test_no_view_takes_a_form_without_the_token_of_our_own_page():
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    found = list(views())
    assert len(found) > 100
    assert [view for view in found if getattr(view, "csrf_exempt", False) and not getattr(view, "token", False)] == []


def test_a_form_without_the_token_is_refused(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.elena)
    assert browser.post(reverse("people:mine"), {"purpose": "impact"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x@example.org"}).status_code == 403


@pytest.mark.parametrize("where", ELSEWHERE)
def test_nobody_is_sent_elsewhere_after_signing_in(cast, where):
    answer = Client().post("/accounts/login/", {"login": cast.elena.email, "password": PASSWORD, "next": where})
    assert answer.status_code == 302
    assert re.match(r"/(?![/\\])", answer["Location"])
    language = Client().post(reverse("set_language"), {"language": "en", "next": where})
    assert re.match(r"/(?![/\\])", language["Location"])


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK"])
def test_a_request_is_never_given_back(db, method):
    answer = Client(raise_request_exception=False).generic(method, "/ayuda/", headers={"x-secret": "CANARIO"})
    assert answer.status_code in {400, 403, 404, 405}
    assert b"CANARIO" not in answer.content


@pytest.mark.parametrize("path", ["/static/", "/static/ui/", "/uploads/", "/media/", "/.git/config", "/static/../settings.py"])
def test_no_folder_is_listed_and_no_file_of_the_server_is_given(db, path):
    assert Client().get(path).status_code == 404


def test_passwords_are_hidden_and_may_be_pasted(db):
    page = Client().get("/accounts/login/").content.decode()
    (box,) = re.findall(r"<input[^>]*name=\"password\"[^>]*>", page)
    assert 'type="password"' in box
    assert 'autocomplete="current-password"' in box
    for script in SRC.rglob("static/**/*.js"):
        assert not re.search(r"paste", script.read_text()), script


def test_scripts_keep_nothing_in_the_browser():
    scripts = list(SRC.rglob("static/**/*.js"))
    assert scripts
    for script in scripts:
        assert not re.search(r"localStorage|sessionStorage|indexedDB|caches\b|document\.cookie\s*=", script.read_text()), script


def test_who_changes_the_password_shows_the_present_one(cast):
    browser = Client()
    browser.post("/accounts/login/", {"login": cast.elena.email, "password": PASSWORD})
    new = "molino lento bajo tierra"
    browser.post("/accounts/password/change/", {"oldpassword": "otra cosa muy distinta", "password1": new, "password2": new})
    cast.elena.refresh_from_db()
    assert cast.elena.check_password(PASSWORD)


def test_sign_ins_and_failures_leave_a_line_without_the_address(cast):
    Client().post("/accounts/login/", {"login": cast.elena.email, "password": PASSWORD})
    Client().post("/accounts/login/", {"login": cast.elena.email, "password": "otra cosa muy distinta"})
    assert AuditEntry.objects.filter(verb="accounts.signed_in", actor=cast.elena.code).exists()
    failed = AuditEntry.objects.get(verb="accounts.sign_in_failed")
    assert cast.elena.email not in f"{failed.note} {failed.hashes} {failed.target}"
    assert failed.hashes
