"""A program reads with a token what its maker's role reads, narrowed: no session, no cookie, no way to anything else."""

import datetime as dt
import json
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from tejido.core.models import AuditEntry
from tejido.network import actions
from tejido.network.bearer import Bearer, refused
from tejido.network.models import AccessToken
from tejido.network.permissions import holds
from tejido.network.tokens import token_of
from tests.cast import give_role, signed_in

ROUTES = {"/api/v1/organisations": "network.read", "/api/v1/plans": "plans.read", "/api/v1/releases": "network.read"}


def made(account, *capabilities, days=30, role=None):
    return actions.make_token(role or account.roles.get(), "hoja de cálculo", capabilities, by=account, until=timezone.now() + dt.timedelta(days=days))


def asked(secret, path="/api/v1/organisations", method="get", **extra):
    return getattr(Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {secret}"}), method)(path, **extra)


@pytest.mark.parametrize("held", [("network.read",), ("plans.read",), ("network.read", "plans.read")])
def test_a_token_opens_what_it_carries_and_nothing_more(cast, held):
    _token, secret = made(cast.dora, *held)
    assert {path: asked(secret, path).status_code for path in ROUTES} == {path: 200 if needed in held else 403 for path, needed in ROUTES.items()}


def test_a_program_that_comes_without_https_is_refused_and_not_sent_on(cast, settings):
    settings.SECURE_SSL_REDIRECT = True
    _token, secret = made(cast.dora, "network.read")
    assert (asked(secret).status_code, asked(secret, secure=True).status_code) == (403, 200)
    assert Client().get("/").status_code == 301


def test_the_answer_is_the_list_of_the_page(cast):
    _token, secret = made(cast.dora, "network.read")
    answer = asked(secret).json()
    assert [row["name"] for row in answer["rows"]] == ["Familias de Xela", "Hilos de Vida"]
    assert answer["rows"][0].keys() == {"code", "slug", "name", "legal_form", "country", "region", "town", "website"}


@pytest.mark.parametrize("path", ["/desk/", "/network/", "/network/tokens/", "/network/tokens/new/", "/accounts/email/", "/", "/language/", "/people/"])
def test_a_token_opens_no_page(cast, path):
    _token, secret = made(cast.dora, "network.read", "plans.read")
    assert asked(secret, path).status_code in {403, 404}


@pytest.mark.parametrize("path", [*ROUTES, "/desk/", "/nowhere/"])
@pytest.mark.parametrize("good", [True, False])
def test_no_answer_to_a_token_sets_a_cookie(cast, path, good):
    secret = made(cast.dora, "network.read", "plans.read")[1] if good else "tejido_none"
    answer = asked(secret, path)
    assert not answer.cookies
    assert answer.headers["Content-Type"] == "application/json"


def test_a_cookie_beside_a_token_counts_for_nothing(cast):
    browser = signed_in(cast.dora)
    assert browser.get("/desk/").status_code == 200
    assert browser.get("/desk/", headers={"authorization": "Bearer tejido_wrong"}).status_code == 401
    assert browser.get("/desk/", headers={"authorization": f"Bearer {made(cast.dora, 'network.read')[1]}"}).status_code == 403


def test_nothing_of_a_signed_in_page_stays_on_a_shared_computer(cast):
    assert signed_in(cast.dora).get("/desk/")["Cache-Control"] == "no-store, private"
    assert asked(made(cast.dora, "network.read")[1])["Cache-Control"] == "no-store, private"


def test_the_cookie_of_a_session_is_no_token(cast):
    key = signed_in(cast.dora).cookies["sessionid"].value
    assert [asked(key, path).status_code for path in ROUTES] == [401] * 3


def test_a_token_ends_with_its_role_its_day_its_account_and_when_it_is_revoked(cast):
    ended = {}
    for how in ("role", "day", "account", "revoked"):
        account = {"role": cast.nora, "day": cast.diego, "account": cast.dora, "revoked": cast.dora}[how]
        if how == "account":
            continue
        token, secret = made(account, "network.read")
        before = asked(secret).status_code
        if how == "role":
            account.roles.update(ends_on=dt.date(2024, 2, 1))
        elif how == "day":
            AccessToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
        else:
            actions.revoke_token(token, by=account)
        ended[how] = (before, asked(secret).status_code)
    secret = made(cast.dora, "network.read")[1]
    cast.dora.is_active = False
    cast.dora.save()
    ended["account"] = (200, asked(secret).status_code)
    assert ended == {"role": (200, 403), "day": (200, 401), "account": (200, 401), "revoked": (200, 401)}


def test_only_a_hash_of_the_secret_is_kept(cast):
    token, secret = made(cast.dora, "network.read")
    row = AccessToken.objects.values().get(pk=token.pk)
    assert secret not in str(row)
    assert len(secret) >= 43 + len("tejido_")


@pytest.mark.parametrize("wanted", [["people.read"], ["roles.assign"], ["network.read", "answers.exact"], []])
def test_nobody_makes_a_token_for_more_than_a_program_may_read(cast, wanted):
    with pytest.raises(PermissionDenied):
        made(cast.dora, *wanted)


def test_nobody_makes_a_token_for_the_role_of_another(cast):
    with pytest.raises(PermissionDenied):
        made(cast.dora, "network.read", role=cast.nora.roles.get())


def test_a_program_makes_no_token(cast):
    cast.dora.token = made(cast.dora, "network.read")[0]
    with pytest.raises(PermissionDenied):
        made(cast.dora, "network.read")


def test_a_program_holds_nothing_that_its_token_does_not_carry(cast):
    cast.dora.token = made(cast.dora, "network.read")[0]
    assert [holds(cast.dora, capability) for capability in ("network.read", "plans.read", "people.read")] == [True, False, False]


def test_nobody_makes_a_token_without_an_end(cast):
    with pytest.raises(actions.EndTooFar):
        made(cast.dora, "network.read", days=400)


def test_the_token_of_one_place_does_not_read_another(cast):
    """Dora directs A; a role at B that she gets later widens nothing that her token for A reads."""
    from tejido.impact.models import Plan

    for organisation in (cast.a, cast.b):
        Plan.objects.create(organisation=organisation, slug="p", title=organisation.name, text="x", plan_hash="0" * 64, written_by=cast.ana)
    _token, secret = made(cast.dora, "plans.read")
    give_role(cast.dora, "director", organisation=cast.b)
    assert [row["title"] for row in asked(secret, "/api/v1/plans").json()["rows"]] == ["Hilos de Vida"]


def test_making_one_asks_for_the_second_factor_again(cast):
    """The cast's second factor was shown long ago."""
    TOTP.activate(cast.dora, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = signed_in(cast.dora).get("/network/tokens/new/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")


def test_the_page_shows_the_secret_once(cast):
    browser = signed_in(cast.dora)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": timezone.now().timestamp(), "type": "totp"}]
    session.save()
    form = {"name": "Hoja", "role": cast.dora.roles.get().pk, "capabilities": ["network.read"], "until": timezone.localdate() + dt.timedelta(days=9)}
    page = browser.post("/network/tokens/new/", form).content.decode()
    secret = re.search(r"tejido_[\w-]{43}", page)[0]
    assert asked(secret).status_code == 200
    listed = browser.get("/network/tokens/").content.decode()
    assert "Hoja" in listed
    assert secret not in listed
    assert browser.post(f"/network/tokens/{AccessToken.objects.get().code}/revoke/").status_code == 302
    assert asked(secret).status_code == 401


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "token unknown, expired or revoked"), (403, "not open to this token"), (404, "not found"), (405, "method not allowed"), (418, "the request could not be served")],
)
def test_a_program_is_told_in_words_of_its_own_why_it_is_refused_and_no_cache_keeps_that(status, said):
    answer = refused(status)
    assert (answer.status_code, json.loads(answer.content), answer["Cache-Control"]) == (status, {"error": said}, "no-store")
    assert answer.headers.get("WWW-Authenticate") == ('Bearer realm="tejido"' if status == 401 else None)


