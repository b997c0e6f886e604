"""The mean course of repeated measures by group, with its doubt and with the spread of the people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame
from tejido.ui.charts.picture import Cell, Picture, box_key, circle, diamond, drawn, key, line_key, plain, sentences, shown
from tejido.ui.charts.series import Wave

MOST = 3


@dataclass(frozen=True)
class MeanCourse:
    """Means of one group over time, and how many people each rests on (None hidden); `deciles` are (time, tenth, ninetieth of a hundred)."""

    name: str
    waves: tuple[Wave, ...]
    n: tuple[int | None, ...] = ()
    deciles: tuple[tuple[float, float, float], ...] = ()


def mean_course(groups: Sequence[MeanCourse], label: str, *, unit: str = "") -> Picture:
    """Lines with standing intervals; the pale field holds the middle eighty of every hundred people. No single person is drawn."""
    told = groups[:MOST]
    values = [v for g in told for w in g.waves for v in (w.value, w.low, w.high)] + [
        v for g in told for _at, low, high in g.deciles for v in (low, high)
    ]
    times = sorted({w.at for g in told for w in g.waves})
    first, last = times[0], times[-1] if times[-1] > times[0] else times[0] + 1
    reach = (last - first) * 0.04
    x = Axis(first - reach, last + reach, tuple(times), _("Tiempo (%(unit)s)") % {"unit": unit} if unit else _("Tiempo"))
    frame = Frame(x, Axis.over(values, label))
    parts = frame.ground()
    for i, group in enumerate(told):
        if group.deciles:
            lower, upper = ([(at, pair[end]) for at, *pair in group.deciles] for end in (0, 1))
            parts.append(frame.band(lower, upper, f"deciles g{i + 1}"))
    for i, group in enumerate(told):
        aside = (i - (len(told) - 1) / 2) * 7
        parts.append(frame.line([(w.at, w.value) for w in group.waves], f"ln g{i + 1}"))
        for w in group.waves:
            parts.append(frame.whisker(frame.px(w.at) + aside, w.low, w.high, f"bigote g{i + 1}"))
            parts.append(_dot(i, frame.px(w.at) + aside, frame.py(w.value)))
    legend = [key(f'<path class="ln g{i + 1}" d="M1 9h30"/>{_dot(i, 16, 9)}', group.name) for i, group in enumerate(told)]
    legend.append(line_key("bigote g1", _("intervalo del 95 % de la media")))
    if any(group.deciles for group in told):
        legend.append(box_key("deciles g1", _("80 de cada 100 personas están dentro")))
    return Picture(drawn(parts, frame.height), _text(told), *_table(told), legend=tuple(legend))


def _dot(i: int, x: float, y: float) -> str:
    """Each group has its own shape."""
    if i == 1:
        return diamond(x, y, 6, "punto g2")
    return circle(x, y, 5, f"punto g{i + 1}") if i == 0 else f'<path class="punto g3" d="M{x:.1f} {y - 6:.1f}l6 11h-12z"/>'


def _table(groups: Sequence[MeanCourse]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    has_deciles = any(group.deciles for group in groups)
    head = [_("Tiempo"), _("Grupo"), _("Media"), _("Desde"), _("Hasta"), _("Personas")]
    rows = []
    for i, group in enumerate(groups):
        tenths = {at: (low, high) for at, low, high in group.deciles}
        for j, w in enumerate(group.waves):
            n: Cell = group.n[j] if j < len(group.n) else ""
            more: tuple[Cell, ...] = tenths.get(w.at, ("", "")) if has_deciles else ()
            rows.append((w.at, i, (plain(w.at), group.name, w.value, w.low, w.high, n, *more)))
    names = (*head, _("Decil 1"), _("Decil 9")) if has_deciles else tuple(head)
    return names, tuple(row for _at, _i, row in sorted(rows, key=lambda item: item[:2]))


def _text(groups: Sequence[MeanCourse]) -> str:
    told = [
        _("%(group)s: de %(first)s a %(last)s.")
        % {"group": capfirst(g.name), "first": shown(g.waves[0].value), "last": shown(g.waves[-1].value)}
        for g in groups
    ]
    return sentences(_("La media de cada grupo en cada momento, con su intervalo."), *told)
