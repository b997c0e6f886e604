"""How alike two groups are before and after weighting, and whether everybody could have been in either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame, Rows, round_ticks
from tejido.ui.charts.picture import Picture, box_key, circle, diamond, drawn, key, line_key, sentences, shown

ALIKE = 0.1


@dataclass(frozen=True)
class Covariate:
    """Standardised difference of the two groups in one characteristic."""

    name: str
    before: float
    after: float


def love(covariates: Sequence[Covariate]) -> Picture:
    """Standardised mean differences: hollow as the groups came, filled once weighted; between the dashed lines they are alike."""
    ordered = sorted(covariates, key=lambda one: -abs(one.before))
    values = [v for one in ordered for v in (one.before, one.after)] + [-ALIKE, ALIKE]
    rows = Rows(Axis.over(values, _("Diferencia en desviaciones típicas")), tuple(one.name for one in ordered))
    parts = rows.ground()
    parts += [
        f'<path class="{css}" d="M{rows.px(at):.1f} {rows.top:g}V{rows.height - 28:.1f}"/>'
        for at, css in ((0.0, "igual"), (-ALIKE, "corte"), (ALIKE, "corte"))
    ]
    for i, one in enumerate(ordered):
        parts.append(rows.segment(i, min(one.before, one.after), max(one.before, one.after), "hilo"))
        parts.append(circle(rows.px(one.before), rows.py(i), 6, "hueco"))
        parts.append(diamond(rows.px(one.after), rows.py(i), 7, "lleno"))
    parts += rows.titles()
    left = [one.name for one in ordered if abs(one.after) >= ALIKE]
    told = sentences(
        _("Cuánto se parecían los dos grupos en cada característica antes y después de ponderar."),
        _("Siguen distintos en: %(names)s.") % {"names": ", ".join(left)}
        if left
        else _("Después de ponderar se parecen en todas (menos de 0,1)."),
    )
    legend = (
        key(circle(16, 9, 6, "hueco"), _("antes de ponderar")), key(diamond(16, 9, 7, "lleno"), _("después de ponderar")),
        line_key("corte", _("parecidos: entre −0,1 y 0,1")),
    )  # fmt: skip
    head = (_("Característica"), _("Antes"), _("Después"))
    return Picture(drawn(parts, rows.height), told, head, tuple((one.name, one.before, one.after) for one in ordered), legend=legend)


def overlap(
    edges: Sequence[float], exposed: Sequence[int | None], reference: Sequence[int | None], names: tuple[str, str], *,
    support: tuple[float, float] | None = None, threshold: int = 10,
) -> Picture:  # fmt: skip
    """Scores of both groups, one upwards and one downwards. A bin of fewer people than the threshold is a hatched stub that says nothing but that."""
    edges, exposed, reference = _trimmed(edges, exposed, reference)
    above, below = _masked(exposed, threshold), _masked(reference, threshold)
    most = max([n for n in (*above, *below) if n is not None] + [threshold])
    upper = Axis.over([0, most], most=4).ticks
    y = Axis(
        -upper[-1], upper[-1], tuple(sorted({-t for t in upper} | set(upper))), _("Personas"), False, lambda tick: shown(abs(round(tick)))
    )
    ticks = tuple(t for t in round_ticks(edges[0], edges[-1], 6) if edges[0] <= t <= edges[-1])
    frame = Frame(Axis(edges[0], edges[-1], ticks, _("Probabilidad de participar")), y)
    parts = frame.ground()
    for heap, up, css in ((above, True, "arriba"), (below, False, "abajo")):
        parts += [_bar(frame, edges[i], edges[i + 1], n, threshold, up, css) for i, n in enumerate(heap) if n != 0]
    parts.append(frame.across(0.0, "igual"))
    parts += [frame.upright(at, "corte") for at in support or ()]
    legend = [
        box_key("barra arriba", names[0]),
        box_key("barra abajo", names[1]),
        box_key("barra oculta", _("menos de %(n)s personas") % {"n": threshold}),
    ]
    if support:
        legend.append(line_key("corte", _("zona con personas de los dos grupos")))
    told = _(
        "La probabilidad de participar que tenía cada persona, por grupo: %(up)s hacia arriba y %(down)s hacia abajo. Donde solo hay barras de un lado no hay con quién comparar."
    )
    head = (_("Probabilidad"), names[0], names[1])
    rows = tuple((f"{shown(edges[i])} – {shown(edges[i + 1])}", above[i], below[i]) for i in range(len(above)))
    return Picture(drawn(parts, frame.height), told % {"up": names[0], "down": names[1]}, head, rows, legend=tuple(legend))


def _trimmed(edges: Sequence[float], *heaps: Sequence[int | None]) -> tuple[Sequence[float], Sequence[int | None], Sequence[int | None]]:
    """Without the bins at both ends that hold nobody of either group."""
    held = [i for i in range(len(edges) - 1) if any(heap[i] != 0 for heap in heaps)] or [0]
    first, last = held[0], held[-1] + 1
    return edges[first : last + 1], heaps[0][first:last], heaps[1][first:last]


def _masked(counts: Sequence[int | None], threshold: int) -> list[int | None]:
    return [None if n is None or 0 < n < threshold else n for n in counts]


def _bar(frame: Frame, low: float, high: float, n: int | None, threshold: int, up: bool, css: str) -> str:
    value = threshold / 2 if n is None else n
    tall = abs(frame.py(value) - frame.py(0))
    top = frame.py(0) - tall if up else frame.py(0)
    kind = "oculta" if n is None else css
    return f'<rect class="barra {kind}" x="{frame.px(low) + 0.5:.1f}" y="{top:.1f}" width="{max(1.0, frame.px(high) - frame.px(low) - 1):.1f}" height="{tall:.1f}"/>'
