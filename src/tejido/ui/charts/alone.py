"""A picture as a file of its own: title, drawing and key on one sheet of vectors, in the ink of the pages."""

from __future__ import annotations

from django.utils.html import escape

from tejido.ui.charts.ink import inked
from tejido.ui.charts.picture import WIDTH, Picture, text, wrapped

LINE, KEY, ASIDE, MARGIN = 22.0, 26.0, 42.0, 12.0


def drawn_alone(picture: Picture, title: str) -> str:
    """SVG with the title above, the key below, and the sentence of the picture as its description; empty where nothing may be drawn."""
    if picture.refused or not picture.svg:
        return ""
    parts, y = [], MARGIN
    for line in wrapped(title, WIDTH, most=4):
        y += LINE
        parts.append(text(0, y, line, "fila"))
    y += MARGIN
    tall = float(picture.svg.partition('viewBox="0 0 ')[2].partition('"')[0].split()[1])
    parts.append(_placed(picture.svg, 0, y, f' width="{WIDTH:g}" height="{tall:g}"'))
    y += tall + MARGIN
    for one in picture.legend:
        words = wrapped(one.words, WIDTH - ASIDE)
        parts.append(_placed(one.svg, 0, y))
        parts += [text(ASIDE, y + 15 + LINE * i, line) for i, line in enumerate(words)]
        y += KEY + LINE * (len(words) - 1)
    head = f'<svg class="gf" role="img" viewBox="0 0 {WIDTH:g} {y + MARGIN:g}">'
    return inked(f"{head}<title>{escape(title)}</title><desc>{escape(picture.text)}</desc>{''.join(parts)}</svg>")


def _placed(svg: str, x: float, y: float, size: str = "") -> str:
    return svg.replace("<svg", f'<svg x="{x:g}" y="{y:g}"{size}', 1).replace(' aria-hidden="true" focusable="false"', "", 1)
