"""What could still be wrong: an unseen cause, an effect that changes with time, the same question asked in other ways."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame, Point
from tejido.ui.charts.intervals import short_number
from tejido.ui.charts.picture import (
    WIDTH,
    Cell,
    Picture,
    circle,
    cut,
    diamond,
    drawn,
    key,
    line_key,
    of_hundred,
    plain,
    sentences,
    shown,
    text,
)

STEPS = 40
FEW = 4  # periods that a sentence can hold


def needed(ratio: float) -> float:
    """The E-value of a risk ratio: R + √(R(R − 1)), of 1/R below 1 (VanderWeele & Ding 2017)."""
    away = max(ratio, 1 / ratio)
    return away + math.sqrt(away * (away - 1))


def explaining(ratio: float, strength: float) -> float:
    """With an unseen cause this strong on one side, how strong it must be on the other to explain the ratio away: R(s − 1)/(s − R)."""
    away = max(ratio, 1 / ratio)
    return away * (strength - 1) / (strength - away)


def e_value_curve(ratio: float, limit: float, known: Sequence[tuple[str, float, float]] = ()) -> Picture:
    """What an unseen cause would have to be to explain the ratio away, and its limit nearer to one; `known` are measured causes
    (name, with the exposure, with the outcome) to compare it with."""
    e, e_limit = needed(ratio), needed(limit)
    high = max(2.2 * e, 2.0, *(v for _name, *pair in known for v in pair))
    axis = Axis.over([1.0, high], _("Unión con participar (razón)"), most=6)
    axis = Axis(1.0, axis.high, (1.0, *(t for t in axis.ticks if t > 1)), axis.label)
    frame = Frame(axis, Axis(1.0, axis.high, axis.ticks, _("Unión con el resultado (razón)")), height=400)
    parts = frame.ground()
    for value, css in ((ratio, "ln g2"), (limit, "ln g3")):
        if max(value, 1 / value) > 1.0005:
            parts.append(frame.line(_curve(value, axis.high), css))
    parts.append(diamond(frame.px(e), frame.py(e), 8, "lleno"))
    if e_limit > 1.0005:
        parts.append(circle(frame.px(e_limit), frame.py(e_limit), 6, "hueco"))
    for i, (_name, with_exposure, with_outcome) in enumerate(known):
        parts += [
            circle(frame.px(with_exposure), frame.py(with_outcome), 9, "hueco"),
            text(frame.px(with_exposure), frame.py(with_outcome) + 5, str(i + 1), "fila", "middle"),
        ]
    told = sentences(
        _(
            "Una causa que no vimos tendría que unirse con participar y con el resultado, las dos veces por %(e)s, para explicar toda la diferencia."
        )
        % {"e": shown(e)},
        _("Para que el intervalo incluyera «igual» bastaría con %(e)s.") % {"e": shown(e_limit)}
        if e_limit > 1.0005
        else _("El intervalo ya incluye «igual»."),
    )
    legend = [key(f'<path class="ln g2" d="M1 9h30"/>{diamond(16, 9, 7, "lleno")}', _("para explicar la cifra"))]
    legend += (
        [key(f'<path class="ln g3" d="M1 9h30"/>{circle(16, 9, 6, "hueco")}', _("para explicar el límite del intervalo"))]
        if e_limit > 1.0005
        else []
    )
    legend += [key(f"{circle(16, 9, 8, 'hueco')}{text(16, 14, i + 1, 'fila', 'middle')}", name) for i, (name, _x, _y) in enumerate(known)]
    rows: list[tuple[Cell, ...]] = [(_("valor E de la cifra"), e, e), (_("valor E del límite del intervalo"), e_limit, e_limit)]
    rows += [(name, x, y) for name, x, y in known]
    return Picture(
        drawn(parts, frame.height),
        told,
        (_("Causa"), _("Unión con participar"), _("Unión con el resultado")),
        tuple(rows),
        legend=tuple(legend),
    )


def _curve(ratio: float, high: float) -> list[Point]:
    """From the top of the field to its right edge; equal steps of the logarithm."""
    away = max(ratio, 1 / ratio)
    first = explaining(away, high)
    if first >= high:
        return [(high, high)]
    return [(s, explaining(away, s)) for s in (first * (high / first) ** (k / STEPS) for k in range(STEPS + 1))]


@dataclass(frozen=True)
class Period:
    """A figure for a stretch of time; without limits where none may be told."""

    start: float
    end: float
    value: float
    low: float | None
    high: float | None


def by_period(
    groups: Sequence[tuple[str, Sequence[Period]]], label: str, *, ref: float | None = None, log: bool = False, unit: str = "",
    fmt: Callable[[float], str] = short_number,
) -> Picture:  # fmt: skip
    """A hazard, or an effect that changes with time: a level piece for each period with its interval; up to three groups."""
    told = groups[:3]
    values = [v for _name, periods in told for p in periods for v in (p.value, p.low, p.high) if v is not None and (v > 0 or not log)]
    edges = sorted({edge for _name, periods in told for p in periods for edge in (p.start, p.end)})
    x = Axis(edges[0], edges[-1], tuple(edges), _("Tiempo (%(unit)s)") % {"unit": unit} if unit else _("Tiempo"))
    frame = Frame(x, Axis.over([*values, *([] if ref is None else [ref])], label, log=log, zero=not log, fmt=fmt))
    parts = frame.ground() + ([] if ref is None else [frame.across(ref)])
    for i, (_name, periods) in enumerate(told):
        for p in periods:
            middle = (frame.px(p.start) + frame.px(p.end)) / 2 + (i - (len(told) - 1) / 2) * 9
            if p.low is not None and p.high is not None and not (log and p.low <= 0):
                parts.append(frame.whisker(middle, p.low, p.high, f"bigote g{i + 1}"))
            parts.append(f'<path class="ln g{i + 1}" d="M{frame.px(p.start) + 1:.1f} {frame.py(p.value):.1f}H{frame.px(p.end) - 1:.1f}"/>')
            parts.append(circle(middle, frame.py(p.value), 5, f"punto g{i + 1}"))
    legend = [line_key(f"ln g{i + 1}", name) for i, (name, _p) in enumerate(told) if name]
    legend += [line_key("bigote g1", _("intervalo del 95 %"))] + ([] if ref is None else [line_key("ref", _("sin diferencia"))])
    factor = 100.0 if fmt is of_hundred else 1.0  # the table counts as the axis does
    head = (_("Desde"), _("Hasta este momento"), _("Grupo"), _("De cada 100") if fmt is of_hundred else _("Cifra"), _("De"), _("A"))
    rows = sorted(
        (
            (p.start, i, (plain(p.start), plain(p.end), name, *(None if v is None else factor * v for v in (p.value, p.low, p.high))))
            for i, (name, periods) in enumerate(groups)
            for p in periods
        ),
        key=lambda row: row[:2],
    )
    alone = told[0][1] if len(told) == 1 else ()
    said = sentences(_("La cifra de cada periodo, con su intervalo."), *(_period_words(p, fmt) for p in _worth_saying(alone)))
    return Picture(drawn(parts, frame.height), said, head, tuple(row for *_o, row in rows), legend=tuple(legend))


def _worth_saying(periods: Sequence[Period]) -> Sequence[Period]:
    """A few periods are all told; of many the highest and the lowest, in their order."""
    if len(periods) <= FEW:
        return periods
    ends = (max(periods, key=lambda p: p.value), min(periods, key=lambda p: p.value))
    return [p for p in periods if p in ends]


def _period_words(period: Period, fmt: Callable[[float], str]) -> str:
    values = {"start": shown(plain(period.start)), "end": shown(plain(period.end)), "value": fmt(round(period.value, 3))}
    return _("De %(start)s a %(end)s: %(value)s.") % values


@dataclass(frozen=True)
class Specification:
    """One way of asking: its name, its figure, and the choices that it made."""

    name: str
    value: float
    low: float
    high: float
    choices: tuple[str, ...]
    is_primary: bool = False


def specification_curve(asked: Sequence[Specification], label: str, *, ref: float = 0.0, log: bool = False) -> Picture:
    """The same question asked in several ways: figures in order above, the choices of each below; the one that was registered is filled."""
    ordered = sorted(asked, key=lambda one: one.value)
    choices = list(dict.fromkeys(choice for one in asked for choice in one.choices))
    values = [v for one in ordered for v in (one.value, one.low, one.high)] + [ref]
    x = Axis(-0.7, len(ordered) - 0.3, ())
    frame = Frame(x, Axis.over(values, label, log=log), height=290, bottom=10)
    parts = [*frame.ground(), frame.across(ref)]
    for i, one in enumerate(ordered):
        parts.append(frame.whisker(frame.px(i), one.low, one.high))
        parts.append(
            diamond(frame.px(i), frame.py(one.value), 7, "lleno")
            if one.is_primary
            else circle(frame.px(i), frame.py(one.value), 5, "hueco")
        )
    y = frame.height + 4
    for choice in choices:
        parts += [text(0, y + 16, cut(choice, WIDTH), "fila"), f'<path class="tk" d="M{frame.left:g} {y + 30:.1f}H{frame.end:g}"/>']
        parts += [circle(frame.px(i), y + 30, 5, "lleno" if choice in one.choices else "vacio-p") for i, one in enumerate(ordered)]
        y += 46
    same = sum((one.value > ref) == (ordered[-1].value > ref) for one in ordered)
    clear = sum(one.low > ref or one.high < ref for one in ordered)
    told = _(
        "La misma pregunta de %(n)s maneras. En %(same)s la cifra va hacia el mismo lado, y en %(clear)s el intervalo no incluye «igual»."
    )
    legend = (
        key(diamond(16, 9, 7, "lleno"), _("la pregunta principal del plan")),
        key(circle(16, 9, 5, "hueco"), _("las demás")),
        line_key("ref", _("igual")),
    )
    head = (_("Pregunta"), _("Cifra"), _("Desde"), _("Hasta"), _("Decisiones"))
    rows = tuple((one.name, one.value, one.low, one.high, ", ".join(one.choices)) for one in ordered)
    return Picture(
        drawn(parts, y + 6), told % {"n": len(ordered), "same": max(same, len(ordered) - same), "clear": clear}, head, rows, legend=legend
    )
