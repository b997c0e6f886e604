"""An answer beside what could undo it: bounds for those who are missing, the shift at which it falls, and controls that should see nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame, Rows
from tejido.ui.charts.intervals import short_number
from tejido.ui.charts.picture import Key, Picture, box_key, circle, diamond, drawn, key, line_key, listed_names, plain, sentences, shown


@dataclass(frozen=True)
class Span:
    """One line: its name, from where to where, and the figure between. `mark`: "answer" (filled), "control" (hollow) or "range", which has no
    figure of its own."""

    name: str
    low: float
    high: float
    value: float | None
    mark: str


def spans(lines: Sequence[Span], label: str, told: str, *, fmt: Callable[[float], str] = short_number) -> Picture:
    """Lines below each other on one axis with the line of no difference; `told` says what they are, and the rest of the sentence which of
    them hold «no difference»."""
    values = [v for one in lines for v in (one.low, one.high, one.value) if v is not None]
    rows = Rows(Axis.over([*values, 0.0], label, fmt=fmt), tuple(one.name for one in lines))
    parts = rows.ground(refs=[0.0])
    for i, one in enumerate(lines):
        if one.mark == "range":
            wide = rows.px(one.high) - rows.px(one.low)
            parts.append(f'<rect class="barra abajo" x="{rows.px(one.low):.1f}" y="{rows.py(i) - 7:.1f}" width="{wide:.1f}" height="14"/>')
        else:
            parts.append(rows.segment(i, one.low, one.high))
        if one.value is not None:
            parts.append(_mark(rows.px(one.value), rows.py(i), one.mark))
    parts += rows.titles()
    across = [one.name for one in lines if one.low <= 0 <= one.high]
    said = sentences(
        told,
        _("Incluyen «igual»: %(names)s.") % {"names": listed_names(across)} if across else _("Ninguna línea incluye «igual»."),
    )
    head = (_("Línea"), _("Cifra"), _("Desde"), _("Hasta"))
    table = tuple((one.name, "" if one.value is None else one.value, one.low, one.high) for one in lines)
    return Picture(drawn(parts, rows.height), said, head, table, legend=_legend(lines))


def _mark(x: float, y: float, mark: str) -> str:
    return circle(x, y, 6, "hueco") if mark == "control" else diamond(x, y, 7, "lleno")


def _legend(lines: Sequence[Span]) -> tuple[Key, ...]:
    marks = {one.mark for one in lines}
    keys = [key(f'<path class="bigote" d="M1 9h30"/>{diamond(16, 9, 7, "lleno")}', _("cifra y su intervalo del 95 %"))]
    if "control" in marks:
        keys.append(key(f'<path class="bigote" d="M1 9h30"/>{circle(16, 9, 6, "hueco")}', _("control: debería quedar en «igual»")))
    if "range" in marks:
        keys.append(box_key("barra abajo", _("entre qué valores podría estar")))
    return (*keys, line_key("ref", _("igual")))


@dataclass(frozen=True)
class Shift:
    """If those who are missing differed by `delta` from what is expected of them, the effect would be this."""

    delta: float
    value: float
    low: float | None = None
    high: float | None = None


def tipping(shifts: Sequence[Shift], label: str, *, at: float | None, unit: str = "") -> Picture:
    """The effect for each shift of those who are missing, with its interval; `at` is the shift at which it first is no longer clear."""
    values = [v for one in shifts for v in (one.value, one.low, one.high) if v is not None]
    ends = [one.delta for one in shifts]
    words = _("Cuánto se apartarían quienes faltan (%(unit)s)") % {"unit": unit} if unit else _("Cuánto se apartarían quienes faltan")
    x = Axis.over(ends, words)
    frame = Frame(Axis(min(ends), max(ends), tuple(t for t in x.ticks if min(ends) <= t <= max(ends)), words), Axis.over([*values, 0.0], label))
    parts = [*frame.ground(), frame.across(0.0)]
    wide = [(one.delta, one.low, one.high) for one in shifts if one.low is not None and one.high is not None]
    if len(wide) > 1:
        parts.append(frame.band([(d, low) for d, low, _h in wide], [(d, high) for d, _l, high in wide], "band g1"))
    parts.append(frame.line([(one.delta, one.value) for one in shifts], "ln g1"))
    if at is not None:
        parts.append(frame.upright(at, "corte"))
    said = sentences(
        _("La diferencia que quedaría si quienes faltan en el grupo que participó fueran distintas de lo que cabe esperar."),
        _("Deja de estar clara si se apartan %(at)s %(unit)s.") % {"at": shown(at), "unit": unit}
        if at is not None
        else _("Sigue clara en todo lo que se ha probado: de %(low)s a %(high)s %(unit)s.") % {"low": shown(min(ends)), "high": shown(max(ends)), "unit": unit},
    ).replace(" .", ".")
    legend = [line_key("ln g1", _("diferencia"))]
    if wide:
        legend.append(box_key("band g1", _("intervalo del 95 %")))
    legend.append(line_key("ref", _("igual")))
    if at is not None:
        legend.append(line_key("corte", _("deja de estar clara")))
    head = (_("Se apartan"), _("Diferencia"), _("Desde"), _("Hasta"))
    rows = tuple((plain(round(one.delta, 6)), one.value, "" if one.low is None else one.low, "" if one.high is None else one.high) for one in shifts)
    return Picture(drawn(parts, frame.height), said, head, rows, legend=tuple(legend))
