"""What may be wrong with a model: too few events, an effect that changes, an exposure that comes too late, tests too many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tejido.impact.numbers import written
from tejido.impact.sentences.labels import language
from tejido.impact.spec import Plan, localised

Check = Mapping[str, Any]
Values = dict[str, Any]


def hazards(check: Check, plan: Plan, values: Values) -> str:
    ok = check["verdict"] == "ok"
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


def events(check: Check, plan: Plan, values: Values) -> str:
    values["share"] = written(check["statistic"], 1)
    if check["verdict"] == "ok":
        return _("Hay suficientes sucesos para las columnas del cálculo «%(name)s» (%(share)s por columna).") % values
    return _("En «%(name)s» hay solo %(share)s sucesos por columna; con menos de 10 el intervalo es poco fiable.") % values


def random_effects(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("El cálculo «%(name)s» distingue bien las diferencias entre personas.") % values
    return _on_the_edge(check["values"], plan) % values


def _on_the_edge(found: Mapping[str, Any], plan: Plan) -> str:
    """In what people hardly differ, where the check knows it; with neither, one follows from the other."""
    level, course = found.get("level"), found.get("course")
    column = course or found.get("along")
    if level and not course:
        return _("En «%(name)s» las personas apenas difieren en su nivel, y el modelo está en el límite de lo que puede estimar.")
    if level or not column:
        return _("En «%(name)s» las personas apenas difieren en su nivel o en su curso, y el modelo está en el límite de lo que puede estimar.")
    text = (
        _("En «%(name)s» las personas difieren en su nivel y apenas en cómo cambian con «%(column)s»: el modelo está en el límite de lo que puede estimar.")
        if course
        else _("En «%(name)s» el nivel de cada persona y cómo cambia con «%(column)s» se deducen uno del otro: el modelo está en el límite de lo que puede estimar.")
    )
    return text.replace("%(column)s", localised(plan.label_of(column), language()).replace("%", "%%"))


def separation(check: Check, plan: Plan, values: Values) -> str:
    return _("Los datos bastan para acotar todas las cifras de «%(name)s»: ninguna crece sin fin.") % values


def doors(check: Check, plan: Plan, values: Values) -> str:
    door = check["values"].get("door")
    if not door:
        return _("En «%(name)s» no hay curvas: los sucesos de otra salida no bastan para calcular su ritmo. La razón no lo necesita.") % values
    values |= {"door": door}
    return _("En «%(name)s» no hay curvas: los sucesos de la salida «%(door)s» no bastan para calcular su ritmo. La razón no lo necesita.") % values


def immortal_time(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return (
            _("«%(term)s» se mira antes del periodo en que puede ocurrir el suceso, así que no se confunde la causa con su consecuencia.")
            % values
        )
    if check["verdict"] == "attention":
        start = next((e.outcome.start for e in plan.estimates if e.name == check["estimate"]), "")
        if start:
            return (
                _(
                    "«%(term)s» cambia con el tiempo, y de cada fila cuenta como algo que ya era así al empezar («%(start)s»). "
                    "Si alguna fila lleva lo que cambió durante ella, la cifra exagera: pártala en el momento del cambio."
                )
                % (values | {"start": start})
            )
        return (
            _(
                "«%(term)s» cambia con el tiempo, y de un archivo no se sabe si lleva el valor de antes o el del momento en que se cuenta; "
                "si es este, la cifra puede tomar la consecuencia por causa. Use una columna con el valor del periodo anterior."
            )
            % values
        )
    return (
        _(
            "«%(term)s» cambia con el tiempo y se mira en el mismo periodo que el suceso: quien aguanta más tiempo sin él tiene más ocasiones de cambiar, "
            "y la cifra exagera. Pida en el plan el valor de antes: «lag: 1»."
        )
        % values
    )


def multiplicity(check: Check, plan: Plan, values: Values) -> str:
    values |= {"n": written(check["statistic"], 0), "lost": written(check["values"]["lost"], 0)}
    if check["verdict"] == "ok":
        return _("Este plan hace %(n)s comparaciones; se ha contado con ello y nada cambia.") % values
    text = ngettext(
        "Este plan hace %(n)s comparaciones; contando con ello, %(lost)s deja de estar clara y puede deberse al azar.",
        "Este plan hace %(n)s comparaciones; contando con ello, %(lost)s dejan de estar claras y pueden deberse al azar.",
        int(check["values"]["lost"]),
    )
    return text % values


def dispersion(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("Las cuentas de «%(name)s» varían de una persona a otra lo que cabe esperar.") % values
    if check["statistic"] is None:
        return (
            _(
                "Las cuentas de «%(name)s» varían mucho de una persona a otra, y el intervalo se queda corto. Pida «quasi» o «negative_binomial»."
            )
            % values
        )
    values["times"] = written(check["statistic"], 1)
    return (
        _(
            "Las cuentas de «%(name)s» varían %(times)s veces lo que cabe esperar, y el intervalo se queda corto. Pida «quasi» o «negative_binomial»."
        )
        % values
    )


def negative_control(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("Donde el programa no puede cambiar nada, «%(name)s» no ve diferencia: buena señal.") % values
    if check["verdict"] == "attention":
        return _("La comprobación de «%(name)s» no alcanza a ver un sesgo que importaría: no tranquiliza ni preocupa.") % values
    return (
        _(
            "«%(name)s» ve una diferencia donde el programa no puede haber cambiado nada: los grupos ya eran distintos, y la cifra principal lo arrastra."
        )
        % values
    )
