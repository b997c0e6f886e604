"""The squares of a hundred people as one picture, for whoever takes it away."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tejido.impact.reading.hundred import Square, hundred_of
from tejido.impact.reading.plots.source import Plot, Source
from tejido.ui.charts.people import OfHundred, hundreds


def hundred_plots(source: Source) -> Iterator[Plot]:
    """Both squares, where the page has them."""
    if found := hundred_of(source.document, source.plan):
        yield Plot("hundred", found.key, found.title, hundreds([_group(square) for square in found.squares]))


def _group(square: Square) -> OfHundred:
    how_many = _("%(n)s de 100") % {"n": square.count}
    doubt = _("Probablemente entre %(low)s y %(high)s.") % {"low": square.low, "high": square.high}
    return OfHundred(square.group, *square.exact, (how_many, doubt), square.kind)
