"""Estimates with their doubt: one row of an interval plot, its axis, a bullet for money."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString

from tejido.ui.markup import drawing


def short_number(value: float) -> str:
    """A tick in the reader's language, with a real minus sign and no more decimals than it has."""
    decimals = next((d for d in range(4) if math.isclose(round(value, d), value, abs_tol=1e-9)), 4)
    return number_format(value, decimal_pos=decimals, use_l10n=True).replace("-", "−")


def position(value: float, low: float, high: float, log: bool = False) -> float:
    """Where a value lies between low and high, in per cent, kept inside the picture."""
    if log:
        value, low, high = math.log(value), math.log(low), math.log(high)
    return max(0.0, min(100.0, (value - low) / (high - low) * 100))


def track(
    est: float,
    lo: float,
    hi: float,
    dmin: float,
    dmax: float,
    ref: float | None = None,
    kind: str = "",
    log: bool = False,
    inner: tuple[float, float] | None = None,
    ticks: Sequence[float] = (),
    trivial: tuple[float, float] | None = None,
) -> SafeString:
    """One row of an interval plot. Positions in per cent, so it stretches without distorting text or marks.

    `kind`: "ayuda" (helps), "frena" (hinders), "duda" (not known yet: hollow and dashed), "" (neutral).
    `trivial`: between these a difference is too small to matter to anybody; it lies as a band behind the row.
    An end of the interval beyond the axis gets an arrow: nobody should read the edge of the picture as the edge of the doubt.
    """

    def at(value: float) -> str:
        return f"{position(value, dmin, dmax, log):.2f}%"

    parts = ['<svg class="track" aria-hidden="true" focusable="false" width="100%" height="36">']
    if trivial:
        start, end = (position(value, dmin, dmax, log) for value in trivial)
        parts.append(f'<rect class="trivial" x="{start:.2f}%" width="{end - start:.2f}%" y="0" height="36"/>')
    parts += [f'<line class="tk" x1="{at(t)}" x2="{at(t)}" y1="0" y2="36"/>' for t in ticks]
    if ref is not None:
        parts.append(f'<line class="ref" x1="{at(ref)}" x2="{at(ref)}" y1="0" y2="36"/>')
    parts.append(f'<line class="ci {kind}" x1="{at(lo)}" x2="{at(hi)}" y1="18" y2="18"/>')
    if lo < dmin:
        parts.append(f'<path class="beyond {kind}" d="M9 10 1 18l8 8"/>')
    if hi > dmax:
        parts.append(f'<svg x="100%" y="0" overflow="visible"><path class="beyond {kind}" d="M-9 10l8 8-8 8"/></svg>')
    if inner:
        parts.append(f'<line class="ci50 {kind}" x1="{at(inner[0])}" x2="{at(inner[1])}" y1="18" y2="18"/>')
    if kind == "duda":
        parts.append(f'<circle class="pt {kind}" cx="{at(est)}" cy="18" r="6.5"/>')
    else:
        diamond = f'<rect class="pt {kind}" x="-7" y="-7" width="14" height="14" transform="rotate(45)"/>'
        parts.append(f'<svg x="{at(est)}" y="18" overflow="visible">{diamond}</svg>')
    return drawing([*parts, "</svg>"])


def axis(
    ticks: Sequence[float],
    dmin: float,
    dmax: float,
    log: bool = False,
    fmt: Callable[[float], str] = short_number,
    ref: float | None = None,
) -> SafeString:
    """The scale above a column of tracks."""
    parts = ['<svg class="axis" aria-hidden="true" focusable="false" width="100%" height="26">']
    for tick, x, anchor in _with_room([(tick, position(tick, dmin, dmax, log), fmt(tick)) for tick in ticks], ref):
        strong = ' class="b"' if ref is not None and tick == ref else ""
        parts.append(f'<text{strong} x="{x:.2f}%" y="18" text-anchor="{anchor}">{escape(fmt(tick))}</text>')
    return drawing([*parts, "</svg>"])


CHARACTER = 2.9  # per cent of a narrow picture (about 280 px) that one character of a label takes


def _with_room(labels: Sequence[tuple[float, float, str]], ref: float | None) -> list[tuple[float, float, str]]:
    """(tick, position, anchor) of the labels that do not touch: that of no difference first, then the ends, then the rest."""
    ends = {labels[0][0], labels[-1][0]} if labels else set()
    taken: list[tuple[float, float]] = []
    kept: list[tuple[float, float, str]] = []
    for tick, x, text in sorted(labels, key=lambda label: (label[0] != ref, label[0] not in ends)):
        anchor, share = ("start", 0.0) if x < 4 else ("end", 1.0) if x > 96 else ("middle", 0.5)
        width = CHARACTER * (len(text) + 1)
        start = x - share * width
        if all(start >= other_end or start + width <= other for other, other_end in taken):
            taken.append((start, start + width))
            kept.append((tick, x, anchor))
    return sorted(kept, key=lambda label: label[1])


def spread(values: Sequence[float], most: int = 5) -> list[float]:
    """Round tick values that cover these numbers: 1, 2 or 5 times a power of ten, at most about `most` of them."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / max(1, most - 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(k * step, 10) for k in range(first, last + 1)]


def bullet(spent: float, committed: float, time: float) -> SafeString:
    """Money against time, in per cent of the whole."""
    return drawing([
        '<svg class="bullet" aria-hidden="true" focusable="false" width="100%" height="30"><rect class="b0" x="0" y="8" width="100%" height="14"/>'
        f'<rect class="b2" x="0" y="8" width="{min(100, spent + committed):.1f}%" height="14"/>'
        f'<rect class="b1" x="0" y="8" width="{min(100, spent):.1f}%" height="14"/>'
        f'<line class="now" x1="{time:.1f}%" x2="{time:.1f}%" y1="2" y2="28"/></svg>'
    ])


@dataclass(frozen=True)
class Scale:
    """The shared axis of an interval table."""

    low: float
    high: float
    ticks: tuple[float, ...]
    ref: float | None = None
    log: bool = False
    ref_label: str = ""

    @classmethod
    def around(cls, values: Iterable[float], ref: float | None = None, log: bool = False, ref_label: str = "") -> "Scale":
        """An axis that holds these estimates and limits, and the line of no difference."""
        known = [v for v in (*values, *(() if ref is None else (ref,))) if math.isfinite(v) and (v > 0 or not log)]
        if not known:
            known = [0.5, 2.0] if log else [-1.0, 1.0]
        if log:
            first, last = math.floor(math.log2(max(min(known), 1 / 64))), math.ceil(math.log2(min(max(known), 64)))
            every = max(1, math.ceil((last - first) / 6))
            ticks = tuple(2.0**k for k in range(first, last + 1) if k % every == 0) or (1.0,)
            return cls(2.0**first * 0.92, 2.0**last * 1.09 if last > first else 2.0 ** (first + 1), ticks, ref, log, ref_label)
        ticks = tuple(spread(known))
        return cls(ticks[0], ticks[-1], ticks, ref, log, ref_label)
