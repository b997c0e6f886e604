"""Every line of results as people read it: the interval before the p value, and a reason where there is no number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.hidden import HIDDEN, hidden_text
from tejido.impact.numbers import digits_for, written, written_p
from tejido.impact.reading.words import (
    estimate_label,
    estimate_of,
    moment_text,
    outcome_of,
    plan_of_document,
    side_label,
    term_label,
    time_unit_of,
    unit_of,
)
from tejido.impact.refusals import refusal_text
from tejido.impact.sentences.costs import NO_PRICE, cost_unit
from tejido.impact.spec import Estimate, Plan

RATIOS = ("log_odds", "log_hazard", "log_rate", "log_risk", "log_hazard_odds")
SHARES = ("proportion", "risk_difference", "survival", "cumulative_incidence", "hazard", "period_survival")
#: Kinds of error that have no name of their own in textbooks.
ERRORS = {
    "wild_bootstrap": gettext_lazy("remuestreo por entidades"),
    "cluster": gettext_lazy("por entidades"),
    "person": gettext_lazy("por persona"),
    "stacked": gettext_lazy("contando con lo que se estimó antes"),
    "fixed_weights": gettext_lazy("con los pesos como conocidos"),
    "model": gettext_lazy("del modelo"),
    "influence": gettext_lazy("por funciones de influencia"),
    "classical": gettext_lazy("clásico"),
    "wald": gettext_lazy("clásico"),
    "hartung_knapp": gettext_lazy("Hartung y Knapp"),
    "hartung_knapp_at_least_wald": gettext_lazy("Hartung y Knapp, nunca menor que el clásico"),
}
#: Scales on which less is more: time spent waiting for what is wished.
TURNED = ("waiting",)


@dataclass(frozen=True)
class Figure:
    """One line. `value`, `low` and `high` are on the scale that people read: ratios, people of every hundred, or the unit itself."""

    name: str
    title: str
    outcome: str
    term: str
    where: str
    unit: str
    scale: str
    role: str
    kind: str
    value: float | None
    low: float | None
    high: float | None
    estimate: str
    interval: str
    p: str
    n: str
    people: int | None
    events: int | None
    errors: str
    note: str
    is_hidden: bool


def figures_of(document: Mapping[str, Any], plan: Plan | None = None) -> list[Figure]:
    """All lines of a document, in its order."""
    plan = plan or plan_of_document(document)
    threshold = (document.get("protection") or {}).get("threshold", 10)
    return [figure_of(row, plan, threshold) for row in document["estimates"]]


def figure_of(row: Mapping[str, Any], plan: Plan, threshold: int = 10) -> Figure:
    estimate = estimate_of(plan, row["name"])
    value, low, high = (_readable(row, key) for key in ("estimate", "low", "high"))
    digits = _digits(row, value, low, high)
    group = side_label(plan, estimate, row["group"]) if row.get("group") is not None else ""
    return Figure(
        name=row["name"],
        title=estimate_label(estimate),
        outcome=outcome_of(plan, estimate),
        term=term_label(plan, estimate, row["term"]) if row["term"] else "",
        where=" · ".join(part for part in (group, moment_text(row, plan, estimate)) if part),
        unit=_unit(row, plan, estimate),
        scale=row.get("scale") or "",
        role=row.get("role") or "",
        kind=kind_of(row, estimate),
        value=value,
        low=low,
        high=high,
        estimate="" if value is None else written(value, digits),
        interval=""
        if low is None or high is None
        else _("de %(low)s a %(high)s") % {"low": written(low, digits), "high": written(high, digits)},
        p="" if row.get("p") is None else written_p(row["p"]).removeprefix("= "),
        n="" if row.get("n") is None else written(row["n"], 0),
        people=row.get("n"),
        events=row.get("events"),
        errors=str(ERRORS.get(row.get("errors") or "", row.get("errors") or "")),
        note=_note(row, threshold),
        is_hidden=row.get("reason") == HIDDEN,
    )


def _readable(row: Mapping[str, Any], key: str) -> float | None:
    """Log ratios as ratios, shares as people of every hundred. Where one side is better and cheaper there is no price."""
    if row.get("term") == "cost_per_outcome" and row.get("position") in NO_PRICE:
        return None
    found = row.get({"estimate": "ratio", "low": "ratio_low", "high": "ratio_high"}[key]) if row.get("scale") in RATIOS else row.get(key)
    if found is None:
        return None
    return float(found) * 100 if row.get("scale") in SHARES else float(found)


def _digits(row: Mapping[str, Any], value: float | None, low: float | None, high: float | None) -> int:
    if row.get("scale") in RATIOS:
        return 2
    if row.get("scale") in SHARES:
        return 1
    return digits_for(value, low, high) if value is not None else 0


def _unit(row: Mapping[str, Any], plan: Plan, estimate: Estimate) -> str:
    if row.get("scale") in RATIOS:
        return _("veces")
    if row.get("scale") in SHARES:
        return _("de cada 100")
    if row.get("scale") == "rate":
        unit = time_unit_of(plan, estimate)
        return _("sucesos por unidad de tiempo (%(unit)s)") % {"unit": unit} if unit else ""
    if row.get("scale") == "standardised":
        return _("desviaciones típicas")
    if row.get("scale") == "cost":
        return cost_unit(plan, estimate)
    return unit_of(plan, estimate) if row.get("scale") in ("difference", "mean", "waiting") else ""


def kind_of(row: Mapping[str, Any], estimate: Estimate) -> str:
    """Does it help, hinder, or is it not known yet? Only an answer of the exposure can say so."""
    if row.get("estimate") is None:
        return "oculto"
    if row.get("low") is None or row.get("role") not in ("exposure", "covariate"):
        return ""
    if row["low"] <= 0 <= row["high"]:
        return "duda"
    if row.get("term") == "cost_per_outcome" and row.get("position"):
        return "ayuda" if row["position"].endswith("_better") else "frena"
    direction = estimate.outcome.direction
    if direction == "neutral" or row.get("role") == "covariate":
        return ""
    wished = (direction == "higher_is_better") != (row.get("scale") in TURNED)
    return "ayuda" if (row["estimate"] > 0) == wished else "frena"


def _note(row: Mapping[str, Any], threshold: int) -> str:
    if row.get("estimate") is not None:
        return ""
    if row.get("reason") == HIDDEN:
        return hidden_text(threshold)
    refused = row.get("refused")
    if refused and isinstance(refused, Mapping):
        return refusal_text(refused["code"], refused["values"])
    return _("Esta respuesta no se da: los datos no bastan.")
