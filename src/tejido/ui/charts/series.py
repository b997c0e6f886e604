"""Change over time: a person's measures with their margin, survival curves, a bar inside a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from tejido.ui.charts.intervals import short_number, spread
from tejido.ui.markup import drawing

LEFT, RIGHT, TOP, BOTTOM = 54, 16, 18, 30


def spark(
    points: Sequence[tuple[str, float]],
    bands: Sequence[tuple[float, float]],
    w: int = 360,
    h: int = 150,
    dmin: float = 0,
    dmax: float = 100,
    ref: float | None = None,
) -> SafeString:
    """A line of measures (label, value) with the margin (low, high) of each. One measure alone is a dot with its margin."""

    def x(i: int) -> float:
        return w / 2 if len(points) == 1 else LEFT + i * (w - LEFT - RIGHT) / (len(points) - 1)

    def y(v: float) -> float:
        return TOP + (dmax - max(dmin, min(dmax, v))) / (dmax - dmin) * (h - TOP - BOTTOM)

    parts = [f'<svg class="spark" aria-hidden="true" focusable="false" viewBox="0 0 {w} {h}">']
    for t in [t for t in spread((dmin, dmax), 4 if h < 200 else 5) if dmin <= t <= dmax]:
        parts.append(f'<line class="tk" x1="{LEFT}" x2="{w - RIGHT}" y1="{y(t):.1f}" y2="{y(t):.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(t) + 4.5:.1f}" text-anchor="end">{short_number(t)}</text>')
    if ref is not None:
        parts.append(f'<line class="ref" x1="{LEFT}" x2="{w - RIGHT}" y1="{y(ref):.1f}" y2="{y(ref):.1f}"/>')
    if len(points) == 1:
        parts.append(f'<line class="margin" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="{y(bands[0][0]):.1f}" y2="{y(bands[0][1]):.1f}"/>')
    upper = " ".join(f"{x(i):.1f},{y(b[1]):.1f}" for i, b in enumerate(bands))
    lower = " ".join(f"{x(i):.1f},{y(b[0]):.1f}" for i, b in reversed(list(enumerate(bands))))
    parts.append(f'<polygon class="band" points="{upper} {lower}"/>')
    parts.append('<polyline class="ln" points="' + " ".join(f"{x(i):.1f},{y(v):.1f}" for i, (_, v) in enumerate(points)) + '"/>')
    for i, (label, value) in enumerate(points):
        first, last = i == 0, i == len(points) - 1
        anchor = "middle" if len(points) == 1 else "start" if first else "end" if last else "middle"
        parts.append(f'<circle class="{"dot last" if last else "dot"}" cx="{x(i):.1f}" cy="{y(value):.1f}" r="{6 if last else 4.5}"/>')
        if first or last:
            parts.append(f'<text class="v" x="{x(i):.1f}" y="{y(value) - 12:.1f}" text-anchor="{anchor}">{short_number(value)}</text>')
        parts.append(f'<text x="{x(i):.1f}" y="{h - 8}" text-anchor="{anchor}">{escape(label)}</text>')
    return drawing([*parts, "</svg>"])


@dataclass(frozen=True)
class Wave:
    """One point of a curve: when, how much, and between which limits."""

    at: float
    value: float
    low: float
    high: float


def curve(groups: Sequence[Sequence[Wave]], *, steps: bool = True, w: int = 640, h: int = 300, dmax: float = 1.0) -> SafeString:
    """Curves of up to three groups with their bands: steps for survival, straight lines for waves. The table beside them has the numbers."""
    last = max(point.at for group in groups for point in group) or 1.0

    def x(t: float) -> float:
        return LEFT + t / last * (w - LEFT - RIGHT)

    def y(v: float) -> float:
        return TOP + (1 - v / dmax) * (h - TOP - BOTTOM)

    def line(values: Sequence[tuple[float, float]]) -> list[str]:
        out: list[str] = []
        for t, v in values:
            if steps and out:
                out.append(f"{x(t):.1f},{out[-1].split(',')[1]}")
            out.append(f"{x(t):.1f},{y(v):.1f}")
        return out

    parts = [f'<svg class="spark curva" aria-hidden="true" focusable="false" viewBox="0 0 {w} {h}">']
    for t in [t for t in spread((0, dmax), 5) if t <= dmax]:
        label = f"{short_number(t * 100)} %" if dmax <= 1 else short_number(t)
        parts.append(f'<line class="tk" x1="{LEFT}" x2="{w - RIGHT}" y1="{y(t):.1f}" y2="{y(t):.1f}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y(t) + 4.5:.1f}" text-anchor="end">{label}</text>')
    parts += [f'<text x="{x(t):.1f}" y="{h - 8}" text-anchor="middle">{short_number(t)}</text>' for t in spread((0, last), 6) if t <= last]
    for i, group in enumerate(groups):
        upper, lower = line([(p.at, p.high) for p in group]), line([(p.at, p.low) for p in group])
        parts.append(f'<polygon class="band g{i + 1}" points="{" ".join(upper)} {" ".join(reversed(lower))}"/>')
    for i, group in enumerate(groups):
        parts.append(f'<polyline class="ln g{i + 1}" points="{" ".join(line([(p.at, p.value) for p in group]))}"/>')
    return drawing([*parts, "</svg>"])


def bar(value: float, largest: float) -> SafeString:
    """A bar inside a table cell; the number stands in the cell beside it."""
    share = 100 * value / largest if largest else 0
    return drawing([f'<svg class="barra-t" aria-hidden="true" focusable="false" width="100%" height="14"><rect width="{share:.1f}%" height="14"/></svg>'])
