"""Pictures of organisations side by side; of those that may be named, and never in order of their figures."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tejido.impact.reading.plots.source import Plot, Row, Source
from tejido.impact.reading.words import key_of, outcome_of
from tejido.ui.charts.intervals import short_number
from tejido.ui.charts.organisations import Organisation, Shrunk, caterpillar, funnel
from tejido.ui.charts.picture import of_hundred


def funnel_plots(source: Source) -> Iterator[Plot]:
    """Each organisation against the limits of chance; none without its limits, its size and the target."""
    for estimate in source.estimates:
        rows = [
            row for row in source.rows(estimate.name, role="organisation") if row.get("limit_95") and row.get("limit_998") and row.get("n")
        ]
        target = source.model(estimate.name).get("target")
        if len(rows) > 1 and target is not None:
            told = [
                Organisation(str(row["group"]), row["n"], row["estimate"], tuple(row["limit_95"]), tuple(row["limit_998"])) for row in rows
            ]
            share = rows[0].get("scale") == "proportion"
            picture = funnel(told, target, outcome_of(source.plan, estimate), fmt=of_hundred if share else short_number)
            yield Plot("funnel", key_of("funnel", estimate.name), source.title(estimate), picture)


def caterpillar_plots(source: Source) -> Iterator[Plot]:
    """Estimates of organisations with their intervals, around that of all."""
    for estimate in source.estimates:
        rows = [row for row in source.rows(estimate.name, role="organisation") if row.get("low") is not None]
        whole = [row for row in source.rows(estimate.name) if row.get("role") in ("centre", "exposure")]
        if len(rows) > 1 and whole:
            scale = 100.0 if rows[0].get("scale") == "proportion" else 1.0
            told = [_shrunk(row, scale) for row in rows]
            label = _("De cada 100 personas") if scale > 1 else outcome_of(source.plan, estimate)
            picture = caterpillar(told, scale * whole[0]["estimate"], label, drawn_in=rows[0]["term"] == "shrunken")
            yield Plot("organisations", key_of("organisations", estimate.name), source.title(estimate), picture)


def _shrunk(row: Row, scale: float) -> Shrunk:
    own = row.get("own")
    return Shrunk(str(row["group"]), scale * row["estimate"], scale * row["low"], scale * row["high"], None if own is None else scale * own)
