"""Absolute numbers first: of 100 people, how many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tejido.ui.charts.picture import WIDTH, Picture, drawn, text, wrapped
from tejido.ui.markup import drawing

SIDE, GAP, LINE = 204.0, 24.0, 18.0


def hundred(n: float, lo: float | None = None, hi: float | None = None, kind: str = "jade") -> SafeString:
    """100 people as a woven square: n are coloured, those inside the uncertainty are lighter. `kind`: "jade" or "azul"."""
    return drawing([f'<svg class="cien {kind}" aria-hidden="true" focusable="false" viewBox="0 0 204 204">', *_woven(n, lo, hi), "</svg>"])


def _woven(n: float, lo: float | None, hi: float | None) -> Iterator[str]:
    low = n if lo is None else lo
    high = n if hi is None else hi
    for i in range(100):
        row, column = 9 - i // 10, i % 10
        sure = "si" if i < round(low) else "casi" if i < round(n) else "quiza" if i < round(high) else "no"
        over = (row + column) % 2 == 0
        x, y = 2 + column * 20 + (3 if over else 1), 2 + row * 20 + (1 if over else 3)
        yield f'<rect class="{sure}" x="{x}" y="{y}" width="{14 if over else 18}" height="{18 if over else 14}" rx="2.5"/>'


@dataclass(frozen=True)
class OfHundred:
    """Of a hundred people of one group, `count`, probably between `low` and `high`; the same `said` with whole people and their doubt."""

    name: str
    count: float
    low: float
    high: float
    said: tuple[str, str]
    kind: str = "jade"


def hundreds(groups: Sequence[OfHundred]) -> Picture:
    """The squares of the groups beside each other, for a file: below each how many, of whom, and how sure it is."""
    wide = (WIDTH - GAP * (len(groups) - 1)) / len(groups)
    side = min(SIDE, wide)
    words = [[*wrapped(one.name, wide), *wrapped(one.said[1], wide)] for one in groups]
    parts = []
    for i, (one, lines) in enumerate(zip(groups, words, strict=True)):
        x = i * (wide + GAP)
        parts += [
            f'<g class="cien {one.kind}" transform="translate({x:.1f} 0) scale({side / SIDE:.3f})">',
            *_woven(one.count, one.low, one.high),
            "</g>",
        ]
        parts.append(text(x, side + 28, one.said[0], "titulo"))
        parts += [text(x, side + 28 + LINE * (k + 1), line, "fila") for k, line in enumerate(lines)]
    told = " ".join(f"{one.name}: {one.said[0]}. {one.said[1]}" for one in groups)
    head = (_("Grupo"), _("De cada 100 personas"), _("Desde"), _("Hasta"))
    rows = tuple((one.name, one.count, one.low, one.high) for one in groups)
    return Picture(drawn(parts, side + 40 + LINE * max(map(len, words))), told, head, rows)
