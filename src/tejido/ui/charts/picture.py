"""A chart whole: the picture, its sentence for those who do not see it, the key of its marks, and the table that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString

from tejido.ui.markup import drawing

HIDDEN = "▒"
LONG = 12  # rows; a longer table has a box of its own to scroll in
WIDTH = 480.0  # of every picture, in its own units; letters are 13 to 20 of them (tejido.css), more on a narrow screen
LETTER = 10.6  # the widest that a sign of the largest letters is, on average
LETTER_ON_PAPER = 7.2  # the same in a file, where letters are of one size on every screen

_letter: ContextVar[float] = ContextVar("letter", default=LETTER)

#: A cell of the table: words, a number, or None where it may not be shown. An empty word says that there is nothing to tell.
Cell = str | float | int | None


@dataclass(frozen=True)
class Key:
    """A mark as it looks in the picture, and what it means."""

    svg: SafeString
    words: str


@dataclass(frozen=True)
class Picture:
    """`svg` is empty where nothing may be drawn, and then `refused` says why. `text` is the alternative of the picture; `rows` hold what is drawn."""

    svg: SafeString
    text: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    legend: tuple[Key, ...] = ()
    refused: str = ""

    @property
    def is_drawn(self) -> bool:
        return bool(self.svg) and not self.refused

    @property
    def heads(self) -> list[tuple[str, bool]]:
        """The names of the columns after the first, and whether they hold numbers."""
        columns = [[row[i] for row in self.rows] for i in range(1, len(self.head))]
        return [(label, any(not isinstance(cell, str) for cell in column)) for label, column in zip(self.head[1:], columns, strict=True)]

    @property
    def cells(self) -> list[tuple[str, list[tuple[str, str, bool, bool]]]]:
        """The table as text: the name of each row, and (column, words, hidden, number) of its other cells."""
        heads = self.heads
        return [
            (shown(row[0]), [(label, shown(cell), cell is None, number) for (label, number), cell in zip(heads, row[1:], strict=True)])
            for row in self.rows
        ]

    @property
    def is_long(self) -> bool:
        return len(self.rows) > LONG

    @property
    def has_hidden(self) -> bool:
        return any(cell is None for row in self.rows for cell in row)


def shown(cell: Cell) -> str:
    """A cell as people read it: three figures that one can hold, a real minus sign."""
    if cell is None:
        return HIDDEN
    if isinstance(cell, str):
        return cell
    size = abs(cell)
    places = 0 if isinstance(cell, int) or size >= 100 else 1 if size >= 10 else 2
    rounded = round(float(cell), places) + 0.0
    return number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=size >= 10_000).replace("-", "−")


def plain(value: float) -> float | int:
    """A moment or a score: a whole number without places."""
    return int(value) if float(value).is_integer() else value


def of_hundred(share: float) -> str:
    """A share as it stands at an axis."""
    return f"{number_format(round(100 * share, 1), decimal_pos=0 if round(1000 * share) % 10 == 0 else 1, use_l10n=True)} %".replace(
        "-", "−"
    )


def drawn(parts: Iterable[str], height: float, width: float = WIDTH, css: str = "") -> SafeString:
    """The picture from its parts; it stretches with the page, and the table below it is what screen readers get."""
    head = f'<svg class="gf {css}" aria-hidden="true" focusable="false" viewBox="0 0 {width:g} {height:g}">'
    return drawing([head, *parts, "</svg>"])


def key(mark: str, words: str) -> Key:
    """An entry of the legend; `mark` is drawn in a field of 32 by 18."""
    return Key(
        drawing([f'<svg class="gf llave" aria-hidden="true" focusable="false" viewBox="0 0 32 18" width="32" height="18">{mark}</svg>']),
        words,
    )


def line_key(css: str, words: str) -> Key:
    return key(f'<path class="{css}" d="M1 9h30"/>', words)


def box_key(css: str, words: str) -> Key:
    return key(f'<rect class="{css}" x="2" y="2" width="28" height="14"/>', words)


def text(x: float, y: float, words: Any, css: str = "", anchor: str = "start") -> str:
    return f'<text class="{css}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def letter() -> float:
    """How wide a sign may be in what is being drawn."""
    return _letter.get()


@contextmanager
def on_paper() -> Iterator[None]:
    """What is drawn within is for a file, whose letters do not grow on a narrow screen: there is room for longer names."""
    before = _letter.set(LETTER_ON_PAPER)
    try:
        yield
    finally:
        _letter.reset(before)


def cut(words: str, width: float) -> str:
    """Words that fit into so many units even with the largest letters; the table has them whole."""
    most = max(3, int(width / letter()))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def wrapped(words: str, width: float, most: int = 3) -> list[str]:
    """Words on as many lines as they need, at most `most`."""
    lines: list[str] = []
    for word in words.split():
        if lines and (len(lines[-1]) + 1 + len(word)) * letter() <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(cut(word, width))
    return lines if len(lines) <= most else [*lines[: most - 1], cut(f"{lines[most - 1]} …", width)]


def sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def listed_names(names: Sequence[str]) -> str:
    return ", ".join(f"«{name}»" for name in names)


def diamond(x: float, y: float, half: float, css: str) -> str:
    return f'<path class="{css}" d="M{x:.1f} {y - half:.1f}l{half:g} {half:g}l-{half:g} {half:g}l-{half:g} -{half:g}z"/>'


def circle(x: float, y: float, radius: float, css: str) -> str:
    return f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'


def points_of(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
