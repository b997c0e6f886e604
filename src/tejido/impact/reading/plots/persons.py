"""Pictures of people: who was counted, where they are, where they went, who changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from tejido.impact.reading.people import Attrition, attrition_of
from tejido.impact.reading.plots.source import Plot, Row, Source
from tejido.impact.reading.words import key_of
from tejido.ui.charts.change import GROUPS, Field, four_groups, jacobson
from tejido.ui.charts.consort import Branch, attrition_flow
from tejido.ui.charts.flows import flows
from tejido.ui.charts.states import states_over_time, transitions


def flow_plots(source: Source) -> Iterator[Plot]:
    """From those enrolled to those analysed."""
    attrition = attrition_of(source.document, source.plan)
    if attrition is not None:
        whole, *arms = [_branch(attrition, i) for i in range(len(attrition.columns))]
        arms = [replace(arm, steps=(arm.steps[0], arm.steps[-1])) for arm in arms]
        yield Plot("flow", "flow", _("Quiénes participaron y quiénes faltan"), attrition_flow(whole, arms))


def _branch(attrition: Attrition, i: int) -> Branch:
    steps = tuple((step.label, step.counts[i].number) for step in attrition.steps if not step.is_loss)
    lost = tuple((step.label, step.counts[i].number) for step in attrition.steps if step.is_loss)
    return Branch(attrition.columns[i], steps, lost)


def state_plots(source: Source) -> Iterator[Plot]:
    """Areas of states over the interviews, for each group of which the tables tell."""
    for estimate in source.estimates:
        tables = source.tables(estimate.name, "states")
        for group in dict.fromkeys(row for table in tables for row in table["rows"]):
            told = [(float(table["wave"]), table, list(table["rows"]).index(group)) for table in tables if group in table["rows"]]
            moments = [at for at, _table, _i in told]
            counts = [table["counts"][i] for _at, table, i in told]
            totals = [table["row_totals"][i] if table.get("row_totals") else None for _at, table, i in told]
            side = source.side(estimate, group)
            picture = states_over_time(moments, told[0][1]["columns"], counts, unit=_("entrevista"), totals=totals)
            yield Plot("states", key_of("states", estimate.name, group), source.title(estimate, side), picture)


def transition_plots(source: Source) -> Iterator[Plot]:
    """Who went from which state to which between two interviews: a table of shades, and streams where all are wide enough."""
    for estimate in source.estimates:
        for i, table in enumerate(source.tables(estimate.name, "transition")):
            step = _("entrevistas %(wave)s") % {"wave": table["wave"]} if table.get("wave") else ""
            title = " · ".join(part for part in (source.outcome(estimate), step, _group(source, estimate.name, table)) if part)
            picture = transitions(table["rows"], table["columns"], table["counts"])
            streams = flows(table["rows"], table["columns"], table["counts"], threshold=source.threshold)
            if streams.refused and not picture.refused:
                picture = replace(picture, text=f"{picture.text} {_('Los caminos no se dibujan: alguno tiene pocas personas.')}")
            yield Plot("transitions", key_of("transitions", estimate.name, i), title, picture)
            if not streams.refused:
                yield Plot("flows", key_of("flows", estimate.name, i), f"{title} · {_('caminos')}", streams)


def _group(source: Source, name: str, table: Row) -> str:
    group = table.get("group") or str(table["name"]).rpartition(".")[2]
    return source.side(source.named(name), group)


def change_plots(source: Source) -> Iterator[Plot]:
    """Recovered, improved, unchanged and deteriorated of each group; before against after where there are enough people in a field."""
    for estimate in source.estimates:
        for table in source.tables(estimate.name, "change"):
            for group, counts in zip(table["rows"], table["counts"], strict=True):
                rows = [
                    row
                    for row in source.rows(estimate.name, "proportion", group=group)
                    if row.get("category") in GROUPS and row.get("low") is not None
                ]
                intervals = {row["category"]: (row["low"], row["high"]) for row in rows}
                picture = four_groups(dict(zip(table["columns"], counts, strict=True)), intervals)
                yield Plot("change", key_of("change", estimate.name, group), source.title(estimate, source.side(estimate, group)), picture)
        model = source.model(estimate.name)
        if model.get("fields"):
            fields = [Field(*cell) for cell in model["fields"]["cells"]]
            better = estimate.outcome.direction != "lower_is_better"
            cut_off = model.get("cut_off")
            picture = jacobson(
                fields,
                model["fields"]["size"],
                reliable=model["reliable"],
                cutoff=cut_off,
                higher_is_better=better,
                threshold=source.threshold,
            )
            yield Plot("fields", key_of("fields", estimate.name), source.title(estimate, _("al comienzo y al final")), picture)
