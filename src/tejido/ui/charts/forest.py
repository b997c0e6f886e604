"""Comparisons on one axis, each with its name and its figure beside it: the table of intervals of a page, drawn whole for a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame
from tejido.ui.charts.picture import WIDTH, Cell, Key, Picture, box_key, circle, diamond, drawn, key, letter, line_key, text, wrapped

TOP, FOOT, LINE, GAP = 30.0, 30.0, 17.0, 12.0
NAME, SAID = 160.0, 132.0  # room for the name on the left of the field and for the figure on its right

#: What draws the interval and the figure of each kind; what is not known yet is hollow and dashed.
INKS = {
    "ayuda": ("bigote g1", "punto g1"),
    "frena": ("bigote fuerte", "lleno fuerte"),
    "duda": ("bigote duda", "hueco"),
    "": ("bigote", "lleno"),
}


@dataclass(frozen=True)
class Comparison:
    """One line: its name, its figure with its interval on the scale of the axis, the same as people read it, and the cells of the table
    after these. `kind`: "ayuda" (helps), "frena" (hinders), "duda" (not known yet), "" (a difference, or a group by itself). Without a
    `value` nothing is drawn, and `said` is why."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    said: tuple[str, ...]
    kind: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class Heads:
    """What stands above names, field (at its two ends) and figures, and the names of all columns of the table."""

    names: str
    less: str
    more: str
    figures: str
    table: tuple[str, ...]


def forest(lines: Sequence[Comparison], axis: Axis, told: str, heads: Heads, *, ref: float | None, trivial: float | None = None) -> Picture:
    """All lines below each other. `ref` is the place of no difference; closer to it than `trivial` nobody notices one."""
    names = [wrapped(one.name, NAME, 6) for one in lines]
    beside = [
        [part for words in one.said for part in wrapped(words, SAID if one.value is not None else WIDTH - NAME - GAP, 4)] for one in lines
    ]
    tall = [LINE * max(len(name), len(said)) + GAP for name, said in zip(names, beside, strict=True)]
    height = TOP + sum(tall) + FOOT
    frame = Frame(replace(axis, label=""), Axis(0, 1, ()), height, NAME + GAP, SAID + GAP, TOP, FOOT)
    parts = [*_heads(frame, heads), *_ground(frame, ref, trivial)]
    y = TOP
    for one, name, said, step in zip(lines, names, beside, tall, strict=True):
        parts += _block(0, y + step / 2, name, "start")
        parts += _block(WIDTH, y + step / 2, said, "end")
        parts += _marks(frame, one, y + step / 2)
        y += step
    rows = tuple(
        (one.name, one.value, *("" if end is None and one.value is not None else end for end in (one.low, one.high)), *one.cells)
        for one in lines
    )
    return Picture(drawn(parts, height), told, heads.table, rows, legend=_legend(lines, ref, trivial))


def _heads(frame: Frame, heads: Heads) -> Iterator[str]:
    yield text(0, 16, heads.names, "eje")
    yield text(frame.left, 16, heads.less)
    yield text(frame.end, 16, heads.more, "", "end")
    yield text(WIDTH, 16, heads.figures, "eje", "end")


def _ground(frame: Frame, ref: float | None, trivial: float | None) -> Iterator[str]:
    if trivial is not None:
        left, right = frame.px(-trivial), frame.px(trivial)
        yield f'<rect class="sombra" x="{left:.1f}" y="{frame.top:g}" width="{right - left:.1f}" height="{frame.floor - frame.top:.1f}"/>'
    yield from (frame.upright(tick, "tk") for tick in frame.x.ticks)
    if ref is not None:
        yield frame.upright(ref)
    yield from _ticks(frame, ref)


def _ticks(frame: Frame, ref: float | None) -> Iterator[str]:
    """The labels that have room, that of no difference before the others."""
    taken: list[tuple[float, float]] = []
    for tick in sorted(frame.x.ticks, key=lambda tick: tick != ref):
        words, x = frame.x.fmt(tick), frame.px(tick)
        half = (len(words) + 1) * letter() / 2
        if all(abs(x - other) >= half + wide for other, wide in taken):
            taken.append((x, half))
            yield text(x, frame.floor + 20, words, anchor="middle")


def _block(x: float, middle: float, lines: Sequence[str], anchor: str) -> Iterator[str]:
    top = middle - LINE * len(lines) / 2
    return (text(x, top + LINE * (i + 1) - 4, words, "fila halo", anchor) for i, words in enumerate(lines))


def _marks(frame: Frame, one: Comparison, y: float) -> Iterator[str]:
    """An end beyond the axis gets an arrow: nobody should read the edge of the picture as the edge of the doubt."""
    if one.value is None:
        return
    line, mark = INKS[one.kind]
    if one.low is not None and one.high is not None:
        low, high = frame.px(one.low), frame.px(one.high)
        yield f'<path class="{line}" d="M{low:.1f} {y:.1f}H{high:.1f}"/>'
        if one.low < frame.x.low:
            yield f'<path class="bigote" d="M{low + 7:.1f} {y - 6:.1f}l-7 6l7 6"/>'
        if one.high > frame.x.high:
            yield f'<path class="bigote" d="M{high - 7:.1f} {y - 6:.1f}l7 6l-7 6"/>'
    x = frame.px(one.value)
    yield circle(x, y, 6, mark) if one.kind == "duda" else diamond(x, y, 7, mark)


def _legend(lines: Sequence[Comparison], ref: float | None, trivial: float | None) -> tuple[Key, ...]:
    plain = _("cifra y su intervalo del 95 %") if any(one.low is not None for one in lines if not one.kind) else _("Cifra")
    words = {"ayuda": _("Ayuda"), "frena": _("Dificulta"), "duda": _("Todavía no lo sabemos"), "": plain}
    keys = []
    for kind in (kind for kind in words if any(one.kind == kind and one.value is not None for one in lines)):
        line, mark = INKS[kind]
        shape = circle(16, 9, 6, mark) if kind == "duda" else diamond(16, 9, 7, mark)
        keys.append(key(f'<path class="{line}" d="M1 9h30"/>{shape}', words[kind]))
    if ref is not None:
        keys.append(line_key("ref", _("igual")))
    if trivial is not None:
        keys.append(box_key("sombra", _("diferencias que nadie nota")))
    return tuple(keys)
