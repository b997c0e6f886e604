"""The pages that people open most, in a real browser: no barrier at three widths, light on a first visit."""

import pytest
from django.core.cache import cache

from tejido.impact.tests.conftest import in_review, published, study
from tests.journeys.delivered import delivered, laid_out, transferred
from tests.journeys.looks import PUBLIC_BUDGET, STAFF_BUDGET, faults_at_every_width
from tests.journeys.world import pages_of_ana, pages_of_dora, public_pages, working_organisation

__all__ = ["delivered", "in_review", "laid_out", "published", "study"]  # fixtures of others that these tests begin with


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    cache.clear()


def test_the_public_finds_no_barrier_on_any_page(visit, published):
    page = visit()
    assert [fault for address in public_pages().values() for fault in faults_at_every_width(page, address)] == []


def test_staff_find_no_barrier_on_any_page(visit, browser_of, study, published):
    world = working_organisation(study, published)
    found = []
    for account, addresses in ((world.cast.ana, pages_of_ana(world)), (world.cast.dora, pages_of_dora(world))):
        page = visit(client=browser_of(account))
        found += [fault for address in addresses.values() for fault in faults_at_every_width(page, address)]
    assert found == []


def test_a_first_visit_is_light_as_it_goes_over_the_wire(chrome, delivered, browser_of, study, published):
    world = working_organisation(study, published)
    heavy = {}
    for budget, account, addresses in (
        (PUBLIC_BUDGET, None, public_pages()),
        (STAFF_BUDGET, world.cast.ana, pages_of_ana(world)),
        (STAFF_BUDGET, world.cast.dora, pages_of_dora(world)),
    ):
        client = browser_of(account) if account else None
        for name, address in addresses.items():
            weights = transferred(chrome, delivered, address, client)
            print(f"{name}: {sum(weights.values()) / 1024:.0f} KB")
            assert any(file.endswith(".css") for file in weights)
            if sum(weights.values()) > budget:
                heavy[name] = weights
    assert heavy == {}
