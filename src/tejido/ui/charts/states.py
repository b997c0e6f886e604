"""Where people are over time: areas of states, and who went from which to which."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame, hundred_axis
from tejido.ui.charts.picture import WIDTH, Cell, Key, Picture, cut, drawn, key, of_hundred, plain, points_of, sentences, text, wrapped

Counts = Sequence[Sequence[int | None]]
MOST = 6
#: What tells one area from the next besides its colour: how its threads lie.
TRAMES = ("M0 0", "M0 8L8 0M-2 2L2 -2M6 10L10 6", "M0 4H8", "M4 0V8", "M0 0L8 8M-2 6L2 10M6 -2L10 2", "M1 1h2v2h-2zM5 5h2v2h-2z")


def states_over_time(
    moments: Sequence[float], states: Sequence[str], counts: Counts, *, unit: str = "", totals: Sequence[int | None] = ()
) -> Picture:
    """Stacked areas: `counts` has a row for each moment and a column for each state. What is hidden lies above, as one area without a name."""
    if len(states) > MOST:
        return _refused(
            _("Son más de %(n)s estados: la figura no se leería. La tabla los dice.") % {"n": MOST}, moments, states, counts, unit
        )
    shares = [_shares(row, totals[i] if totals else None) for i, row in enumerate(counts)]
    known = [i for i, share in enumerate(shares) if share is not None]
    if len(known) < 2:
        return _refused(_("No hay dos momentos con personas suficientes para dibujar la figura."), moments, states, counts, unit)
    has_hidden = any(share is None for i in known for share in shares[i] or ())
    first, last = min(moments), max(moments)
    aside = (last - first) * 0.08 if has_hidden else 0.0
    x = Axis(first - aside, last + aside, tuple(moments), _("Tiempo (%(unit)s)") % {"unit": unit} if unit else _("Tiempo"))
    frame = Frame(x, hundred_axis(_("De cada 100 personas")))
    trames = [_trame(i) for i in range(len(states))]
    parts = [*trames, *frame.ground(grid=False)]
    told_shares = [(moments[i], shares[i] or []) for i in known]
    parts += _columns(frame, told_shares) if has_hidden else _areas(frame, told_shares)
    told = sentences(
        _("De cada 100 personas, cuántas estaban en cada situación en cada momento."),
        *(_spoken(state, told_shares[0][1][j], told_shares[-1][1][j]) for j, state in enumerate(states)),
    )
    return Picture(drawn(parts, frame.height), told, *_table(moments, states, counts, unit), legend=_legend(states, has_hidden))


Shares = Sequence[float | None]


def _areas(frame: Frame, told: Sequence[tuple[float, Shares]]) -> list[str]:
    parts = []
    heaps = [(at, [sum(share or 0.0 for share in shares[:j]) for j in range(len(shares) + 1)]) for at, shares in told]
    for j in range(len(heaps[0][1]) - 1):
        lower, upper = [(at, heap[j]) for at, heap in heaps], [(at, heap[j + 1]) for at, heap in heaps]
        parts += [frame.band(lower, upper, f"area st{j + 1}"), _woven(frame, lower, upper, j)]
    return parts


def _columns(frame: Frame, told: Sequence[tuple[float, Shares]]) -> list[str]:
    """Where something is hidden nothing may lead from one moment to the next: a column for each, what is hidden lying on top of it."""
    parts = []
    apart = min([frame.px(b) - frame.px(a) for (a, _x), (b, _y) in itertools.pairwise(told)])
    half = min(26.0, apart * 0.42)
    for at, shares in told:
        middle = frame.px(at)
        heap = 0.0
        for j, share in enumerate(shares):
            if share:
                top, tall = frame.py(heap + share), frame.py(heap) - frame.py(heap + share)
                place = f'x="{middle - half:.1f}" y="{top:.1f}" width="{2 * half:.1f}" height="{tall:.1f}"'
                parts += [f'<rect class="area st{j + 1}" {place}/>', f'<rect fill="url(#trama-{j + 1})" {place}/>']
                heap += share
        if any(share is None for share in shares):
            tall = frame.py(heap) - frame.py(1.0)
            parts.append(
                f'<rect class="area oculta" x="{middle - half:.1f}" y="{frame.py(1.0):.1f}" width="{2 * half:.1f}" height="{tall:.1f}"/>'
            )
    return parts


def _shares(row: Sequence[int | None], total: int | None) -> Shares | None:
    """Shares of one moment; None where the whole is not known."""
    whole = sum(n for n in row if n is not None) if all(n is not None for n in row) else total
    return None if not whole else [None if n is None else n / whole for n in row]


def _trame(i: int) -> str:
    return f'<pattern id="trama-{i + 1}" width="8" height="8" patternUnits="userSpaceOnUse"><path class="hebra" d="{TRAMES[i]}"/></pattern>'


def _woven(frame: Frame, lower: Sequence[tuple[float, float]], upper: Sequence[tuple[float, float]], i: int) -> str:
    shape = [*frame.places(upper), *reversed(frame.places(lower))]
    return f'<polygon fill="url(#trama-{i + 1})" points="{points_of(shape)}"/>'


def _legend(states: Sequence[str], has_hidden: bool) -> tuple[Key, ...]:
    """From the top of the heap downwards, as the eye meets them."""
    keys = [
        key(
            f'{_trame(i)}<rect class="area st{i + 1}" x="2" y="1" width="28" height="16"/><rect fill="url(#trama-{i + 1})" x="2" y="1" width="28" height="16"/>',
            state,
        )
        for i, state in enumerate(states)
    ]
    if has_hidden:
        keys.append(key('<rect class="area oculta" x="2" y="1" width="28" height="16"/>', _("no se muestra")))
    return tuple(reversed(keys))


def _spoken(state: str, first: float | None, last: float | None) -> str:
    values = {"state": state, "first": "▒" if first is None else of_hundred(first), "last": "▒" if last is None else of_hundred(last)}
    return _("%(state)s: %(first)s al comienzo, %(last)s al final.") % values


def _table(
    moments: Sequence[float], states: Sequence[str], counts: Counts, unit: str
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    head = (_("Tiempo (%(unit)s)") % {"unit": unit} if unit else _("Tiempo"), *states)
    return head, tuple((plain(at), *row) for at, row in zip(moments, counts, strict=True))


def _refused(reason: str, moments: Sequence[float], states: Sequence[str], counts: Counts, unit: str) -> Picture:
    return Picture(drawn([], 1), "", *_table(moments, states, counts, unit), refused=reason)


def transitions(before: Sequence[str], after: Sequence[str], counts: Counts) -> Picture:
    """Who went from each state to which: a table whose fields are the darker the more of a row they hold; a hidden field is hatched."""
    head, rows = (_("Antes"), *after), tuple((state, *row) for state, row in zip(before, counts, strict=True))
    if len(after) > MOST:
        return Picture(
            drawn([], 1), "", head, rows, refused=_("Son más de %(n)s estados: la figura no se leería. La tabla los dice.") % {"n": MOST}
        )
    if all(n is None for row in counts for n in row):
        return Picture(drawn([], 1), "", head, rows, refused=_("No se puede mostrar ninguna casilla de esta tabla, para proteger a las personas."))
    wide = WIDTH / len(after)
    tops = [wrapped(state, wide - 6) for state in after]
    top = 24.0 + 20 * max(len(lines) for lines in tops)
    parts = [text(0, 16, _("Después →"), "eje")]
    for j, lines in enumerate(tops):
        parts += [text(wide * (j + 0.5), 40 + 20 * k, line, anchor="middle") for k, line in enumerate(lines)]
    for i, (state, row) in enumerate(zip(before, counts, strict=True)):
        y = top + 8 + 76 * i
        parts.append(text(0, y + 16, cut(_("De «%(state)s»:") % {"state": state}, WIDTH), "fila"))
        parts += [field for j, n in enumerate(row) for field in _field(wide * j, y + 24, wide, n, _whole(row))]
    steps = [
        (f"calor c{level + 1}", words) for level, words in enumerate(_("menos de 20 %|20 a 39 %|40 a 59 %|60 a 79 %|80 % o más").split("|"))
    ]
    legend = [key(f'<rect class="{css}" x="2" y="1" width="28" height="16"/>', words) for css, words in steps]
    legend.append(key('<rect class="calor oculta" x="2" y="1" width="28" height="16"/>', _("no se muestra")))
    told = _("De cada situación del comienzo, adónde fue cada 100 personas. Las cifras son personas y, debajo, su parte de la fila.")
    return Picture(drawn(parts, top + 8 + 76 * len(before)), told, head, rows, legend=tuple(legend))


def _whole(row: Sequence[int | None]) -> int | None:
    known = [n for n in row if n is not None]
    return sum(known) if len(known) == len(row) else None


def _field(x: float, y: float, wide: float, n: int | None, whole: int | None) -> list[str]:
    """Shades need the whole row: with a hidden field in it the others have no share."""
    level = "oculta" if n is None else "c0" if not whole else f"c{min(4, int(5 * n / whole)) + 1}"
    dark = " claro" if level in ("c3", "c4", "c5") else ""
    parts = [f'<rect class="calor {level}" x="{x + 1:.1f}" y="{y:.1f}" width="{wide - 2:.1f}" height="46"/>']
    parts.append(text(x + wide / 2, y + (21 if whole and n is not None else 29), "▒" if n is None else f"{n}", f"fila{dark}", "middle"))
    if whole and n is not None:
        parts.append(text(x + wide / 2, y + 40, of_hundred(round(n / whole, 2)), f"parte{dark}", "middle"))
    return parts
