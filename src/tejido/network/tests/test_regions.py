"""Regions with and without a community space."""

import datetime as dt
from collections import Counter

import pytest

from tejido.core.periods import today
from tejido.network.models import Organisation, Region, Space
from tejido.network.places import COUNTRIES, DIVISIONS
from tejido.network.queries import regions_covered
from tejido.ui.charts import maps

LOADED = {"BZ": 6, "CR": 7, "ES": 19, "GT": 22, "HN": 18, "HU": 20, "NI": 17, "PA": 14, "SV": 14}


def test_every_first_level_region_of_iso_3166_2_is_loaded(db):
    assert Counter(Region.objects.values_list("country", flat=True)) == LOADED
    assert set(COUNTRIES) == set(DIVISIONS) == set(LOADED)


@pytest.mark.parametrize("iso", ["ES-ML", "HU-BU", "GT-09", "PA-10", "PA-NT", "NI-AN", "NI-AS", "SV-SS"])
def test_current_codes_are_there(db, iso):
    assert Region.objects.filter(iso=iso).count() == 1


def test_a_region_has_a_space_from_the_day_it_opens_until_the_day_before_it_closes(cast):
    Space.objects.create(organisation=cast.a, region=cast.a.region, name="La Casa", starts_on=dt.date(2025, 3, 1), ends_on=dt.date(2025, 9, 1))

    def spaces(day):
        return regions_covered(day=day).get(iso="SV-SS").space_count

    assert [spaces(dt.date(2025, 2, 28)), spaces(dt.date(2025, 3, 1)), spaces(dt.date(2025, 8, 31)), spaces(dt.date(2025, 9, 1))] == [0, 1, 1, 0]


def test_organisations_and_spaces_are_not_multiplied_with_each_other(cast):
    Organisation.objects.create(slug="otra", name="Otra", country="SV", region=cast.a.region)
    for name in ("Norte", "Sur", "Este"):
        Space.objects.create(organisation=cast.a, region=cast.a.region, name=name, starts_on=today())
    region = regions_covered().get(iso="SV-SS")
    assert (region.organisation_count, region.space_count) == (2, 3)


def test_the_page_shows_regions_with_and_without_a_space_as_map_and_table(cast, browser_of):
    Space.objects.create(organisation=cast.a, region=cast.a.region, name="La Casa", starts_on=today())
    page = browser_of(cast.nora).get("/network/regions/").content.decode()
    assert "La Casa" in page
    assert "Chalatenango" in page  # SV, without
    assert "Quetzaltenango" in page  # GT, another member's country
    assert "Andalucía" not in page  # no member in Spain
    assert page.count('class="r with"') == 1
    assert page.count('class="r without"') > 10


def test_the_page_filters_by_country(cast, browser_of):
    page = browser_of(cast.nora).get("/network/regions/?country=GT").content.decode()
    assert "Quetzaltenango" in page
    assert "Chalatenango" not in page


@pytest.mark.parametrize("spaces", [1, 3])
def test_the_page_asks_the_same_number_of_questions_for_one_and_three_spaces(cast, browser_of, django_assert_num_queries, spaces):
    for number in range(spaces):
        Space.objects.create(organisation=cast.a, region=cast.a.region, name=f"Casa {number}", starts_on=today())
    browser = browser_of(cast.nora)
    browser.get("/network/regions/")
    with django_assert_num_queries(10):
        browser.get("/network/regions/")


def test_every_region_of_a_map_is_a_region_that_we_know(db):
    drawn = {iso for view in maps.VIEWS for iso in maps.view(view)["regions"]}
    assert drawn <= set(Region.objects.values_list("iso", flat=True))
