"""What every request meets: headers, limits, and a calm page when the database or the disk is away."""

import errno

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from tejido.core.degradation import failed, passes_by_itself
from tejido.core.headers import FIXED

PUBLIC = ["/", "/informes/", "/ayuda/", "/accounts/login/", "/nada/", "/people/", "/static/ui/tejido.css", "/people/%00"]


def missing(answer):
    wanted = {*FIXED, "Content-Security-Policy", "Cache-Control"}
    return wanted - set(answer.headers)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options", "head"])
def test_every_answer_carries_the_headers(db, path, method):
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    answer = getattr(browser, method)(path)
    assert missing(answer) == set()
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "*" not in answer["Content-Security-Policy"]
    assert answer.get("Access-Control-Allow-Origin") is None
    if answer.status_code >= 400:
        assert answer["Cache-Control"] == "no-store, private"


def test_a_signed_in_page_is_kept_by_nobody(cast, browser_of):
    assert browser_of(cast.ana).get(reverse("desk:home"))["Cache-Control"] == "no-store, private"


def test_under_https_the_browser_is_told_to_come_back_so(db, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    assert Client().get("/ayuda/", secure=True)["Strict-Transport-Security"] == "max-age=31536000"
    assert not Client().get("/ayuda/").has_header("Strict-Transport-Security")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/?q=" + "x" * 5000, 414), ("/?q=" + "x" * 1200, 414), ("/?q=%00", 400), ("/?" + "a=1&" * 200, 400), ("/" + "x" * 5000, 414)],
)
def test_an_address_beyond_the_limits_gets_an_answer_that_says_so(db, path, status):
    answer = Client(headers={"accept-language": "es"}).get(path)
    assert answer.status_code == status
    assert "Nada se guardó" in answer.content.decode()


def test_more_fields_than_a_form_has_are_refused(db):
    answer = Client().post(reverse("account_login"), {f"f{n}": "x" for n in range(2_000)})
    assert answer.status_code == 400


def test_more_bytes_than_a_form_has_are_refused(db):
    assert Client().post(reverse("account_login"), {"login": "x" * 3_000_000}).status_code == 413


def test_data_inside_data_without_end_is_refused(db):
    answer = Client(raise_request_exception=False).post(reverse("mfa_login_webauthn"), {"credential": "[" * 100_000})
    assert answer.status_code < 500


CHAIN = OperationalError("database is locked")


@pytest.mark.parametrize(
    ("problem", "passes"),
    [
        (OperationalError("database or disk is full"), True), (OSError(errno.ENOSPC, "No space left"), True), (OSError(errno.EROFS, "Read-only"), True),
        (ValueError("x"), False), (OSError(errno.ENOENT, "No such file"), False), (ImproperlyConfigured(), False), (None, False),
    ],
)  # fmt: skip
def test_what_passes_by_itself_is_told_from_a_fault(problem, passes):
    assert passes_by_itself(problem) is passes


def test_the_cause_of_a_failure_counts():
    wrapped = RuntimeError()
    wrapped.__cause__ = CHAIN
    assert passes_by_itself(wrapped)


@pytest.mark.parametrize(("language", "said"), [("es", "Un momento"), ("en", ""), ("hu", "")])
def test_waiting_is_asked_for_in_the_language_of_the_reader(db, language, said):
    request = RequestFactory(headers={"accept-language": language}).get("/")
    try:
        raise OperationalError("database is locked")
    except OperationalError:
        answer = failed(request)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert f'lang="{language}"' in answer.content.decode()
    assert said in answer.content.decode()


def test_with_the_database_away_pages_ask_to_wait_and_the_help_page_answers(cast, browser_of, client):
    signed_in = browser_of(cast.ana)
    signed_in.raise_request_exception = client.raise_request_exception = False

    def away(execute, sql, params, many, context):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        for browser in (signed_in, client):
            for path in ("/desk/", "/people/", "/informes/", "/nada/"):
                answer = browser.get(path)
                assert answer.status_code in ({503, 302} if browser is client else {503}), path
                assert missing(answer) == set()
            helped = browser.get("/ayuda/")
            assert helped.status_code == 200
            assert "112" in helped.content.decode()
    assert signed_in.get("/desk/").status_code == 200


def test_the_help_page_keeps_nothing_of_who_opens_it(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get("/ayuda/")
    assert page.cookies == {}
    assert "http://" not in page.content.decode()
    assert "<script" not in page.content.decode()


def test_a_network_keeps_its_own_numbers_and_a_broken_file_leaves_ours(settings, tmp_path, client, db):
    settings.HOME = tmp_path
    (tmp_path / "ayuda.yaml").write_text('- name: "<b>Aldea</b>"\n  lines: [{number: "4 5-6", what: {es: vecinos, en: neighbours}}]\n')
    page = client.get("/ayuda/", headers={"accept-language": "en"}).content.decode()
    assert 'href="tel:456"' in page
    assert "neighbours" in page
    assert "<b>Aldea" not in page
    for broken in ("- name: [", "5", "- {name: x}", "\xff"):
        (tmp_path / "ayuda.yaml").write_text(broken, encoding="latin-1")
        assert "112" in client.get("/ayuda/").content.decode()
