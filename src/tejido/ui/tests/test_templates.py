"""What holds for the templates of every app: they compile, use icons that exist, and carry no inline style or script."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tejido.ui.templatetags.ui import icon_names

SRC = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in SRC.glob("*/templates/**/*") if path.suffix in {".html", ".txt"})
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]


def name_of(path):
    return str(path).split("/templates/", 1)[1]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_compiles(path):
    assert get_template(name_of(path)).template.nodelist is not None


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_carries_no_inline_style_or_script(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style|\son(click|change|submit|load|input)\s*=", text)
    assert [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag and 'type="application/json"' not in tag] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_uses_icons_of_the_sprite(path):
    used = set(re.findall(r"\{%\s*icon\s+[\"']([^\"']+)[\"']", path.read_text(encoding="utf-8")))
    assert used - icon_names() == set()


def test_the_icons_of_the_sprite_are_those_of_the_list():
    assert icon_names() == set((SRC / "ui/data/icons.txt").read_text(encoding="utf-8").split())
