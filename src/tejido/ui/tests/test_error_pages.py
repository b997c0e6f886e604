"""When something goes wrong: calm words, what to do, a way back; never a trace."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory
from django.views import defaults
from django.views.csrf import csrf_failure

pytestmark = pytest.mark.django_db


def page(response):
    text = response.content.decode()
    assert text.count("<h1>") == 1
    assert 'href="/"' in text
    assert "ui/tejido.css" in text
    return text


def asked():
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/x/")
    request.user, request.session = AnonymousUser(), {}
    return request


def test_a_page_that_is_not_there():
    response = defaults.page_not_found(asked(), Http404("nothing"))
    assert response.status_code == 404
    assert "No encontramos esta página" in page(response)


def test_a_page_for_another_role_says_who_can_help():
    response = defaults.permission_denied(asked(), PermissionDenied("people.read"))
    assert response.status_code == 403
    text = page(response)
    assert "quien coordina su organización" in text
    assert "people.read" not in text


def test_a_request_that_makes_no_sense():
    response = defaults.bad_request(asked(), SuspiciousOperation("why"))
    assert response.status_code == 400
    assert "why" not in page(response)


def test_a_failure_of_ours_needs_neither_request_nor_database():
    response = defaults.server_error(asked())
    assert response.status_code == 500
    assert "No pudimos terminar" in page(response)


def test_a_form_that_waited_too_long_says_that_nothing_was_saved():
    response = csrf_failure(asked(), reason="token missing")
    assert response.status_code == 403
    text = page(response)
    assert "Nada se guardó" in text
    assert "token missing" not in text


def test_a_stranger_at_an_address_that_does_not_exist_gets_our_page():
    response = Client().get("/no-such-page/")
    assert response.status_code == 404
    page(response)
