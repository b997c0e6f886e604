"""The page of every worked example in a real browser: no barrier, no wider than the screen, short until something is opened, whole on paper."""

import json
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.journeys.looks import too_wide, violations
from tests.test_examples import FOLDERS, document, kept, plan

PICTURES = os.environ.get("EXAMPLE_PICTURES")  # a folder, to look at the pages oneself: as they come, and with everything open
#: Pixels of the highest page as it comes: three screens of a desk, seven of a telephone.
HIGHEST = {1280: 3300, 390: 6000}
FOLDED = "main details.plegado"


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path, transactional_db):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    cache.clear()


def answered(cast):
    """Every example as an answer of organisation A: code of the answer by name of the example."""
    from tejido.impact.models import Answer, Plan

    found = {}
    for name, folder in FOLDERS.items():
        told = json.loads(json.dumps(document(name)))
        own = {"slug": plan(name).slug, "title": told["plan"]["title"]["es"], "plan_hash": told["plan_hash"], "written_by": cast.ana}
        asked = Plan.objects.create(organisation=cast.a, text=(folder / "plan.yaml").read_text(encoding="utf-8"), **own)
        answer = Answer.objects.create(
            plan=asked,
            asked_by=cast.ana,
            cut_off="2026-01-15",
            is_registered=kept(name)["registered"],
            data_hash=told["data_hash"],
            document=told,
        )
        found[name] = answer.code
    return found


def shot(page, name, width, state):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{state}.png", full_page=True)


def height(page):
    return page.evaluate("document.documentElement.scrollHeight")


def test_the_page_of_every_example_has_no_barrier_and_fits_the_screen(visit, browser_of, cast):
    page = visit(client=browser_of(cast.ana))
    found = []
    for name, code in answered(cast).items():
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(reverse("impact:answer", args=[code])).status == 200
        found += [f"{name}, folded: {violation}" for violation in violations(page)]
        page.locator(FOLDED).evaluate_all("all => all.forEach(one => one.open = true)")
        page.evaluate("document.fonts.ready")
        found += [f"{name}: {violation}" for violation in violations(page)]
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if too_wide(page) > 0:
                found.append(f"{name}: {too_wide(page)} px wider than a screen of {width} px")
            shot(page, name, width, "open")
        found += [f"{name}: {complaint}" for complaint in page.complaints]
        page.complaints.clear()
    assert found == [], "\n".join(found)


def test_the_page_of_every_example_is_short_until_something_is_opened(visit, browser_of, cast):
    page = visit(client=browser_of(cast.ana))
    found = []
    for name, code in answered(cast).items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(reverse("impact:answer", args=[code]))
        page.evaluate("document.fonts.ready")
        for width, highest in HIGHEST.items():
            page.set_viewport_size({"width": width, "height": 900})
            if height(page) > highest:
                found.append(f"{name}: {height(page)} px high on a screen of {width} px")
            shot(page, name, width, "folded")
        folded = page.locator(FOLDED)
        if folded.count() < 3 or page.locator(f"{FOLDED}[open]").count():
            found.append(f"{name}: {folded.count()} folded parts, {page.locator(f'{FOLDED}[open]').count()} of them open")
        if not all(text.strip() for text in folded.locator("> summary").all_text_contents()):
            found.append(f"{name}: a folded part without a name")
        page.set_viewport_size({"width": 1280, "height": 900})
        found += [f"{name}: its box is {box} px high" for box in page.locator(".tela-caja.alta").evaluate_all(OPENED_BOXES) if box > 560]
    assert found == [], "\n".join(found)


#: Opens what holds each long table and measures the box that it scrolls in.
OPENED_BOXES = """all => all.map(one => {
  for (let up = one.closest('details'); up; up = up.parentElement.closest('details')) up.open = true;
  return one.clientHeight; })"""


def test_what_is_folded_is_opened_from_the_keyboard_and_for_paper(visit, browser_of, cast):
    page = visit(client=browser_of(cast.ana))
    page.goto(reverse("impact:answer", args=[answered(cast)["funnel"]]))
    first, folded = page.locator(FOLDED).first, page.locator(FOLDED).count()
    first.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert first.get_attribute("open") is not None
    page.keyboard.press("Enter")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(f"{FOLDED}[open]").count() == folded
    page.emulate_media(media="print")
    assert page.get_by_role("cell", name="70", exact=True).first.is_visible()  # a row in the middle of a long table
    assert page.locator(".tela-caja.alta").evaluate_all("all => all.every(one => one.scrollHeight <= one.clientHeight + 1)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(f"{FOLDED}[open]").count() == 0


def test_without_script_nothing_is_folded_on_paper(visit, browser_of, cast):
    """A browser that knows `::details-content` prints what is folded by the stylesheet alone."""
    page = visit(client=browser_of(cast.ana), javascript=False)
    page.goto(reverse("impact:answer", args=[answered(cast)["life_table"]]))
    page.emulate_media(media="print")
    assert page.locator(f"{FOLDED}:not([open]) table").first.is_visible()