def test_what_a_route_says_to_a_program_is_left_as_it_is(cast):
    """Only pages for people are replaced by words for programs."""
    request = RequestFactory().get("/", headers={"authorization": f"BEARER  {made(cast.dora, 'network.read')[1]} "})
    own = JsonResponse({"error": "rows"}, status=409)
    own.set_cookie("a", "b")
    assert Bearer(lambda _request: own)(request) is own
    assert not own.cookies
    assert Bearer(lambda _request: HttpResponse("<p>", status=400))(request).content == refused(400).content
    bare = HttpResponse("<p>", status=400)
    del bare["Content-Type"]
    assert Bearer(lambda _request: bare)(request).content == refused(400).content
    assert Bearer(lambda _request: HttpResponse("ok", status=399))(request).content == b"ok"
    assert (request.COOKIES, request.user if hasattr(request, "user") else request._cached_user) == ({}, cast.dora)


def test_a_use_is_noted_again_only_after_a_while(cast):
    token, secret = made(cast.dora, "network.read")
    for ago, noted in ((None, True), (9, False), (11, True)):
        before = ago and timezone.now() - dt.timedelta(minutes=ago)
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=before)
        assert asked(secret).status_code == 200
        token.refresh_from_db()
        assert (token.last_used_at != before) is noted


def test_a_token_is_found_with_its_account_in_one_question(cast, django_assert_num_queries):
    secret = made(cast.dora, "network.read")[1]
    with django_assert_num_queries(1):
        assert token_of(secret).user == cast.dora


def test_the_trail_tells_of_tokens(cast):
    token, secret = made(cast.dora, "network.read")
    asked(secret), asked(secret)
    actions.revoke_token(token, by=cast.dora)
    verbs = list(AuditEntry.objects.filter(verb__startswith="network.token").order_by("id").values_list("verb", flat=True))
    assert verbs == ["network.token_made", "network.token_used", "network.token_revoked"]
