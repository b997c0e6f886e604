"""The pages that people open most, in a real browser: no barrier at three widths, light on a first visit."""

import pytest
from django.core.cache import cache

from tejido.impact.tests.conftest import in_review, published, study
from tests.journeys.delivered import delivered, laid_out, transferred
from tests.journeys.looks import PUBLIC_BUDGET, STAFF_BUDGET, faults_at_every_width, too_wide
from tests.journeys.world import pages_by_account, public_pages, working_organisation

__all__ = ["delivered", "in_review", "laid_out", "published", "study"]  # fixtures of others that these tests begin with


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path, transactional_db):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    cache.clear()


def test_the_public_finds_no_barrier_on_any_page(visit, published):
    page = visit()
    assert [fault for address in public_pages().values() for fault in faults_at_every_width(page, address)] == []


def test_whoever_signs_in_finds_no_barrier_on_any_page(visit, browser_of, study, published):
    world = working_organisation(study, published)
    found = []
    for account, addresses in pages_by_account(world):
        page = visit(client=browser_of(account))
        found += [fault for address in addresses.values() for fault in faults_at_every_width(page, address)]
    assert found == []


@pytest.mark.parametrize("language", ["en", "hu"])
def test_no_page_is_wider_than_a_telephone_in_longer_languages(visit, browser_of, study, published, language):
    world = working_organisation(study, published)
    wide = {}
    for account, addresses in ((None, public_pages()), *pages_by_account(world)):
        client = browser_of(account) if account else None
        page = visit(width=320, client=client, cookies={"django_language": language})
        for name, address in addresses.items():
            page.goto(address)
            page.evaluate("document.fonts.ready")
            assert page.locator("html").get_attribute("lang") == language
            if too_wide(page) > 0:
                wide[name] = too_wide(page)
    assert wide == {}


def test_a_first_visit_is_light_as_it_goes_over_the_wire(chrome, delivered, browser_of, study, published):
    world = working_organisation(study, published)
    heavy = {}
    for account, addresses in ((None, public_pages()), *pages_by_account(world)):
        client = browser_of(account) if account else None
        budget = STAFF_BUDGET if account else PUBLIC_BUDGET
        for name, address in addresses.items():
            weights = transferred(chrome, delivered, address, client)
            print(f"{name}: {sum(weights.values()) / 1024:.0f} KB")
            assert any(file.endswith(".css") for file in weights)
            if sum(weights.values()) > budget:
                heavy[name] = weights
    assert heavy == {}
