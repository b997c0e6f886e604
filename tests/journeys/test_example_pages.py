"""The page of every worked example in a real browser: no barrier, no wider than the screen, on a desk and on a telephone."""

import json
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.journeys.looks import too_wide, violations
from tests.test_examples import FOLDERS, document, kept, plan

PICTURES = os.environ.get("EXAMPLE_PICTURES")  # a folder, to look at the pages oneself


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


def test_the_page_of_every_example_has_no_barrier_and_fits_the_screen(visit, browser_of, cast):
    page = visit(client=browser_of(cast.ana))
    found = []
    for name, code in answered(cast).items():
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.goto(reverse("impact:answer", args=[code])).status == 200
        page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
        page.evaluate("document.fonts.ready")
        found += [f"{name}: {violation}" for violation in violations(page)]
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if too_wide(page) > 0:
                found.append(f"{name}: {too_wide(page)} px wider than a screen of {width} px")
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        found += [f"{name}: {complaint}" for complaint in page.complaints]
        page.complaints.clear()
    assert found == []
