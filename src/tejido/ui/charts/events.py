"""Time until something happens: curves that fall (who is still waiting) or rise (to whom it has happened), with who is still followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame, Point, hundred_axis
from tejido.ui.charts.intervals import short_number
from tejido.ui.charts.picture import Cell, Key, Picture, box_key, cut, drawn, key, line_key, plain, sentences, shown, text
from tejido.ui.charts.series import Wave

MOST = 5  # kinds of line that can be told apart without colour
COLUMN = 46.0  # room that a number of people takes in the largest letters


@dataclass(frozen=True)
class Moment:
    """What is told of a curve at one time, in shares; None is hidden."""

    at: float
    value: float | None
    low: float | None
    high: float | None
    at_risk: int | None


@dataclass(frozen=True)
class EventCurve:
    """One group, or one way out of a group: the steps that are drawn, and the moments of the table."""

    name: str
    steps: tuple[Wave, ...]
    moments: tuple[Moment, ...] = ()


def event_curves(curves: Sequence[EventCurve], *, falling: bool = True, unit: str = "", horizon: float | None = None) -> Picture:
    """Curves as steps with their 95 % bands and the people still followed below; `horizon` shades the area that a restricted mean measures."""
    told = curves[:MOST]
    start = 1.0 if falling else 0.0
    last = max([p.at for c in told for p in c.steps] + [m.at for c in told for m in c.moments] + [horizon or 0.0]) or 1.0
    top = 1.0 if falling else max([p.high for c in told for p in c.steps] + [0.05])
    label = _("Todavía no les había ocurrido") if falling else _("Ya les había ocurrido")
    x = Axis.over([0.0, last], _("Tiempo (%(unit)s)") % {"unit": unit} if unit else _("Tiempo"), most=6)
    x = Axis(0.0, last, tuple(t for t in x.ticks if 0 <= t <= last), x.label)
    moments = _with_room(sorted({m.at for c in told for m in c.moments}), last)
    rows = 26.0 * (len(told) + 1) + 12 if moments else 0.0
    frame = Frame(x, hundred_axis(label, top), height=300.0)
    parts = frame.ground()
    lines = [_whole(curve, start, last) for curve in told]
    parts += [_band(frame, line, i) for i, line in enumerate(lines)]
    if horizon is not None:
        parts += _shade(frame, [[(w.at, w.value) for w in line] for line in lines[:2]], horizon)
    parts += [frame.line([(w.at, w.value) for w in line], f"ln g{i + 1}", steps=True) for i, line in enumerate(lines)]
    parts += _at_risk(frame, told, moments)
    return Picture(drawn(parts, frame.height + rows), _text(curves, falling, unit, horizon), *_table(curves), legend=_legend(told, horizon))


def _whole(curve: EventCurve, start: float, last: float) -> list[Wave]:
    """From the beginning to the end of its own steps."""
    steps = [Wave(0.0, start, start, start), *(step for step in curve.steps if step.at > 0 or step.value != start)]
    seen = [m.at for m in curve.moments if m.at_risk is None or m.at_risk > 0]
    until = min(last, max([steps[-1].at, *seen]))
    return [*steps, Wave(until, steps[-1].value, steps[-1].low, steps[-1].high)]


def _band(frame: Frame, line: Sequence[Wave], i: int) -> str:
    return frame.band([(w.at, w.low) for w in line], [(w.at, w.high) for w in line], f"band g{i + 1}", steps=True)


def _until(line: Sequence[Point], horizon: float) -> list[Point]:
    kept = [point for point in line if point[0] <= horizon]
    return [*kept, (horizon, kept[-1][1])]


def _shade(frame: Frame, lines: Sequence[Sequence[Point]], horizon: float) -> list[str]:
    """Between two curves, or under a single one, as far as the horizon."""
    upper = _until(lines[0], horizon)
    lower = _until(lines[1], horizon) if len(lines) > 1 else [(0.0, 0.0), (horizon, 0.0)]
    return [frame.band(lower, upper, "sombra", steps=True), frame.upright(horizon)]


def _with_room(moments: Sequence[float], last: float) -> list[float]:
    kept: list[float] = []
    reach = COLUMN / 400 * last
    for at in moments:
        if not kept or at - kept[-1] >= reach:
            kept.append(at)
    return kept


def _at_risk(frame: Frame, curves: Sequence[EventCurve], moments: Sequence[float]) -> list[str]:
    if not moments:
        return []
    y = frame.height + 18
    parts = [text(0, y, cut(_("Personas en seguimiento"), frame.width), "eje")]
    for i, curve in enumerate(curves):
        y += 26
        parts.append(f'<path class="ln g{i + 1}" d="M2 {y - 5:.1f}h34"/>')
        for moment in curve.moments:
            if moment.at in moments:
                at = max(frame.px(moment.at), 62.0)
                edge = at > frame.width - 24
                parts.append(text(frame.width if edge else at, y, shown(moment.at_risk), anchor="end" if edge else "middle"))
    return parts


def _table(curves: Sequence[EventCurve]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    head = (_("Tiempo"), _("Grupo"), _("De cada 100"), _("Desde"), _("Hasta"), _("Personas en seguimiento"))
    followed = any(curve.moments for curve in curves)  # steps alone do not say who is followed, which is not the same as hiding it
    rows: list[tuple[float, int, tuple[Cell, ...]]] = []
    for i, curve in enumerate(curves):
        for m in curve.moments or tuple(_of_step(step) for step in curve.steps):
            rows.append((m.at, i, (plain(m.at), curve.name, *_shares(m), *([m.at_risk] if followed else []))))
    return head if followed else head[:-1], tuple(row for _at, _i, row in sorted(rows, key=lambda item: item[:2]))


def _of_step(step: Wave) -> Moment:
    """A band without width is drawn where there is no interval."""
    low, high = (None, None) if step.low == step.high else (step.low, step.high)
    return Moment(step.at, step.value, low, high, None)


def _shares(moment: Moment) -> tuple[Cell, ...]:
    """Of every hundred; a share that is told and has no interval has nothing to tell there, which is not to hide it."""
    if moment.value is None:
        return None, None, None
    ends = ("" if end is None else 100.0 * end for end in (moment.low, moment.high))
    return 100.0 * moment.value, *ends


def _legend(curves: Sequence[EventCurve], horizon: float | None) -> tuple[Key, ...]:
    keys = [line_key(f"ln g{i + 1}", curve.name) for i, curve in enumerate(curves)]
    keys.append(key('<rect class="band g1" x="2" y="2" width="28" height="14"/>', _("intervalo del 95 %")))
    if horizon is not None:
        words = _("tiempo que un grupo gana al otro") if len(curves) > 1 else _("tiempo medio hasta el plazo")
        keys.append(box_key("sombra", words))
    return tuple(keys)


def _text(curves: Sequence[EventCurve], falling: bool, unit: str, horizon: float | None) -> str:
    parts = [
        _("De cada 100 personas, a cuántas todavía no les había ocurrido.")
        if falling
        else _("De cada 100 personas, a cuántas ya les había ocurrido.")
    ]
    for curve in curves:
        ends = [m for m in curve.moments if m.value is not None]
        if ends and ends[-1].value is not None:
            parts.append(
                _("%(group)s: %(n)s de cada 100 a los %(at)s %(unit)s.")
                % {"group": capfirst(curve.name), "n": shown(100 * ends[-1].value), "at": short_number(ends[-1].at), "unit": unit}
            )
    if len(curves) > MOST:
        parts.append(_("La figura muestra las primeras %(n)s; la tabla, todas.") % {"n": MOST})
    if horizon is not None:
        parts.append(_("La zona marcada es tiempo, contado hasta los %(at)s %(unit)s.") % {"at": short_number(horizon), "unit": unit})
    return sentences(*parts)
