"""A picture that leaves the page: the same SVG with its own ink, for print and for the PDF.

The rules come from the stylesheet of the pages, so that a colour is decided once.
"""

import re
from functools import cache
from pathlib import Path

STYLESHEET = Path(__file__).resolve().parent.parent / "static/ui/tejido.css"
BEGIN, END = "/* plots:", "/* end of plots */"


@cache
def ink() -> str:
    """The rules of the plots, with the colours of :root written out."""
    css = STYLESHEET.read_text(encoding="utf-8")
    colours = dict(re.findall(r"(--[\w-]+): (#[0-9A-Fa-f]{3,6});", css))
    rules = css[css.index(BEGIN) : css.index(END)].partition("*/")[2]
    return re.sub(r"var\((--[\w-]+)\)", lambda found: colours[found.group(1)], rules).strip()


def inked(svg: str) -> str:
    """The picture as a file of its own. A plain zero comes from the second face, as it does on the pages."""
    head, _angle, body = svg.partition(">")
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)[0]
    sized = re.sub(r' (?:width|height)="[^"]*"', "", head).replace("<svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"', 1)
    plain = re.sub(r"(<text[^>]*>)([^<]*)(?=</text>)", lambda found: found.group(1) + _zeros(found.group(2)), body)
    return f"{sized}><style>{ink()}</style>{plain}"


def _zeros(words: str) -> str:
    """Escaped signs keep their numbers."""
    return re.sub(r"(&[^;]*;)|(0+)", lambda found: found.group(1) or f'<tspan font-family="\'Andada Tejido\', sans-serif">{found.group(2)}</tspan>', words)
