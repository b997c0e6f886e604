"""Contrast of the dyes, and the size of what every page loads."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static/ui"
CSS = (STATIC / "tejido.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([a-z]+(?:-\d+)?): (#[0-9A-Fa-f]{6})", CSS.split(":root[data-letra")[0]))
TEXT, BODY, CONTROL = 4.5, 7.0, 3.0
PAIRS = [
    ("carbon", "blanco", BODY), ("carbon", "manta", BODY), ("gris-700", "blanco", BODY), ("gris-700", "manta", BODY), ("anil-900", "manta", BODY),
    ("anil-700", "blanco", BODY), ("anil-700", "manta", BODY), ("anil-700", "anil-50", BODY), ("anil-900", "anil-100", BODY), ("anil-200", "anil-900", BODY),
    ("maiz-400", "anil-900", BODY), ("blanco", "anil-700", BODY), ("blanco", "anil-900", BODY), ("jade-700", "blanco", BODY), ("jade-800", "jade-100", BODY),
    ("grana-700", "blanco", BODY), ("grana-800", "grana-100", BODY), ("maiz-900", "maiz-100", BODY), ("maiz-900", "maiz-200", BODY), ("caracol-700", "caracol-100", BODY),
    ("gris-600", "blanco", TEXT), ("maiz-700", "blanco", TEXT),
    ("carbon", "maiz-100", BODY), ("carbon", "jade-100", BODY), ("carbon", "grana-100", BODY), ("carbon", "anil-100", BODY),
    ("borde", "blanco", CONTROL), ("borde", "manta", CONTROL), ("anil-600", "anil-50", TEXT), ("jade-500", "blanco", CONTROL), ("grana-500", "blanco", CONTROL),
]  # fmt: skip


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_a_reader_can_tell_the_ink_from_the_ground(ink, ground, least):
    assert contrast(TOKENS[ink], TOKENS[ground]) >= least


@pytest.mark.parametrize(("file", "kilobytes"), [("tejido.css", 16), ("tejido.js", 3), ("iconos.svg", 9)])
def test_what_every_page_loads_stays_light(file, kilobytes):
    assert len(gzip.compress((STATIC / file).read_bytes(), 9)) <= kilobytes * 1024


def test_the_stylesheet_takes_nothing_from_elsewhere():
    assert re.findall(r"url\((?!fonts/|franjas/|orillo)[^)]*\)|@import", CSS) == []
