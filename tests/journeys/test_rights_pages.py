"""The pages of rights in a real browser: no barrier at three widths, for the person and for whoever answers."""

import datetime as dt
import time

import pytest

from tejido.privacy.tests.lives import a_life
from tests.journeys.looks import faults_at_every_width


@pytest.fixture
def life(cast):
    return a_life(cast)


def just_confirmed(client):
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}, {"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()
    return client


def pages_of_rights(life):
    """Account → addresses."""
    from tejido.people.actions import restrict_person
    from tejido.privacy import actions

    corrected = actions.file_request(life.person, by=life.elena, kind="rectification", words="Nací en 1987, no en 1988.")
    erased = actions.file_request(life.person, by=life.elena, kind="erasure")
    actions.file_request(life.brother, by=life.bruno, kind="access", channel="paper", received_on=dt.date(2026, 1, 10))
    actions.declare_duty(life.a, by=life.dora, law="Ley General de Subvenciones, art. 14", years=4)
    restrict_person(life.brother, by=life.dora, reason="accuracy")
    requests = [f"/privacy/requests/{corrected.code}/{step}" for step in ("", "letter/", "extend/", "answer/")]
    return (
        (None, ["/privacy/explained/"]),
        (life.elena, ["/privacy/mine/", "/privacy/mine/ask/rectification/", "/privacy/mine/ask/erasure/", f"/privacy/mine/requests/{corrected.code}/", "/privacy/mine/copy/"]),
        (life.bruno, ["/privacy/new/"]),
        (life.dora, ["/privacy/", *requests, f"/privacy/requests/{erased.code}/", f"/privacy/requests/{erased.code}/erase/", "/privacy/kept/", "/privacy/terms/",
                     f"/privacy/terms/{life.a.code}/edit/", f"/privacy/terms/{life.a.code}/duty/"]),
    )  # fmt: skip


def test_nobody_finds_a_barrier_on_the_pages_of_rights(visit, browser_of, life):
    found = []
    for account, addresses in pages_of_rights(life):
        page = visit(client=just_confirmed(browser_of(account))) if account else visit()
        found += [fault for address in addresses for fault in faults_at_every_width(page, address)]
    assert found == []
