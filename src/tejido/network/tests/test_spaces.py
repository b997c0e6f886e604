"""Community spaces open and close on a day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.network import actions
from tejido.network.actions.membership import EndsBeforeItStarts
from tejido.network.models import Space
from tests.cast import signed_in


def opened(cast, by):
    return actions.open_space(cast.a, "La Casa Abierta", region=cast.a.region, starts_on=dt.date(2025, 1, 1), by=by, town="Apopa")


@pytest.mark.parametrize("who", ["nora", "dora"])
def test_the_coordinator_and_the_direction_open_a_space(cast, who):
    space = opened(cast, getattr(cast, who))
    assert (space.organisation, space.region, space.is_on()) == (cast.a, cast.a.region, True)
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.organisation) == ("network.space_opened", cast.a.code)


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "diego", "elena"])
def test_nobody_else_opens_or_closes_a_space(cast, who):
    space = opened(cast, cast.dora)
    with pytest.raises(PermissionDenied):
        opened(cast, getattr(cast, who))
    with pytest.raises(PermissionDenied):
        actions.close_space(space, today(), by=getattr(cast, who))
    assert Space.objects.get().ends_on is None


def test_a_space_closes_and_stays_in_the_history(cast):
    space = actions.close_space(opened(cast, cast.dora), dt.date(2025, 6, 1), by=cast.dora, version=1)
    assert (space.is_on(dt.date(2025, 5, 31)), space.is_on(dt.date(2025, 6, 1))) == (True, False)
    page = signed_in(cast.dora).get(f"/network/organisations/{cast.a.code}/").content.decode()
    assert "La Casa Abierta" in page
    assert "cerró el" in page


def test_a_space_does_not_close_before_it_opened(cast):
    with pytest.raises(EndsBeforeItStarts):
        actions.close_space(opened(cast, cast.dora), dt.date(2024, 1, 1), by=cast.dora)


def test_the_direction_opens_corrects_and_closes_a_space_on_the_screen(cast):
    browser = signed_in(cast.dora)
    assert "Todavía no hay espacios abiertos" in browser.get("/network/spaces/").content.decode()
    values = {"organisation": cast.a.pk, "name": "La Casa", "region": cast.a.region.pk, "starts_on": "2025-01-01"}
    assert browser.post("/network/spaces/new/", values).status_code == 302
    space = Space.objects.get()
    assert browser.post(f"/network/spaces/{space.code}/edit/", {**values, "name": "La Casa Nueva", "version": 1}).status_code == 302
    assert browser.post(f"/network/spaces/{space.code}/close/", {"ends_on": "2025-02-01", "version": 2}).status_code == 302
    space.refresh_from_db()
    assert (space.name, space.ends_on, space.version) == ("La Casa Nueva", dt.date(2025, 2, 1), 3)


def test_the_direction_opens_no_space_for_another_organisation(cast):
    values = {"organisation": cast.b.pk, "name": "Ajena", "region": cast.a.region.pk, "starts_on": "2025-01-01"}
    assert signed_in(cast.dora).post("/network/spaces/new/", values).status_code == 200
    assert not Space.objects.exists()


def test_carla_does_not_reach_a_space_of_a(cast):
    space = opened(cast, cast.dora)
    browser = signed_in(cast.carla)
    assert browser.get(f"/network/spaces/{space.code}/edit/").status_code == 404
    assert browser.post(f"/network/spaces/{space.code}/close/", {"ends_on": "2025-02-01"}).status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_the_same_number_of_questions_for_one_and_three(cast, django_assert_num_queries, how_many):
    for _ in range(how_many):
        opened(cast, cast.dora)
    browser = signed_in(cast.nora)
    browser.get("/network/spaces/")
    with django_assert_num_queries(12):
        browser.get("/network/spaces/")
