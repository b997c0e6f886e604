"""A picture as a file of its own, in the ink of the pages: title, drawing, key and where it comes from, as SVG or as a page of PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language

from tejido.ui.charts.ink import inked
from tejido.ui.charts.picture import WIDTH, Picture, on_paper, text, wrapped
from tejido.ui.press import printed

LINE, KEY, ASIDE, MARGIN = 22.0, 26.0, 42.0, 12.0
LARGER = 1.25  # letters of the title than all others
SHEET = Path(__file__).parents[1] / "typeset/alone.typ"


def drawn_alone(picture: Picture, title: str, origin: str) -> str:
    """SVG with the title above, key and origin below, and the sentence of the picture as its description; empty where nothing may be drawn."""
    if not picture.is_drawn:
        return ""
    with on_paper():
        return inked(_sheet(picture, title, origin))


def _sheet(picture: Picture, title: str, origin: str) -> str:
    parts, y = [], MARGIN
    for line in wrapped(title, WIDTH / LARGER, most=4):
        y += LINE
        parts.append(text(0, y, line, "titulo"))
    y += MARGIN
    tall = float(picture.svg.partition('viewBox="0 0 ')[2].partition('"')[0].split()[1])
    parts.append(_placed(picture.svg, 0, y, f' width="{WIDTH:g}" height="{tall:g}"'))
    y += tall + MARGIN
    for one in picture.legend:
        words = wrapped(one.words, WIDTH - ASIDE)
        parts.append(_placed(one.svg, 0, y))
        parts += [text(ASIDE, y + 15 + LINE * i, line) for i, line in enumerate(words)]
        y += KEY + LINE * (len(words) - 1)
    for line in wrapped(origin, WIDTH, most=9):
        y += LINE
        parts.append(text(0, y, line))
    head = f'<svg class="gf" role="img" viewBox="0 0 {WIDTH + 2 * MARGIN:g} {y + MARGIN:g}"><title>{escape(title)}</title>'
    return f'{head}<desc>{escape(picture.text)}</desc><g transform="translate({MARGIN:g} 0)">{"".join(parts)}</g></svg>'


def printed_alone(picture: Picture, title: str, origin: str) -> bytes:
    """PDF of one page as large as the picture, tagged, in the language in force; empty where nothing may be drawn. Raises `PressStopped`."""
    if not picture.is_drawn:
        return b""
    paper = {**paper_of_picture(picture), "title": title, "origin": origin, "language": (get_language() or "es")[:2]}
    return printed(SHEET, paper)


def paper_of_picture(picture: Picture) -> dict[str, Any]:
    """A picture as sheets of Typst take it: vectors, what they say to those who do not see them, and the key."""
    return {
        "svg": inked(picture.svg) if picture.is_drawn else "",
        "text": picture.text,
        "legend": [{"svg": inked(one.svg), "words": one.words} for one in picture.legend],
    }


#: By the name that an address gives it: what draws it, and the kind of file.
ALONE: dict[str, tuple[Callable[[Picture, str, str], str | bytes], str]] = {
    "svg": (drawn_alone, "image/svg+xml"),
    "pdf": (printed_alone, "application/pdf"),
}


def _placed(svg: str, x: float, y: float, size: str = "") -> str:
    return svg.replace("<svg", f'<svg x="{x:g}" y="{y:g}"{size}', 1).replace(' aria-hidden="true" focusable="false"', "", 1)
