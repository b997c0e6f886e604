"""What a check found, and what it means for reading the figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import written, written_p
from tejido.impact.sentences.labels import language
from tejido.impact.spec import Plan, localised


def check_sentence(check: Mapping[str, Any], plan: Plan) -> str:
    """What a check found and what it means for reading the figure."""
    ok = check["verdict"] == "ok"
    term = localised(plan.label_of(check["term"]), language()) if check["term"] else ""
    values = {"term": term, "p": written_p(check["p"]) if check["p"] is not None else "", "name": check["estimate"]}
    if check["name"] == "proportional_hazards":
        return _hazards_check(check, plan, values, ok)
    if check["name"] == "events_per_column":
        values["share"] = written(check["statistic"], 1)
        if ok:
            return _("Hay suficientes sucesos para las columnas del cálculo «%(name)s» (%(share)s por columna).") % values
        return _("En «%(name)s» hay solo %(share)s sucesos por columna; con menos de 10 el intervalo es poco fiable.") % values
    if ok:
        return _("El cálculo «%(name)s» distingue bien las diferencias entre personas.") % values
    return (
        _("En «%(name)s» las personas apenas difieren en su nivel o en su curso, y el modelo está en el límite de lo que puede estimar.")
        % values
    )


def _hazards_check(check: Mapping[str, Any], plan: Plan, values: dict[str, str], ok: bool) -> str:
    exposure = next((e.exposure for e in plan.estimates if e.name == check["estimate"]), None)
    if exposure is not None and check["term"] == exposure.column:
        values["term"] = localised(exposure.label or plan.label_of(exposure.column), language())
    if not check["term"]:
        if ok:
            return _("En conjunto, las razones de «%(name)s» se mantienen a lo largo del tiempo (p %(p)s).") % values
        return _("En conjunto, las razones de «%(name)s» cambian a lo largo del tiempo (p %(p)s).") % values
    if ok:
        return _("No se ve que el efecto de «%(term)s» cambie a lo largo del tiempo (p %(p)s).") % values
    if check["verdict"] == "attention":
        return _("El efecto de «%(term)s» cambia a lo largo del tiempo (p %(p)s); aquí solo se usa para ajustar la comparación.") % values
    return (
        _(
            "El efecto de «%(term)s» no es el mismo todo el tiempo (p %(p)s): es más fuerte en una parte del seguimiento que en otra. "
            "Lea la razón como un promedio de todo el periodo, no como un efecto constante, y mire las curvas de cada grupo."
        )
        % values
    )
