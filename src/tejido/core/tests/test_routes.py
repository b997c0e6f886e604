"""An address that nobody classified keeps Tejido from starting."""

import os
import subprocess
import sys

import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from tejido.core.routes import PUBLIC, SIGNED_IN, SIGNING_IN, check_routes, open_to, policy_of, routes, takes_token
from tejido.network.gate import Gate
from tejido.network.roles import CAPABILITIES
from tejido.people.models import Person
from tejido.urls import urlpatterns as ours

KNOWN = frozenset({PUBLIC, SIGNED_IN, SIGNING_IN, *CAPABILITIES})


def nobody_said(request):
    """A view that somebody forgot to classify."""


@open_to("people.fly")
def for_no_role(request):
    """A view that names a capability which no role has."""


class Planted:
    urlpatterns = [*ours, path("olvidada/", nobody_said, name="forgotten"), path("volar/", for_no_role, name="fly")]


def test_a_view_is_open_to_whom_it_says_and_to_programs_only_if_it_says_so():
    def view(request):
        """Nobody said to whom."""

    said = [open_to("people.read")(view), open_to(PUBLIC, token=True)(lambda request: request)]
    assert [policy_of("x", one) for one in said] == ["people.read", PUBLIC]
    assert [takes_token(one) for one in said] == [False, True]
    asked = RequestFactory().get("/")
    assert said[1](asked) is asked
    assert (policy_of("x", lambda request: request), policy_of("account_login", lambda request: request)) == (None, SIGNING_IN)


def test_every_address_of_tejido_is_classified():
    from tejido.network.checks import routes_are_classified

    assert routes_are_classified(None) == []
    assert sum(1 for _ in routes()) > 60
    assert ("network/regions/", "network:regions") in {(path, name) for path, name, _view in routes()}


@override_settings(ROOT_URLCONF=Planted)
def test_a_forgotten_address_and_an_unknown_capability_are_errors():
    forgotten, unknown = check_routes(KNOWN)
    assert (forgotten.id, unknown.id) == ("tejido.E001", "tejido.E002")
    assert ("/olvidada/" in forgotten.msg, "/volar/" in unknown.msg) == (True, True)


@override_settings(ROOT_URLCONF=Planted)
@pytest.mark.django_db
def test_a_forgotten_address_is_refused_even_if_the_start_had_let_it_pass(client):
    assert client.get("/olvidada/").status_code == 403


def test_rows_that_are_read_while_they_travel_are_those_of_the_place_of_who_asked(cast):
    request = RequestFactory().get("/")
    request.user, request.token = cast.dora, None

    def rows():
        for person in Person.objects.order_by("pk"):
            yield person.register_code

    answer = Gate(lambda _request: StreamingHttpResponse(rows()))(request)
    assert list(answer.streaming_content) == [b"A-001", b"A-002"]


def test_the_server_does_not_start_with_a_forgotten_address(tmp_path):
    (tmp_path / "planted_urls.py").write_text(
        "from django.urls import path\nfrom tejido.urls import urlpatterns as ours\n"
        "def forgotten(request): ...\nurlpatterns = [*ours, path('olvidada/', forgotten, name='forgotten')]\n"
    )
    (tmp_path / "planted_settings.py").write_text("from tejido.settings import *\nROOT_URLCONF = 'planted_urls'\n")
    started = subprocess.run(
        [sys.executable, "-c", "import tejido.wsgi"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "planted_settings", "TEJIDO_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert started.returncode != 0
    assert "/olvidada/" in started.stderr
