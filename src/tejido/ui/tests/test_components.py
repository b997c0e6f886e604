"""Every example of the gallery comes out, and says something."""

import re

import pytest
from django.urls import reverse

from tejido.ui.components import gallery_of

EXAMPLES = [(component, n, example) for component in gallery_of() for n, example in enumerate(component.examples, start=1)]


@pytest.mark.parametrize(("component", "example"), [pytest.param(c, e, id=f"{c.slug}-{n}") for c, n, e in EXAMPLES])
def test_an_example_comes_out_without_inline_style_or_script(component, example):
    html = example.rendered()
    assert re.sub(r"<[^>]+>|\s", "", html) or "<svg" in html
    assert " style=" not in html
    assert "<script" not in html
    assert not re.search(r"\son[a-z]+=", html)
    assert "{%" not in html
    assert "{{" not in html


def test_every_template_of_a_component_has_an_example():
    from pathlib import Path

    templates = Path(__file__).parents[1] / "templates/ui/components"
    shown = "".join(example.source for _c, _n, example in EXAMPLES) + "".join(example.title for _c, _n, example in EXAMPLES)
    parts_of_others = {"interval_row", "plot_files", "status"}
    assert {path.stem for path in templates.glob("*.html")} - parts_of_others - set(re.findall(r"ui/components/(\w+)\.html", shown)) == set()


@pytest.mark.django_db
def test_anybody_sees_the_gallery_with_every_component(client):
    page = client.get(reverse("ui:gallery")).content.decode()
    assert [component.slug for component in gallery_of() if f'id="{component.slug}"' not in page] == []
    assert "<h1>" in page
