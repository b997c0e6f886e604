"""The plots of an answer document: one registry, kind → what draws it. Desk, public page, CSV and PDF all begin here.

A kind draws what it finds in the document and nothing where it finds nothing; so a part that the disclosure rules keep back is no
picture either. A new plot is a function of `ui.charts`, a reader here, and its line in `KINDS`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from tejido.impact.reading.plots.bounds import bounds_plots, control_plots
from tejido.impact.reading.plots.effects import (
    acceptability_plots,
    e_value_plots,
    love_plots,
    overlap_plots,
    specification_plots,
    tornado_plots,
)
from tejido.impact.reading.plots.forests import forest_plots
from tejido.impact.reading.plots.hundreds import hundred_plots
from tejido.impact.reading.plots.organisations import caterpillar_plots, funnel_plots
from tejido.impact.reading.plots.persons import change_plots, flow_plots, state_plots, transition_plots
from tejido.impact.reading.plots.source import Plot, Source
from tejido.impact.reading.plots.times import course_plots, event_plots, period_plots, run_plots
from tejido.impact.reading.plots.withheld import in_every_language, withheld_from, withheld_plots
from tejido.impact.spec import Plan
from tejido.ui.charts.picture import on_paper

__all__ = ["KINDS", "Plot", "flow_of", "plot_named", "plots_of", "withheld_of"]

#: In the order in which a page shows them; what people want to see before what statisticians ask.
KINDS: dict[str, Callable[[Source], Iterator[Plot]]] = {
    "events": event_plots,
    "course": course_plots,
    "runs": run_plots,
    "periods": period_plots,
    "states": state_plots,
    "transitions": transition_plots,
    "change": change_plots,
    "organisations": caterpillar_plots,
    "funnel": funnel_plots,
    "bounds": bounds_plots,
    "controls": control_plots,
    "acceptability": acceptability_plots,
    "tornado": tornado_plots,
    "ways": specification_plots,
    "love": love_plots,
    "overlap": overlap_plots,
    "e_value": e_value_plots,
}


def plots_of(document: Mapping[str, Any], plan: Plan | None = None) -> list[Plot]:
    """Every picture that this document bears, and a sentence for each that was withheld; the way of the people through the study stands apart (`flow_of`)."""
    source = Source.of(document, plan)
    return [*_drawn(source), *withheld_plots(source)]


def _drawn(source: Source) -> list[Plot]:
    """Two pictures of one title are numbered: a reader, and a screen reader, tells them apart."""
    found: list[Plot] = []
    for plot in (plot for reader in KINDS.values() for plot in reader(source)):
        same = sum(plot.title == one.title or one.title.startswith(f"{plot.title} (") for one in found)
        found.append(replace(plot, title=f"{plot.title} ({same + 1})") if same else plot)
    return found


def withheld_of(exact: Mapping[str, Any], protected: Mapping[str, Any], plan: Plan | None = None) -> list[dict[str, Any]]:
    """The pictures of an exact document that the protected one does not bear, by kind, key and title in every language."""
    source = Source.of(exact, plan)
    told, shown = _drawn(source), _drawn(Source.of(protected, plan))
    if {plot.key for plot in told} <= {plot.key for plot in shown}:
        return []
    return withheld_from(told, shown, in_every_language(lambda: {plot.key: plot.title for plot in _drawn(source)}))


def flow_of(document: Mapping[str, Any], plan: Plan | None = None) -> Plot | None:
    """From those enrolled to those analysed, beside the table of the same."""
    return next(flow_plots(Source.of(document, plan)), None)


def plot_named(document: Mapping[str, Any], key: str, plan: Plan | None = None) -> Plot | None:
    """The picture with this key as a file has it: one of those above, the way of the people, a table of intervals drawn, or the squares of a hundred people."""
    source = Source.of(document, plan)
    with on_paper():
        found = chain(plots_of(document, source.plan), flow_plots(source), forest_plots(source), hundred_plots(source))
        return next((plot for plot in found if plot.key == key), None)
