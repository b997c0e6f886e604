"""Who came in, who was lost and why, who was counted: the flow that every report of a study begins with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.ui.charts.picture import WIDTH, Cell, Picture, drawn, shown, text, wrapped

LINE, PAD, GAP = 22.0, 10.0, 26.0


@dataclass(frozen=True)
class Branch:
    """Everybody, or one group: people at each step, and the lost by reason; None is hidden."""

    name: str
    steps: tuple[tuple[str, int | None], ...]
    lost: tuple[tuple[str, int | None], ...] = ()


def attrition_flow(whole: Branch, arms: Sequence[Branch] = ()) -> Picture:
    """Boxes from above to below: the first step, the lost beside the way, the last step; then one box for each group."""
    parts: list[str] = []
    (first, n), *others = whole.steps
    y = _box(parts, 0, WIDTH, 4, [f"{first}: {shown(n)}"], "caja")
    if whole.lost:
        lines = [line for reason, lost in whole.lost for line in wrapped(f"{reason}: {shown(lost)}", WIDTH - 84)]
        begin = y
        y = _box(parts, 60, WIDTH - 60, y + GAP / 2, [_("No analizadas"), *lines], "caja perdida")
        middle = (begin + y + GAP / 2) / 2
        parts.append(f'<path class="via" d="M30 {middle:.1f}H52m-7 -5l8 5l-8 5"/>')
    for step, count in others[-1:]:
        parts.append(_arrow(30, 4 + LINE + 2 * PAD, y + GAP))
        y = _box(parts, 0, WIDTH, y + GAP, [f"{step}: {shown(count)}"], "caja")
    if arms:
        wide = (WIDTH - 12 * (len(arms) - 1)) / len(arms)
        ends = []
        for i, arm in enumerate(arms):
            x = i * (wide + 12)
            lines = [
                *wrapped(arm.name, wide - 2 * PAD),
                *(line for step, count in arm.steps for line in wrapped(f"{step}: {shown(count)}", wide - 2 * PAD)),
            ]
            parts.append(_arrow(x + 30, y, y + GAP))
            ends.append(_box(parts, x, wide, y + GAP, lines, "caja"))
        y = max(ends)
    told = _("%(first)s: %(n)s. %(last)s: %(m)s.") % {
        "first": first,
        "n": _or_hidden(n),
        "last": whole.steps[-1][0],
        "m": _or_hidden(whole.steps[-1][1]),
    }
    return Picture(drawn(parts, y + 4), told, *_table(whole, arms))


def _or_hidden(n: int | None) -> str:
    return _("no se muestra") if n is None else shown(n)


def _box(parts: list[str], x: float, wide: float, y: float, lines: Sequence[str], css: str) -> float:
    """Draws a box and gives its lower edge; its first line is its title."""
    tall = LINE * len(lines) + 2 * PAD
    parts.append(f'<rect class="{css}" x="{x + 1:.1f}" y="{y:.1f}" width="{wide - 2:.1f}" height="{tall:.1f}" rx="4"/>')
    parts += [text(x + PAD, y + PAD + LINE * (i + 0.75), line, "fila" if i == 0 else "") for i, line in enumerate(lines)]
    return y + tall


def _arrow(x: float, y0: float, y1: float) -> str:
    return f'<path class="via" d="M{x:.1f} {y0:.1f}V{y1 - 1:.1f}m-5 -8l5 8l5 -8"/>'


def _table(whole: Branch, arms: Sequence[Branch]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    branches = (whole, *arms)
    rows: list[tuple[Cell, ...]] = []
    for step in dict.fromkeys(name for branch in branches for name, _n in branch.steps):
        rows.append((step, *(dict(branch.steps).get(step, "") for branch in branches)))
    for reason in dict.fromkeys(name for branch in branches for name, _n in branch.lost):
        rows.append(
            (
                _("No analizadas: %(reason)s") % {"reason": reason},
                *(dict(branch.lost).get(reason, "" if branch.lost == () else 0) for branch in branches),
            )
        )
    return (_("Paso"), *(branch.name for branch in branches)), tuple(rows)
