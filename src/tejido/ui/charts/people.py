"""Absolute numbers first: of 100 people, how many."""

from django.utils.safestring import SafeString

from tejido.ui.markup import drawing


def hundred(n: float, lo: float | None = None, hi: float | None = None, kind: str = "jade") -> SafeString:
    """100 people as a woven square: n are coloured, those inside the uncertainty are lighter. `kind`: "jade" or "azul"."""
    low = n if lo is None else lo
    high = n if hi is None else hi
    parts = [f'<svg class="cien {kind}" aria-hidden="true" focusable="false" viewBox="0 0 204 204">']
    for i in range(100):
        row, column = 9 - i // 10, i % 10
        sure = "si" if i < round(low) else "casi" if i < round(n) else "quiza" if i < round(high) else "no"
        over = (row + column) % 2 == 0
        x, y = 2 + column * 20 + (3 if over else 1), 2 + row * 20 + (1 if over else 3)
        parts.append(f'<rect class="{sure}" x="{x}" y="{y}" width="{14 if over else 18}" height="{18 if over else 14}" rx="2.5"/>')
    return drawing([*parts, "</svg>"])
