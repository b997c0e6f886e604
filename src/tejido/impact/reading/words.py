"""What plans, methods, terms and groups are called in the language in force."""

import re
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
    "rate": gettext_lazy("ritmo"),
    "pooled": gettext_lazy("el conjunto de las entidades"),
    "prediction": gettext_lazy("una entidad más como estas"),
    "centre": gettext_lazy("una entidad media"),
    "effect": gettext_lazy("la entidad por sí sola"),
    "shrunken": gettext_lazy("la entidad, acercada al conjunto"),
    "funnel": gettext_lazy("la entidad frente al azar"),
    "lee_bounds": gettext_lazy("cotas de Lee: quienes habrían respondido en cualquier grupo"),
    "manski_bounds": gettext_lazy("cotas de Manski: quienes faltan, lo más distintas posible"),
    "calibrated": gettext_lazy("descontado lo que se ve en los controles"),
    "control": gettext_lazy("control"),
    "indirect": gettext_lazy("lo que pasa por el eslabón"),
    "direct": gettext_lazy("lo que no pasa por él"),
    "total": gettext_lazy("la diferencia entera"),
    "to_mediator": gettext_lazy("del programa al eslabón"),
    "from_mediator": gettext_lazy("del eslabón al resultado"),
    "cost_per_outcome": gettext_lazy("coste por resultado"),
    "gain": gettext_lazy("resultados de más"),
    "cost": gettext_lazy("coste de más"),
    "net_benefit": gettext_lazy("beneficio neto si cada resultado vale"),
    "social_return_low": gettext_lazy("con los supuestos menos favorables"),
    "social_return_high": gettext_lazy("con los supuestos más favorables"),
    "recovered": gettext_lazy("se recuperan"),
    "improved": gettext_lazy("mejoran"),
    "unchanged": gettext_lazy("no cambian más que el error del cuestionario"),
    "deteriorated": gettext_lazy("empeoran"),
    "beyond_mid": gettext_lazy("ganan al menos lo que se nota"),
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


def key_of(*parts: Any) -> str:
    """A key that may stand in an address and in an id."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(str(part) for part in parts).lower()).strip("-")


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
    if term in TERMS and plan.column(term) is None:
        return str(TERMS[term])
    name, _bracket, level = term.partition("[")
    if ":" in name:
        return " × ".join(term_label(plan, estimate, part) for part in term.split(":"))
    if name in TERMS and plan.column(name) is None:
        return f"{TERMS[name]}: {localised(plan.label_of(level.rstrip(']')), language())}"
    exposure = estimate.exposure
    label = localised(exposure.label, language()) if exposure is not None and exposure.column == name and exposure.label else ""
    label = label or localised(plan.label_of(name), language())
    return f"{label}: {level.rstrip(']')}" if level else label


def side_label(plan: Plan, estimate: Estimate, level: Any) -> str:
    """A group by name; people outside any comparison are simply everybody."""
    return group_label(plan, estimate, str(level)) if level not in (None, "all") else _("todas las personas")


def unit_of(plan: Plan, estimate: Estimate) -> str:
    outcome = estimate.outcome
    column = plan.column(outcome.column or outcome.after or outcome.clock or outcome.effect)
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
