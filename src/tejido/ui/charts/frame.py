"""The ground on which charts stand: axes with round ticks, grid, and where a value lies."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tejido.ui.charts.intervals import Scale, short_number
from tejido.ui.charts.picture import WIDTH, cut, letter, of_hundred, points_of, text

Point = tuple[float, float]
MANY = 8  # rows; more of them stand closer
BESIDE = 176.0  # room for the words of a row beside its marks


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, with ticks; on a logarithmic one equal ratios are equally far apart."""

    low: float
    high: float
    ticks: tuple[float, ...]
    label: str = ""
    log: bool = False
    fmt: Callable[[float], str] = short_number

    @classmethod
    def over(
        cls,
        values: Iterable[float],
        label: str = "",
        *,
        zero: bool = False,
        log: bool = False,
        fmt: Callable[[float], str] = short_number,
        most: int = 6,
    ) -> Axis:
        """An axis with round ends that holds these values, and zero if asked."""
        known = [v for v in values if math.isfinite(v)]
        if log:
            scale = Scale.around(known, ref=1.0, log=True)
            return cls(scale.low, scale.high, scale.ticks, label, True, fmt)
        known = [*known, 0.0] if zero or not known else known
        ticks = round_ticks(min(known), max(known), most)
        return cls(ticks[0], ticks[-1], ticks, label, False, fmt)

    def share(self, value: float) -> float:
        """Where a value lies between the ends, 0 to 1; what is beyond lies at the end."""
        low, high = self.low, self.high
        if self.log:
            value, low, high = math.log(max(value, 1e-12)), math.log(low), math.log(high)
        return max(0.0, min(1.0, (value - low) / (high - low)))


def hundred_axis(label: str = "", high: float = 1.0) -> Axis:
    """Shares from nobody to everybody, or to less where nothing comes near."""
    ticks = round_ticks(0.0, min(1.0, high), 6)
    return Axis(0.0, ticks[-1], ticks, label, False, of_hundred)


def round_ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """The finest row of round numbers that covers both ends with at most `most` of them (four at least where the ends are far apart)."""
    if high <= low:
        low, high = low - abs(low or 1) / 2, high + abs(low or 1) / 2
    power = 10 ** math.floor(math.log10((high - low) / most))
    for step in (m * power for m in (1, 2, 2.5, 5, 10, 20) if m != 2.5 or power != 1):
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            break
    return tuple(round(k * step, 10) for k in range(first, last + 1))


