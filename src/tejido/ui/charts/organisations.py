"""Organisations side by side without a ranking: the funnel that size opens, and estimates drawn towards all."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tejido.ui.charts.frame import Axis, Frame, Point, Rows
from tejido.ui.charts.intervals import short_number
from tejido.ui.charts.picture import LETTER, Cell, Picture, circle, cut, diamond, drawn, key, line_key, of_hundred, sentences, shown, text

Limits = tuple[float, float]
Box = tuple[float, float, float, float]  # left, right, top, foot
BEND = 6
LONGEST_NAME = 300.0  # of a name beside its mark
SHORTEST_NAME = 150.0


@dataclass(frozen=True)
class Organisation:
    """One point of a funnel: people, its figure, the limits for its size. Whoever is too small to be named has an empty name."""

    name: str
    n: int
    value: float
    limits_95: Limits
    limits_998: Limits

    @property
    def place(self) -> str:
        """Inside both limits, beyond the narrow ones, or beyond the wide ones."""
        if not self.limits_998[0] <= self.value <= self.limits_998[1]:
            return "lejos"
        return "dentro" if self.limits_95[0] <= self.value <= self.limits_95[1] else "fuera"


@dataclass(frozen=True)
class Shrunk:
    """The effect of one organisation, drawn towards the centre by as much as chance can explain; `own` is what it showed by itself."""

    name: str
    value: float
    low: float
    high: float
    own: float | None = None


def in_order(name: str) -> str:
    """A name as it stands in the alphabet, accents aside: Álamo before Encina."""
    plain = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def funnel(organisations: Sequence[Organisation], target: float, label: str, *, fmt: Callable[[float], str] = short_number) -> Picture:
    """Figures against the number of people, with the 95 % and 99.8 % limits around the target."""
    by_size = sorted(organisations, key=lambda one: one.n)
    values = [v for one in by_size for v in (one.value, *one.limits_998)] + [target]
    x = Axis.over([one.n for one in by_size], _("Personas de la entidad"), zero=by_size[0].n < by_size[-1].n / 2)
    frame = Frame(x, Axis.over(values, label, fmt=fmt))
    parts = frame.ground(grid=False)
    for css, limits in (("limite l998", "limits_998"), ("limite l95", "limits_95")):
        for end in (0, 1):
            parts.append(frame.line(_bell([(one.n, getattr(one, limits)[end]) for one in by_size], target), css))
    parts.append(frame.across(target))
    parts += [_mark(frame.px(one.n), frame.py(one.value), one.place) for one in by_size]
    marks = [(frame.px(one.n), frame.py(one.value)) for one in by_size]
    parts += _names(frame, [(one.name, *mark) for one, mark in zip(by_size, marks, strict=True) if one.place != "dentro" and one.name], marks)
    legend = (
        key(_mark(16, 9, "dentro"), PLACES()["dentro"]),
        key(_mark(16, 9, "fuera"), PLACES()["fuera"]),
        key(_mark(16, 9, "lejos"), PLACES()["lejos"]),
        line_key("limite l95", _("límite del 95 %")),
        line_key("limite l998", _("límite del 99,8 %")),
        line_key("ref", _("todas juntas")),
    )
    return Picture(drawn(parts, frame.height), _funnel_text(by_size, target, fmt), *_funnel_table(organisations, share=fmt is of_hundred), legend=legend)


def _names(frame: Frame, named: Sequence[tuple[str, float, float]], marks: Sequence[Point]) -> list[str]:
    """Names beside their marks, on the side where neither a mark nor another name stands, whole where there is room and else shortened;
    where there is none, the table has them."""
    taken = [(x - 7, x + 7, y - 7, y + 7) for x, y in marks]
    parts = []
    for name, x, y in named:
        told = (cut(name, width) for width in (LONGEST_NAME, SHORTEST_NAME))
        found = next((place for words in told if (place := _beside(frame, words, x, y, taken))), None)
        if found is not None:
            box, part = found
            taken.append(box)
            parts.append(part)
    return parts


def _beside(frame: Frame, name: str, x: float, y: float, taken: Sequence[Box]) -> tuple[Box, str] | None:
    wide = len(name) * LETTER * 0.75
    for at, anchor, foot in ((x + 11, "start", y + 5), (x - 11, "end", y + 5), (x, "middle", y - 13), (x, "middle", y + 23)):
        start = {"start": at, "end": at - wide, "middle": at - wide / 2}[anchor]
        box = (start, start + wide, foot - 14, foot + 3)
        inside = frame.left <= box[0] and box[1] <= frame.width and box[2] >= frame.top - 14 and box[3] <= frame.floor
        if inside and not any(box[0] < b and a < box[1] and box[2] < d and c < box[3] for a, b, c, d in taken):
            return box, text(at, foot, name, "fila halo", anchor=anchor)
    return None


def _bell(limits: Sequence[Point], target: float) -> list[Point]:
    """Between two sizes a limit is as far from the target as the root of the people asks, so that the funnel bends as it should."""
    found: list[Point] = []
    for (n0, v0), (n1, v1) in itertools.pairwise(limits):
        for k in range(BEND):
            n = n0 + (n1 - n0) * k / BEND
            share = k / BEND
            found.append((n, target + ((v0 - target) * math.sqrt(n0) * (1 - share) + (v1 - target) * math.sqrt(n1) * share) / math.sqrt(n)))
    return [*found, limits[-1]]


def PLACES() -> dict[str, str]:  # noqa: N802  a table in the language in force
    return {"dentro": _("dentro de lo esperable"), "fuera": _("fuera del límite del 95 %"), "lejos": _("fuera del límite del 99,8 %")}


def _mark(x: float, y: float, place: str) -> str:
    """Each place has its own shape."""
    if place == "dentro":
        return circle(x, y, 5, "hueco")
    if place == "fuera":
        return diamond(x, y, 7, "lleno")
    return f'<path class="lleno fuerte" d="M{x:.1f} {y - 8:.1f}l8 14h-16z"/>'


def _funnel_text(organisations: Sequence[Organisation], target: float, fmt: Callable[[float], str]) -> str:
    out = sum(one.place == "lejos" for one in organisations)
    near = sum(one.place == "fuera" for one in organisations)
    return sentences(
        _("Cada señal es una entidad. Las líneas dicen cuánto puede variar una entidad de su tamaño por azar, alrededor de %(target)s.")
        % {"target": fmt(target)},
        ngettext("%(n)s entidad queda fuera del límite del 99,8 %%.", "%(n)s entidades quedan fuera del límite del 99,8 %%.", out)
        % {"n": out},
        ngettext("%(n)s más queda fuera del límite del 95 %%.", "%(n)s más quedan fuera del límite del 95 %%.", near) % {"n": near},
        _("No es una clasificación."),
    )


def _funnel_table(organisations: Sequence[Organisation], *, share: bool) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    head = (
        _("Entidad"),
        _("Personas"),
        _("De cada 100") if share else _("Cifra"),
        _("Desde (95 %)"),
        _("Hasta (95 %)"),
        _("Desde (99,8 %)"),
        _("Hasta (99,8 %)"),
        _("Dónde queda"),
    )
    named = sorted(organisations, key=lambda one: (not one.name, in_order(one.name)))
    factor = 100.0 if share else 1.0  # the table counts as the axis does
    rows: list[tuple[Cell, ...]] = []
    for one in named:
        figures = [factor * value for value in (one.value, *one.limits_95, *one.limits_998)]
        rows.append((one.name or _("entidad pequeña"), one.n, *figures, PLACES()[one.place]))
    return head, tuple(rows)


def caterpillar(organisations: Sequence[Shrunk], centre: float, label: str, *, drawn_in: bool = True) -> Picture:
    """Estimates with their intervals, one colour, in order of name; `drawn_in` says that each was moved towards all."""
    named = sorted(organisations, key=lambda one: in_order(one.name))
    values = [v for one in named for v in (one.value, one.low, one.high, one.own) if v is not None]
    rows = Rows(Axis.over([*values, centre], label), tuple(one.name for one in named))
    parts = rows.ground(refs=[centre])
    for i, one in enumerate(named):
        parts.append(rows.segment(i, one.low, one.high))
        if one.own is not None:
            parts.append(circle(rows.px(one.own), rows.py(i), 5, "hueco"))
        parts.append(diamond(rows.px(one.value), rows.py(i), 7, "lleno"))
    parts += rows.titles()
    words = _("cifra ajustada y su intervalo del 95 %") if drawn_in else _("cifra y su intervalo del 95 %")
    legend = [key(f'<path class="bigote" d="M1 9h30"/>{diamond(16, 9, 7, "lleno")}', words)]
    if any(one.own is not None for one in named):
        legend.append(key(circle(16, 9, 5, "hueco"), _("cifra propia, sin ajustar")))
    legend.append(line_key("ref", _("todas juntas")))
    head: tuple[str, ...] = (_("Entidad"), _("Cifra ajustada") if drawn_in else _("Cifra"), _("Desde"), _("Hasta"))
    told = sentences(
        _("Cada fila es una entidad, por orden alfabético: no es una clasificación. La cifra de todas juntas es %(centre)s.")
        % {"centre": shown(centre)},
        _("La de cada una se acerca a la de todas tanto como su azar aconseja.") if drawn_in else "",
    )
    table: tuple[tuple[Cell, ...], ...] = tuple((one.name, one.value, one.low, one.high) for one in named)
    if any(one.own is not None for one in named):
        head = (*head, _("Cifra propia"))
        table = tuple((*row, "" if one.own is None else one.own) for row, one in zip(table, named, strict=True))
    return Picture(drawn(parts, rows.height), told, head, table, legend=tuple(legend))
