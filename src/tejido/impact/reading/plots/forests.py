"""The tables of intervals of a page as pictures, for whoever takes one away."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tejido.impact.reading.forest import Forest, Line, forests_of, levels_of, tick_text
from tejido.impact.reading.plots.source import Plot, Source
from tejido.ui.charts.forest import Comparison, Heads, forest
from tejido.ui.charts.frame import Axis
from tejido.ui.charts.picture import Cell, Picture


def forest_plots(source: Source) -> Iterator[Plot]:
    """One picture for each table of intervals, under the key that the table has; a table without any figure is none."""
    for one in (*forests_of(source.document, source.plan), *levels_of(source.document, source.plan)):
        if one.has_figures:
            yield Plot("forest", one.key, one.name, _drawn(one))


def _drawn(one: Forest) -> Picture:
    lines = [line for group in one.groups for line in group.lines]
    has_events = any(line.figure.events is not None for line in lines)
    first = _("Qué se compara") if one.is_answer else _("Grupo")
    table = (first, capfirst(one.unit or one.title), _("Desde"), _("Hasta"), _("Personas"), *([_("Sucesos")] if has_events else []))
    heads = Heads(first, one.less, one.more, capfirst(one.unit), table)
    axis = Axis(one.low, one.high, one.ticks, "", one.is_log, lambda tick: tick_text(tick, one.ref))
    told = " ".join(f"{line.label}: {' '.join(_said(line))}." for line in lines)
    return forest([_compared(line, has_events) for line in lines], axis, told, heads, ref=one.ref, trivial=one.trivial)


def _compared(line: Line, has_events: bool) -> Comparison:
    figure = line.figure
    events: tuple[Cell, ...] = ("" if figure.events is None else figure.events,) if has_events else ()
    kind = figure.kind if line.svg else ""
    return Comparison(line.label, figure.value if line.svg else None, figure.low, figure.high, _said(line), kind, (figure.people, *events))


def _said(line: Line) -> tuple[str, ...]:
    figure = line.figure
    if not line.svg:
        return (figure.note.rstrip("."),)
    return (figure.estimate, *([f"({figure.interval})"] if figure.interval else []))
