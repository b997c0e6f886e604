"""What an outcome costs: how probable it is that it is worth a price, and which assumption matters most."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tejido.ui.charts.frame import Axis, Frame, Rows, hundred_axis
from tejido.ui.charts.picture import Picture, box_key, drawn, line_key, plain, sentences, shown


def acceptability(prices: Sequence[float], probable: Sequence[float], *, currency: str = "", ratio: float | None = None) -> Picture:
    """For each price that one would pay for an outcome, the probability that the programme is worth it."""
    x = Axis.over(prices, _("Precio por resultado (%(currency)s)") % {"currency": currency} if currency else _("Precio por resultado"))
    frame = Frame(
        Axis(min(prices), max(prices), tuple(t for t in x.ticks if min(prices) <= t <= max(prices)), x.label, fmt=shown_price),
        hundred_axis(_("Probabilidad de que valga la pena")),
    )
    parts = [*frame.ground(), frame.across(0.5, "igual"), frame.line(list(zip(prices, probable, strict=True)), "ln g1")]
    inside = ratio is not None and min(prices) <= ratio <= max(prices)
    if ratio is not None and inside:
        parts.append(frame.upright(ratio))
    half = _half(prices, probable)
    told = sentences(
        _("La probabilidad de que el programa valga la pena, según lo que se esté dispuesto a pagar por un resultado más."),
        _("Pasa de la mitad a partir de unos %(price)s.") % {"price": shown_price(half)}
        if half is not None
        else _("No llega a la mitad con ninguno de estos precios."),
    )
    legend = [line_key("ln g1", _("probabilidad")), line_key("igual", _("la mitad"))]
    if inside:
        legend.append(line_key("ref", _("coste de cada resultado más")))
    head = (_("Precio por resultado"), _("Probabilidad, de cada 100"))
    rows = tuple((plain(price), 100.0 * share) for price, share in zip(prices, probable, strict=True))
    return Picture(drawn(parts, frame.height), told, head, rows, legend=tuple(legend))


def _half(prices: Sequence[float], probable: Sequence[float]) -> float | None:
    """Where the drawn line crosses a half: between two prices of the plan, on the straight line that joins them."""
    points = list(zip(prices, probable, strict=True))
    if points and points[0][1] >= 0.5:
        return points[0][0]
    for (before, low), (after, high) in itertools.pairwise(points):
        if low < 0.5 <= high:
            return before + (after - before) * (0.5 - low) / (high - low)
    return None


def shown_price(price: float) -> str:
    return shown(round(price)) if abs(price) >= 100 else shown(price)


@dataclass(frozen=True)
class Assumption:
    """A line of the ledger: what is assumed, at its low and its high value, and what comes out at each."""

    name: str
    low: float
    high: float
    result_low: float
    result_high: float


def tornado(assumptions: Sequence[Assumption], base: float | None, label: str) -> Picture:
    """How far the result moves when one assumption goes from its low to its high value and the others stay; the longest bar on top.

    Where the result is told as a range only there is no `base`, and each bar goes from one end to the other."""
    ordered = sorted(assumptions, key=lambda one: -abs(one.result_high - one.result_low))
    values = [v for one in ordered for v in (one.result_low, one.result_high)] + ([] if base is None else [base])
    rows = Rows(Axis.over(values, label), tuple(one.name for one in ordered))
    parts = rows.ground()
    for i, one in enumerate(ordered):
        middle = (one.result_low + one.result_high) / 2 if base is None else base
        for result, css in ((one.result_low, "abajo"), (one.result_high, "arriba")):
            left, right = sorted((rows.px(middle), rows.px(result)))
            parts.append(f'<rect class="barra {css}" x="{left:.1f}" y="{rows.py(i) - 10:.1f}" width="{right - left:.1f}" height="20"/>')
    legend = [box_key("barra abajo", _("con el valor bajo del supuesto")), box_key("barra arriba", _("con el valor alto"))]
    if base is not None:
        parts.append(f'<path class="ref" d="M{rows.px(base):.1f} {rows.top:g}V{rows.height - 28:.1f}"/>')
        legend.append(line_key("ref", _("con los supuestos del plan: %(base)s") % {"base": shown(base)}))
    parts += rows.titles()
    told = _("Cuánto cambia el resultado si cambia un supuesto y los demás se quedan. El que más pesa: %(name)s, de %(low)s a %(high)s.")
    first = ordered[0]
    low, high = sorted((first.result_low, first.result_high))
    head = (_("Supuesto"), _("Valor bajo"), _("Valor alto"), _("Resultado con el bajo"), _("Resultado con el alto"))
    table = tuple((one.name, one.low, one.high, one.result_low, one.result_high) for one in ordered)
    return Picture(
        drawn(parts, rows.height), told % {"name": first.name, "low": shown(low), "high": shown(high)}, head, table, legend=tuple(legend)
    )