@dataclass(frozen=True)
class Frame:
    """The field of a chart within its picture; y grows upwards."""

    x: Axis
    y: Axis
    height: float = 300.0
    left: float = 62.0
    right: float = 16.0
    top: float = 34.0
    bottom: float = 54.0
    width: float = WIDTH

    def px(self, value: float) -> float:
        return self.left + self.x.share(value) * (self.width - self.left - self.right)

    def py(self, value: float) -> float:
        return self.top + (1 - self.y.share(value)) * (self.height - self.top - self.bottom)

    @property
    def floor(self) -> float:
        return self.height - self.bottom

    @property
    def end(self) -> float:
        return self.width - self.right

    def ground(self, *, grid: bool = True) -> list[str]:
        """Grid, labels of the ticks that have room, and the words of both axes: y above its axis, x below."""
        parts = [f'<path class="tk" d="M{self.left:g} {self.py(t):.1f}H{self.end:g}"/>' for t in self.y.ticks if grid]
        parts += [text(self.left - 7, self.py(t) + 5, self.y.fmt(t), anchor="end") for t in self._rows()]
        parts += [text(self.px(t), self.floor + 20, self.x.fmt(t), anchor=anchor) for t, anchor in self._columns()]
        if self.y.label:
            parts.append(text(0, 16, self.y.label, "eje"))
        if self.x.label:
            parts.append(text(self.end, self.height - 8, self.x.label, "eje", "end"))
        return parts

    def _rows(self) -> list[float]:
        kept: list[float] = []
        for tick in self.y.ticks:
            if all(abs(self.py(tick) - self.py(other)) >= 22 for other in kept):
                kept.append(tick)
        return kept

    def _columns(self) -> list[tuple[float, str]]:
        """Ticks of x whose labels do not touch even in the largest letters."""
        kept: list[tuple[float, str]] = []
        taken = -1e9
        for tick in self.x.ticks:
            width = (len(self.x.fmt(tick)) + 1) * letter()
            at, anchor = self.px(tick), "middle"
            if at + width / 2 > self.width:
                anchor, start, stop = "end", at - width, at
            else:
                start, stop = at - width / 2, at + width / 2
            if start >= taken:
                kept.append((tick, anchor))
                taken = stop
        return kept

    def places(self, values: Sequence[Point], *, steps: bool = False) -> list[Point]:
        """Points of the picture for points of the data; with steps each value holds until the next one."""
        out: list[Point] = []
        for x, y in values:
            here = (self.px(x), self.py(y))
            if steps and out:
                out.append((here[0], out[-1][1]))
            out.append(here)
        return out

    def line(self, values: Sequence[Point], css: str, *, steps: bool = False) -> str:
        return f'<polyline class="{css}" points="{points_of(self.places(values, steps=steps))}"/>'

    def band(self, lower: Sequence[Point], upper: Sequence[Point], css: str, *, steps: bool = False) -> str:
        shape = [*self.places(upper, steps=steps), *reversed(self.places(lower, steps=steps))]
        return f'<polygon class="{css}" points="{points_of(shape)}"/>'

    def across(self, value: float, css: str = "ref") -> str:
        """A level line."""
        return f'<path class="{css}" d="M{self.left:g} {self.py(value):.1f}H{self.end:g}"/>'

    def upright(self, value: float, css: str = "ref") -> str:
        return f'<path class="{css}" d="M{self.px(value):.1f} {self.top:g}V{self.floor:g}"/>'

    def whisker(self, x: float, low: float, high: float, css: str = "bigote") -> str:
        """The interval of a point, standing."""
        return f'<path class="{css}" d="M{x:.1f} {self.py(low):.1f}V{self.py(high):.1f}"/>'


@dataclass(frozen=True)
class Rows:
    """A chart of rows: each has its words on one line and its marks on the next, so that long names fit on a phone and on paper. Where there
    are many rows the words stand beside the marks, cut where they must be: the table has them whole."""

    x: Axis
    names: tuple[str, ...]
    right: float = 26.0
    top: float = 34.0
    width: float = WIDTH

    @property
    def is_close(self) -> bool:
        return len(self.names) > MANY

    @property
    def left(self) -> float:
        return BESIDE if self.is_close else 24.0

    @property
    def step(self) -> float:
        return 25.0 if self.is_close else 52.0

    @property
    def height(self) -> float:
        return self.top + self.step * len(self.names) + 34

    def px(self, value: float) -> float:
        return self.left + self.x.share(value) * (self.width - self.left - self.right)

    def py(self, row: int) -> float:
        """The middle of the marks of a row."""
        return self.top + self.step * row + (14 if self.is_close else 38)

    def ground(self, refs: Sequence[float] = ()) -> list[str]:
        foot = self.height - 28
        as_frame = Frame(replace(self.x, label=""), Axis(0, 1, ()), self.height, self.left, self.right, self.top, 28, self.width)
        parts = [f'<path class="tk" d="M{self.px(t):.1f} {self.top:g}V{foot:g}"/>' for t in self.x.ticks]
        parts += [f'<path class="ref" d="M{self.px(ref):.1f} {self.top:g}V{foot:g}"/>' for ref in refs]
        parts += as_frame.ground(grid=False)
        if self.x.label:
            parts.append(text(0, 16, self.x.label, "eje"))
        return parts

    def titles(self) -> list[str]:
        """The words of the rows, to be drawn last so that no line goes through them."""
        if self.is_close:
            return [text(0, self.py(i) + 6, cut(name, self.left - 8), "fila halo") for i, name in enumerate(self.names)]
        return [text(0, self.py(i) - 17, cut(name, self.width), "fila halo") for i, name in enumerate(self.names)]

    def segment(self, row: int, low: float, high: float, css: str = "bigote") -> str:
        return f'<path class="{css}" d="M{self.px(low):.1f} {self.py(row):.1f}H{self.px(high):.1f}"/>'
