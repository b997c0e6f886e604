"""Pictures of what an effect rests on: alikeness of the groups, unseen causes, other ways of asking, money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tejido.impact.reading.figures import RATIOS, figures_of
from tejido.impact.reading.plots.source import Plot, Source
from tejido.impact.reading.words import METHODS, estimate_label, key_of, term_label
from tejido.impact.spec import Estimate
from tejido.ui.charts.balance import Covariate, love, overlap
from tejido.ui.charts.doubt import Specification, e_value_curve, specification_curve
from tejido.ui.charts.money import Assumption, acceptability, tornado
from tejido.ui.charts.picture import shown

FEWEST_WAYS = 3


def love_plots(source: Source) -> Iterator[Plot]:
    for estimate in source.estimates:
        told = [
            Covariate(term_label(source.plan, estimate, one["term"]), one["before"], one["after"])
            for one in source.model(estimate.name).get("balance", [])
            if one["before"] is not None and one["after"] is not None
        ]
        if told:
            yield Plot("love", key_of("love", estimate.name), source.title(estimate, _("parecido de los grupos")), love(told))


def overlap_plots(source: Source) -> Iterator[Plot]:
    """One picture for each model of who takes part, however many answers rest on it."""
    drawn: list[tuple[list[int], list[int]]] = []
    for estimate in source.estimates:
        found = source.model(estimate.name).get("overlap")
        sides = _sides(source, estimate)
        if found and sides and (found["exposed"], found["reference"]) not in drawn:
            drawn.append((found["exposed"], found["reference"]))
            picture = overlap(
                found["edges"],
                found["exposed"],
                found["reference"],
                sides,
                support=(found["low"], found["high"]),
                threshold=source.threshold,
            )
            yield Plot("overlap", key_of("overlap", estimate.name), source.title(estimate, _("probabilidad de participar")), picture)


def _sides(source: Source, estimate: Estimate) -> tuple[str, str] | None:
    """The compared group and the reference by name."""
    for row in source.document["estimates"]:
        if row["name"] == estimate.name and row.get("compared") is not None:
            return source.side(estimate, row["compared"]), source.side(estimate, row["reference"])
    return None


def e_value_plots(source: Source) -> Iterator[Plot]:
    """Of the plan's first answer that has E-values; the ratio that each of them explains away is E²/(2E − 1)."""
    for estimate in source.estimates:
        row = next((row for row in source.rows(estimate.name) if row.get("role") == "exposure" and row.get("e_value")), None)
        if row is not None and row["e_value"] > 1:
            picture = e_value_curve(_explained(row["e_value"]), _explained(row.get("e_value_limit") or 1.0))
            yield Plot("e_value", key_of("e-value", estimate.name), source.title(estimate, _("una causa que no vimos")), picture)
            return


def _explained(e: float) -> float:
    return e**2 / (2 * e - 1)


def specification_plots(source: Source) -> Iterator[Plot]:
    """Three answers or more to one question on one scale."""
    asked: dict[tuple[str, str, str], dict[str, Specification]] = {}
    scales = {}
    for figure in figures_of(source.document, source.plan):
        if figure.role != "exposure" or figure.value is None or figure.low is None or figure.high is None or figure.where:
            continue
        estimate = source.named(figure.name)
        exposure = estimate.exposure.column if estimate.exposure else ""
        group = asked.setdefault((estimate.outcome.main, exposure, figure.scale), {})
        scales[(estimate.outcome.main, exposure, figure.scale)] = figure
        one = Specification(
            estimate_label(estimate), figure.value, figure.low, figure.high, _choices(estimate), estimate.name == source.plan.primary.name
        )
        group.setdefault(figure.name, one)
    for place, found in asked.items():
        if len(found) >= FEWEST_WAYS:
            figure = scales[place]
            log = figure.scale in RATIOS
            picture = specification_curve(list(found.values()), figure.unit or figure.outcome, ref=1.0 if log else 0.0, log=log)
            title = f"{capfirst(figure.outcome)} · {_('la misma pregunta de varias maneras')}"
            yield Plot("ways", key_of("ways", *place), title, picture)


def _choices(estimate: Estimate) -> tuple[str, ...]:
    return str(METHODS[estimate.method]), _("a igualdad de características") if estimate.covariates else _("sin igualar características")


def acceptability_plots(source: Source) -> Iterator[Plot]:
    for estimate in source.estimates:
        model = source.model(estimate.name)
        if len(model.get("willing") or []) > 1 and model.get("acceptable"):
            ratio = next((row["estimate"] for row in source.rows(estimate.name, "cost") if row["term"] == "cost_per_outcome"), None)
            picture = acceptability(model["willing"], model["acceptable"], ratio=ratio)
            yield Plot(
                "acceptability", key_of("acceptability", estimate.name), source.title(estimate, _("a qué precio vale la pena")), picture
            )


def tornado_plots(source: Source) -> Iterator[Plot]:
    for estimate in source.estimates:
        model = source.model(estimate.name)
        ledger: Mapping[str, Mapping[str, float]] = {entry["name"]: entry for entry in model.get("ledger", [])}
        told = []
        for sway in model.get("tornado", []):
            entry = ledger.get(sway["name"], {})
            name = _("%(name)s: de %(low)s a %(high)s") % {
                "name": _assumed(sway["name"]),
                "low": shown(entry.get("low", "")),
                "high": shown(entry.get("high", "")),
            }
            told.append(
                Assumption(
                    name if entry else _assumed(sway["name"]),
                    entry.get("low", 0.0),
                    entry.get("high", 0.0),
                    sway["at_low"],
                    sway["at_high"],
                )
            )
        if told:
            picture = tornado(told, model.get("base"), _("Valor por cada unidad invertida"))
            yield Plot("tornado", key_of("tornado", estimate.name), source.title(estimate, _("qué supuesto pesa más")), picture)


def _assumed(name: str) -> str:
    """The entries of the ledger of a social return by name."""
    names = {
        "investment": _("Inversión"), "value": _("Valor de un resultado"), "attribution": _("Parte que se debe al programa"),
        "drop_off": _("Lo que se pierde cada año"), "discount": _("Descuento"), "effect": _("Diferencia que se estimó"),
    }  # fmt: skip
    return names.get(name.rpartition(": ")[2], name)
