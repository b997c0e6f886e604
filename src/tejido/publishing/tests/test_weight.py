"""A first visit to a public report on a slow line."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

BUDGET = 110 * 1024


@pytest.mark.django_db
def test_a_first_visit_to_a_report_stays_within_its_budget(published, client):
    page = client.get("/informes/ingresos/").content
    names = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page.decode()))
    style = next(name for name in names if name.endswith(".css"))
    pictures = {f"ui/{name}" for name in re.findall(r"url\(([^)]+\.svg)\)", Path(finders.find(style)).read_text("utf-8")) if "red" in name}
    sizes = {"page": len(gzip.compress(page, 6))}
    for name in names | pictures:
        content = Path(finders.find(name)).read_bytes()
        sizes[name] = len(content) if name.endswith(".woff2") else len(gzip.compress(content, 6))
    assert sum(sizes.values()) <= BUDGET, sizes
