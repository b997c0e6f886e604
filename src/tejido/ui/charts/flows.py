"""Streams from one state to another, drawn only where every stream has people enough."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tejido.ui.charts.picture import WIDTH, Cell, Picture, cut, drawn, letter, text

TALL, GAP, POST = 300.0, 26.0, 14.0


def flows(before: Sequence[str], after: Sequence[str], counts: Sequence[Sequence[int | None]], *, threshold: int = 10) -> Picture:
    """A Sankey picture of one step. A stream of fewer people than the threshold, or a hidden one, and the whole picture is refused:
    its width could be measured with a ruler."""
    head: tuple[str, ...] = (_("Antes"), _("Después"), _("Personas"))
    rows: tuple[tuple[Cell, ...], ...] = tuple((b, a, counts[i][j]) for i, b in enumerate(before) for j, a in enumerate(after))
    known = [n for row in counts for n in row if n is not None]
    hidden = len(known) < len(before) * len(after)
    if hidden or any(0 < n < threshold for n in known) or not sum(known):
        reason = _("No se dibuja: alguno de los caminos tiene menos de %(n)s personas, y su anchura lo diría.") % {"n": threshold}
        return Picture(drawn([], 1), "", head, rows, refused=reason)
    told = [[int(n or 0) for n in row] for row in counts]
    largest = max(((told[i][j], b, a) for i, b in enumerate(before) for j, a in enumerate(after)), key=lambda item: item[0])
    words = _("El camino más ancho: de «%(before)s» a «%(after)s», %(n)s personas. Cada camino es tan ancho como personas lo siguieron.")
    parts = _streams(before, after, told)
    height = TALL + GAP * max(len(before), len(after)) + 40
    return Picture(drawn(parts, height), words % {"before": largest[1], "after": largest[2], "n": largest[0]}, head, rows)


def _posts(names: Sequence[str], sizes: Sequence[int], unit: float) -> list[float]:
    """Where each post begins; above it there is room for its name."""
    found, y = [], 28.0
    for size in sizes:
        y += GAP
        found.append(y)
        y += size * unit
    return found


def _streams(before: Sequence[str], after: Sequence[str], counts: Sequence[Sequence[int]]) -> list[str]:
    unit = TALL / sum(map(sum, counts))
    outs, ins = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    left, right = _posts(before, outs, unit), _posts(after, ins, unit)
    parts = [text(0, 16, _("Antes"), "eje"), text(WIDTH, 16, _("Después"), "eje", "end")]
    from_y, to_y = list(left), list(right)
    for i in range(len(before)):
        for j in range(len(after)):
            if counts[i][j]:
                parts.append(_stream(from_y[i], to_y[j], counts[i][j] * unit, f"camino st{i + 1}"))
                from_y[i] += counts[i][j] * unit
                to_y[j] += counts[i][j] * unit
    for i, name in enumerate(before):
        parts.append(f'<rect class="poste" x="0" y="{left[i]:.1f}" width="{POST:g}" height="{outs[i] * unit:.1f}"/>')
        parts.append(text(0, left[i] - 6, _named(name, outs[i]), "fila halo"))
    for j, name in enumerate(after):
        parts.append(f'<rect class="poste" x="{WIDTH - POST:g}" y="{right[j]:.1f}" width="{POST:g}" height="{ins[j] * unit:.1f}"/>')
        parts.append(text(WIDTH, right[j] - 6, _named(name, ins[j]), "fila halo", "end"))
    return parts


def _named(name: str, n: int) -> str:
    """The name gives way, the number never."""
    return f"{cut(name, WIDTH * 0.55 - letter() * (len(str(n)) + 2))}: {n}"


def _stream(y0: float, y1: float, wide: float, css: str) -> str:
    x0, x1, middle = POST, WIDTH - POST, WIDTH / 2
    upper = f"M{x0:g} {y0:.1f}C{middle:g} {y0:.1f} {middle:g} {y1:.1f} {x1:g} {y1:.1f}"
    return f'<path class="{css}" d="{upper}v{wide:.1f}C{middle:g} {y1 + wide:.1f} {middle:g} {y0 + wide:.1f} {x0:g} {y0 + wide:.1f}z"/>'
