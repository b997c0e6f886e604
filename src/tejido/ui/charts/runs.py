"""A service over time: its median, and what is unlikely to be chance."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame
from tejido.ui.charts.picture import Picture, circle, diamond, drawn, key, line_key, sentences, shown, text

SHIFT, TREND = 6, 5  # Perla, Provost & Murray 2011 (BMJ Qual. Saf. 20:46)


def shifts(values: Sequence[float], centre: float) -> list[tuple[int, int]]:
    """Stretches (first, last) of six points or more on one side of the median; points on it neither count nor break a stretch."""
    found: list[tuple[int, int]] = []
    run: list[int] = []
    for i, value in enumerate(values):
        if value == centre:
            continue
        if run and (value > centre) != (values[run[-1]] > centre):
            found += [(run[0], run[-1])] if len(run) >= SHIFT else []
            run = []
        run.append(i)
    return found + ([(run[0], run[-1])] if len(run) >= SHIFT else [])


def trends(values: Sequence[float]) -> list[tuple[int, int]]:
    """Stretches of five points or more that all rise or all fall; equal neighbours count as one point."""
    kept = [i for i, value in enumerate(values) if i == 0 or value != values[i - 1]]
    found: list[tuple[int, int]] = []
    start = 0
    for j in range(1, len(kept) + 1):
        turns = j == len(kept) or (
            j - start >= 2 and (values[kept[j]] > values[kept[j - 1]]) != (values[kept[j - 1]] > values[kept[j - 2]])
        )
        if turns:
            if j - start >= TREND:
                found.append((kept[start], kept[j - 1]))
            start = j - 1
    return found


def run_chart(moments: Sequence[str], values: Sequence[float | None], label: str) -> Picture:
    """Points in order of time with their median. A hidden value leaves a gap and joins nothing."""
    known = [(i, float(value)) for i, value in enumerate(values) if value is not None]
    head = (_("Momento"), label, _("Señal"))
    if len(known) < 3:
        reason = _("No se dibuja: hacen falta al menos tres momentos.")
        return Picture(drawn([], 1), "", head, tuple((m, v, "") for m, v in zip(moments, values, strict=True)), refused=reason)
    numbers = [value for _i, value in known]
    centre = float(median(numbers))
    frame = Frame(Axis(-0.4, len(moments) - 0.6, ()), Axis.over(numbers, label))
    far = {known[j][0] for first, last in shifts(numbers, centre) for j in range(first, last + 1) if numbers[j] != centre}
    long = {known[j][0] for first, last in trends(numbers) for j in range(first, last + 1)}
    parts = [*frame.ground(), frame.across(centre)]
    parts += [frame.line([(i, value) for i, value in piece], "ln g2 seguida") for piece in _unbroken(known)]
    for i, value in known:
        parts.append(
            diamond(frame.px(i), frame.py(value), 7, "lleno") if i in far | long else circle(frame.px(i), frame.py(value), 5, "hueco")
        )
    parts += [text(frame.px(i), frame.floor + 20, moments[i], anchor=anchor) for i, anchor in _labelled(frame, moments)]
    told = sentences(
        _("La mediana es %(median)s.") % {"median": shown(centre)},
        _("Hay al menos seis puntos seguidos al mismo lado de la mediana: no parece azar.") if far else "",
        _("Hay al menos cinco puntos seguidos que suben o que bajan: no parece azar.") if long else "",
        "" if far or long else _("No hay señal de cambio: las subidas y bajadas pueden ser azar."),
    )
    legend = (
        key(circle(16, 9, 5, "hueco"), _("cada momento")),
        key(diamond(16, 9, 7, "lleno"), _("señal de cambio")),
        line_key("ref", _("mediana")),
    )
    rows = tuple(
        (moment, values[i], _("cambio de nivel") if i in far else _("tendencia") if i in long else "") for i, moment in enumerate(moments)
    )
    return Picture(drawn(parts, frame.height), told, head, rows, legend=legend)


def _unbroken(known: Sequence[tuple[int, float]]) -> list[list[tuple[int, float]]]:
    pieces: list[list[tuple[int, float]]] = []
    for point in known:
        if pieces and pieces[-1][-1][0] == point[0] - 1:
            pieces[-1].append(point)
        else:
            pieces.append([point])
    return pieces


def _labelled(frame: Frame, moments: Sequence[str]) -> list[tuple[int, str]]:
    """The first, the last, and as many between as have room in the largest letters."""
    room = (max(map(len, moments)) + 1) * 10.6
    every = max(1, round(room / ((frame.end - frame.left) / len(moments)) + 0.499))
    kept = [i for i in range(0, len(moments), every) if len(moments) - 1 - i >= 1.5 * every or i == len(moments) - 1]
    return [*((i, "middle") for i in kept if i != len(moments) - 1), (len(moments) - 1, "end")]
