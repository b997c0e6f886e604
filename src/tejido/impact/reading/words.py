"""What plans, methods, terms and groups are called in the language in force."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.sentences import check_sentence, group_label, outcome_label
from tejido.impact.sentences.labels import language
from tejido.impact.spec import Estimate, Plan, localised, plan_of

METHODS = {name: method.title for name, method in CATALOGUE.items()}
TEXTBOOK = {name: method.textbook for name, method in CATALOGUE.items()}
TERMS = {
    "constant": gettext_lazy("constante"),
    "mean": gettext_lazy("media"),
    "risk": gettext_lazy("de cada 100"),
    "risk_difference": gettext_lazy("diferencia de cada 100"),
    "proportion": gettext_lazy("de cada 100"),
    "survival": gettext_lazy("sin que haya ocurrido, de cada 100"),
    "log_rank": gettext_lazy("prueba del rango logarítmico"),
    "expected": gettext_lazy("lo que se espera"),
    "risk_ratio": gettext_lazy("razón de riesgos"),
    "number_needed": gettext_lazy("personas para que le ocurra a una más"),
    "cumulative_hazard": gettext_lazy("riesgo acumulado"),
    "incidence": gettext_lazy("a quienes les ha ocurrido, de cada 100"),
    "restricted_mean": gettext_lazy("tiempo medio sin que ocurra"),
    "hazard": gettext_lazy("en el periodo, de cada 100 que seguían"),
}
GROUP_TITLES = {
    "ayuda": gettext_lazy("Ayuda"),
    "duda": gettext_lazy("Todavía no lo sabemos"),
    "frena": gettext_lazy("Dificulta"),
    "": gettext_lazy("Hay diferencia"),
    "oculto": gettext_lazy("No se muestra"),
}
GROUP_ICONS = {"ayuda": "sprout", "duda": "circle-help", "frena": "cloud-rain", "": "scale", "oculto": "shield-check"}


def plan_of_document(document: Mapping[str, Any]) -> Plan:
    """The plan kept inside the document."""
    return plan_of(document["plan"])


def plan_title(document: Mapping[str, Any]) -> str:
    return localised(plan_of_document(document).title, language())


def estimate_of(plan: Plan, name: str) -> Estimate:
    return next(estimate for estimate in plan.estimates if estimate.name == name)


def estimate_label(estimate: Estimate) -> str:
    """What one question of the plan is called: by its author, else by its method."""
    return localised(estimate.label, language()) or str(METHODS[estimate.method])


def method_text(plan: Plan) -> list[str]:
    """The textbook names of the methods of a plan, once each."""
    return [str(TEXTBOOK[method]) for method in dict.fromkeys(estimate.method for estimate in plan.estimates)]


def term_label(plan: Plan, estimate: Estimate, term: str) -> str:
    """What a term of a model is called; a category names its level."""
    if term in TERMS:
        return str(TERMS[term])
    name, _bracket, level = term.partition("[")
    exposure = estimate.exposure
    label = localised(exposure.label, language()) if exposure is not None and exposure.column == name and exposure.label else ""
    label = label or localised(plan.label_of(name), language())
    return f"{label}: {level.rstrip(']')}" if level else label


def side_label(plan: Plan, estimate: Estimate, level: Any) -> str:
    """A group by name; people outside any comparison are simply everybody."""
    return group_label(plan, estimate, str(level)) if level not in (None, "all") else _("todas las personas")


def unit_of(plan: Plan, estimate: Estimate) -> str:
    outcome = estimate.outcome
    column = plan.column(outcome.column or outcome.after or outcome.clock)
    return localised(column.unit, language()) if column else ""


def time_unit_of(plan: Plan, estimate: Estimate) -> str:
    column = plan.column(estimate.outcome.clock)
    return localised(column.unit, language()) if column else ""


def outcome_of(plan: Plan, estimate: Estimate) -> str:
    return outcome_label(plan, estimate)


def moment_text(row: Mapping[str, Any], plan: Plan, estimate: Estimate) -> str:
    """At which interview, or after how long."""
    if row.get("wave") is not None:
        return _("entrevista %(wave)s") % {"wave": row["wave"]}
    if row.get("at") is not None:
        return _("hasta %(at)s %(unit)s") % {"at": f"{row['at']:g}", "unit": time_unit_of(plan, estimate)}
    return ""


def check_lines(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(verdict, sentence) of every check, those that need attention first."""
    plan = plan_of_document(document)
    order = {"fails": 0, "attention": 1, "ok": 2}
    checks = sorted(document.get("checks", []), key=lambda check: order.get(check["verdict"], 1))
    return [(check["verdict"], check_sentence(check, plan)) for check in checks]
