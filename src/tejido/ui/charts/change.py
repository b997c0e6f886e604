"""Change of people beyond the error of the instrument: before against after in fields of enough people, and the four groups."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame
from tejido.ui.charts.picture import (
    WIDTH,
    Cell,
    Picture,
    box_key,
    drawn,
    key,
    line_key,
    of_hundred,
    plain,
    points_of,
    sentences,
    shown,
    text,
)

GROUPS = ("recovered", "improved", "unchanged", "deteriorated")
SHADES = 4


@dataclass(frozen=True)
class Field:
    """A hexagon: its centre on both scales, and the people in it; None where they may not be told."""

    before: float
    after: float
    n: int | None


def hexagons(pairs: Iterable[tuple[float, float]], size: float) -> list[Field]:
    """People by the hexagon that their two scores lie in; `size` is the width of one in points of the score."""
    counts: dict[tuple[float, float], int] = {}
    tall = size * math.sqrt(3) / 2
    for before, after in pairs:
        candidates = []
        for row in (math.floor(after / tall), math.floor(after / tall) + 1):
            shift = size / 2 if row % 2 else 0.0
            centre = (round((before - shift) / size) * size + shift, row * tall)
            candidates.append((math.hypot(before - centre[0], after - centre[1]), centre))
        place = min(candidates)[1]
        counts[place] = counts.get(place, 0) + 1
    return [Field(x, y, n) for (x, y), n in sorted(counts.items())]


def jacobson(
    fields: Sequence[Field],
    size: float,
    *,
    reliable: float,
    cutoff: float | None = None,
    higher_is_better: bool = True,
    threshold: int = 10,
) -> Picture:
    """Scores before and after; above the upper (or below the lower) dashed line the change is more than the error of measurement. Fields
    of fewer people than the threshold are not drawn, whoever looks."""
    shown_fields = [field for field in fields if field.n is not None and field.n >= threshold]
    head = (_("Antes"), _("Después"), _("Personas"))
    table: tuple[tuple[Cell, ...], ...] = tuple((plain(f.before), plain(f.after), f.n) for f in shown_fields)
    if not shown_fields:
        reason = _("No se dibuja: ninguna casilla reúne %(n)s personas.") % {"n": threshold}
        return Picture(drawn([], 1), "", head, table, refused=reason)
    values = [v for f in shown_fields for v in (f.before, f.after)] + ([] if cutoff is None else [cutoff])
    scale = Axis.over([min(values) - size / 2, max(values) + size / 2], _("Puntos al comienzo"), most=6)
    frame = Frame(scale, Axis(scale.low, scale.high, scale.ticks, _("Puntos al final")), height=450)
    most = max(f.n or 0 for f in shown_fields)
    parts = frame.ground()
    parts += [_hexagon(frame, f, size, min(SHADES, 1 + int(SHADES * (f.n or 0) / (most + 1)))) for f in shown_fields]
    for shift, css in ((0.0, "igual"), (reliable, "fiable"), (-reliable, "fiable")):
        parts += [_diagonal(frame, shift, layer) for layer in ("orla", css)]
    if cutoff is not None:
        parts += [line(cutoff, layer) for layer in ("orla", "corte") for line in (frame.across, frame.upright)]
    parts += _words(frame, higher_is_better)
    legend = [key('<path class="calor c1" d="M2 9l6-7h16l6 7-6 7h-16z"/>', _("%(n)s personas o más") % {"n": threshold})]
    legend.append(key(f'<path class="calor c{SHADES}" d="M2 9l6-7h16l6 7-6 7h-16z"/>', _("hasta %(n)s personas") % {"n": most}))
    legend += [line_key("igual", _("sin cambio")), line_key("fiable", _("más allá del error del cuestionario"))]
    if cutoff is not None:
        legend.append(line_key("corte", _("punto de corte: %(cutoff)s") % {"cutoff": shown(cutoff)}))
    told = sentences(
        _("Puntos al comienzo y al final. Cada casilla reúne a quienes tienen puntos parecidos, más oscura cuantas más personas."),
        _("Un cambio de menos de %(points)s puntos puede ser error del cuestionario.") % {"points": shown(reliable)},
        _("Las casillas con menos de %(n)s personas no se dibujan.") % {"n": threshold},
    )
    return Picture(drawn(parts, frame.height), told, head, table, legend=tuple(legend))


def _hexagon(frame: Frame, field: Field, size: float, shade: int) -> str:
    """Points up; its height is 2/√3 of its width."""
    half, tall = size / 2, size / math.sqrt(3)
    corners = [(0.0, tall), (half, tall / 2), (half, -tall / 2), (0.0, -tall), (-half, -tall / 2), (-half, tall / 2)]
    places = [(frame.px(field.before + x), frame.py(field.after + y)) for x, y in corners]
    return f'<polygon class="calor c{shade}" points="{points_of(places)}"/>'


def _diagonal(frame: Frame, shift: float, css: str) -> str:
    low, high = max(frame.x.low, frame.y.low - shift), min(frame.x.high, frame.y.high - shift)
    if low >= high:
        return ""
    return f'<path class="{css}" d="M{frame.px(low):.1f} {frame.py(low + shift):.1f}L{frame.px(high):.1f} {frame.py(high + shift):.1f}"/>'


def _words(frame: Frame, higher_is_better: bool) -> list[str]:
    better, worse = _("mejora"), _("empeora")
    above, below = (better, worse) if higher_is_better else (worse, better)
    return [
        text(frame.left + 8, frame.top + 20, f"↑ {above}", "fila"),
        text(frame.end - 6, frame.floor - 10, f"↓ {below}", "fila", "end"),
    ]


def four_groups(counts: Mapping[str, int | None], intervals: Mapping[str, tuple[float, float]] | None = None) -> Picture:
    """Recovered, improved, unchanged, deteriorated, as parts of one bar; deterioration is always told."""
    names = {"recovered": _("se recuperan"), "improved": _("mejoran"), "unchanged": _("siguen igual"), "deteriorated": _("empeoran")}
    told = [counts.get(group) for group in GROUPS]
    limits = [(intervals or {}).get(group) for group in GROUPS]
    known = [n for n in told if n is not None]
    whole = sum(known) if len(known) == len(told) else 0
    head = (_("Grupo"), _("Personas"), _("De cada 100"), _("Desde"), _("Hasta"))
    rows: list[tuple[Cell, ...]] = []
    for group, n, pair in zip(GROUPS, told, limits, strict=True):
        share: Cell = 100.0 * n / whole if n is not None and whole else None if n is None else ""
        rows.append((names[group], n, share, *((100.0 * pair[0], 100.0 * pair[1]) if pair else ("", ""))))
    if not whole:
        return Picture(
            drawn([], 1), "", head, tuple(rows), refused=_("No se dibuja: de alguno de los grupos no se puede decir cuántas personas son.")
        )
    parts, legend, x = [], [], 0.0
    for i, (group, n) in enumerate(zip(GROUPS, told, strict=True)):
        wide = WIDTH * (n or 0) / whole
        parts.append(f'<rect class="cuarto q{i + 1}" x="{x:.1f}" y="30" width="{wide:.1f}" height="56"/>')
        if wide >= 52:
            parts.append(text(x + wide / 2, 65, of_hundred((n or 0) / whole), f"fila{' claro' if i in (0, 3) else ''}", "middle"))
        legend.append(
            box_key(
                f"cuarto q{i + 1}",
                f"{names[group]}: {of_hundred((n or 0) / whole)}",
            )
        )
        x += wide
    parts.insert(0, text(0, 16, _("De cada 100 personas"), "eje"))
    said = ", ".join(f"{names[group]} {of_hundred((n or 0) / whole)}" for group, n in zip(GROUPS, told, strict=True))
    return Picture(drawn(parts, 92), _("Del total de personas: %(groups)s.") % {"groups": said}, head, tuple(rows), legend=tuple(legend))
