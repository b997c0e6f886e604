"""Organisations of every legal kind, and the band of each."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.core.trail import ChangedMeanwhile
from tejido.network import actions
from tejido.network.bands import DRAFTS, DYES, free_bands
from tejido.network.models import Organisation
from tejido.ui import charts
from tests.cast import signed_in

FIELDS = {"legal_form": "foundation", "town": "Sonsonate", "about": "Acompaña"}


def opened(cast, name="Casa Nueva", **facts):
    return actions.open_organisation(name, network=cast.red, region=cast.a.region, starts_on=today(), by=cast.nora, **facts)


def test_the_coordinator_opens_an_organisation_with_its_membership_and_a_band(cast):
    organisation = opened(cast, **FIELDS)
    assert (organisation.country, organisation.slug, organisation.legal_form) == ("SV", "casa-nueva", "foundation")
    assert organisation.memberships.get().network == cast.red
    assert organisation.band_draft in DRAFTS
    assert organisation.is_demo is False


@pytest.mark.parametrize("kind", Organisation.LegalForm.values)
def test_every_legal_form_can_be_entered_on_the_screen(cast, kind):
    values = {"name": "Entidad", "legal_form": kind, "region": cast.a.region.pk, "network": cast.red.pk, "starts_on": "2025-01-01"}
    assert signed_in(cast.nora).post("/network/organisations/new/", values).status_code == 302
    assert Organisation.objects.get(name="Entidad").legal_form == kind


def test_no_two_organisations_wear_one_band(cast):
    rows = [opened(cast, f"Casa {n}") for n in range(6)]
    assert len({(o.band_draft, o.band_dye) for o in rows}) == 6
    with pytest.raises(actions.BandTaken):
        actions.choose_band(rows[0], rows[1].band_draft, rows[1].band_dye, by=cast.nora)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=rows[0].pk).update(band_draft=rows[1].band_draft, band_dye=rows[1].band_dye)


def test_the_direction_chooses_a_band_that_is_free(cast):
    other = opened(cast)
    browser = signed_in(cast.dora)
    page = browser.get(f"/network/organisations/{cast.a.code}/band/").content.decode()
    assert f'value="{other.band_draft}.{other.band_dye}"' not in page
    draft, dye = free_bands()[4]
    assert browser.post(f"/network/organisations/{cast.a.code}/band/", {"band": f"{draft}.{dye}"}).status_code == 302
    cast.a.refresh_from_db()
    assert (cast.a.band_draft, cast.a.band_dye) == (draft, dye)


def test_the_bands_of_the_network_are_those_that_can_be_drawn():
    assert list(DRAFTS) == list(charts.DRAFTS)
    assert len(DYES) == len(charts.DYES)


def test_ninety_six_bands_are_enough_for_the_first_ninety_six(cast):
    assert len(set(free_bands())) == 96


@pytest.mark.parametrize("who", ["ana", "bruno", "carla", "diego", "elena"])
def test_nobody_else_opens_or_corrects_an_organisation(cast, who):
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        actions.open_organisation("Mía", network=cast.red, region=cast.a.region, starts_on=today(), by=by)
    with pytest.raises(PermissionDenied):
        actions.correct_organisation(cast.a, by=by, name="Otra")


@pytest.mark.parametrize("who", ["nora", "dora"])
def test_the_coordinator_and_the_direction_correct_an_organisation(cast, who):
    corrected = actions.correct_organisation(cast.a, by=getattr(cast, who), version=1, name="Hilos", region=cast.b.region)
    assert (corrected.name, corrected.country, corrected.version) == ("Hilos", "GT", 2)
    assert AuditEntry.objects.latest("id").fields == ["country", "name", "region"]


def test_a_second_writer_of_an_organisation_is_told_and_loses_nothing(cast):
    actions.correct_organisation(cast.a, by=cast.nora, version=1, about="Primera")
    with pytest.raises(ChangedMeanwhile):
        actions.correct_organisation(cast.a, by=cast.dora, version=1, about="Segunda")
    values = {"name": cast.a.name, "legal_form": "association", "region": cast.a.region.pk, "about": "Lo que escribí", "version": 1}
    page = signed_in(cast.dora).post(f"/network/organisations/{cast.a.code}/edit/", values).content.decode()
    assert "Otra persona guardó cambios" in page
    assert "Lo que escribí" in page


def test_a_coordinate_off_the_globe_is_refused_at_its_field(cast):
    values = {"name": "X", "legal_form": "association", "region": cast.a.region.pk, "version": 1, "latitude": "99", "longitude": "-89"}
    page = signed_in(cast.dora).post(f"/network/organisations/{cast.a.code}/edit/", values).content.decode()
    assert "Debe estar entre −90 y 90" in page


@pytest.mark.parametrize("who", ["ana", "bruno", "carla"])
def test_staff_see_what_is_public_of_every_organisation_and_no_button(cast, who):
    page = signed_in(getattr(cast, who)).get(f"/network/organisations/{cast.a.code}/").content.decode()
    assert "Hilos de Vida" in page
    assert f"/network/organisations/{cast.a.code}/edit/" not in page


def test_carla_does_not_reach_the_edit_screen_of_a(cast):
    browser = signed_in(cast.carla)
    assert browser.get(f"/network/organisations/{cast.a.code}/edit/").status_code == 404
    assert browser.get(f"/network/organisations/{cast.a.code}/band/").status_code == 404


def test_elena_sees_no_screen_of_the_network(cast):
    browser = signed_in(cast.elena)
    for path in ("", "organisations/", f"organisations/{cast.a.code}/", "regions/", "spaces/", "colleagues/"):
        assert browser.get(f"/network/{path}").status_code == 403


def test_the_list_finds_by_name_and_country(cast):
    browser = signed_in(cast.bruno)
    a, b = (f'href="/network/organisations/{o.code}/"' for o in (cast.a, cast.b))

    def page(query):
        return browser.get(f"/network/organisations/?{query}").content.decode()

    assert (a in page("q=hilos"), b in page("q=hilos")) == (True, False)
    assert (a in page("country=GT"), b in page("country=GT")) == (False, True)
    assert "Ninguna entidad coincide" in browser.get("/network/organisations/?q=zzz").content.decode()


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_the_same_number_of_questions_for_two_and_four(cast, django_assert_num_queries, more):
    for n in range(more):
        opened(cast, f"Casa {n}")
    browser = signed_in(cast.nora)
    browser.get("/network/organisations/")
    with django_assert_num_queries(11):
        browser.get("/network/organisations/")
