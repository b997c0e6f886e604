"""Whether the people compared are alike, who is missing, and what nobody measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import written
from tejido.impact.sentences.labels import language
from tejido.impact.spec import Plan, localised

Check = Mapping[str, Any]
Values = dict[str, Any]


def overlap(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("En «%(name)s» los dos grupos se parecen lo bastante para compararlos.") % values
    if check["statistic"] is None:
        return _("En «%(name)s» los dos grupos se parecen poco: la comparación descansa en pocas personas.") % values
    values |= {key: written(check["values"][key], 0) for key in ("size", "weight")} | {"outside": written(check["values"]["outside"], 1)}
    return (
        _(
            "En «%(name)s» los dos grupos se parecen poco: el menor vale como %(size)s personas, un %(outside)s %% no tiene con quién compararse "
            "y quien más pesa cuenta por %(weight)s."
        )
        % values
    )


def balance(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("En «%(name)s», lo que se sabía de antes queda igualado entre los dos grupos.") % values
    if check["statistic"] is None:
        return _("En «%(name)s», algo de lo que se sabía de antes sigue siendo distinto entre los dos grupos.") % values
    column = str(check["values"].get("column", ""))
    values |= {"left": written(check["statistic"], 2), "column": localised(plan.label_of(column.split("[")[0]), language())}
    return (
        _("En «%(name)s», «%(column)s» sigue siendo distinto entre los dos grupos, en %(left)s desviaciones típicas: la cifra lo arrastra.")
        % values
    )


def missing(check: Check, plan: Plan, values: Values) -> str:
    no_groups = "gap" in check["values"] and check["values"]["gap"] is None
    if check["verdict"] == "ok":
        return (_("En «%(name)s» faltan pocas personas.") if no_groups else _("En «%(name)s» faltan pocas personas, y por igual en los dos grupos.")) % values
    if check["statistic"] is None:
        return _("En «%(name)s» faltan datos de bastantes personas: quienes faltan pueden ser distintas de quienes están.") % values
    values["share"] = written(check["values"]["share"], 1)
    if no_groups:
        return _("En «%(name)s» falta el %(share)s %% de las personas: quienes faltan pueden ser distintas.") % values
    values["gap"] = written(check["values"]["gap"], 1)
    if check["verdict"] == "attention":
        return (
            _(
                "En «%(name)s» falta el %(share)s %% de las personas (%(gap)s puntos de diferencia entre los grupos): quienes faltan pueden ser distintas."
            )
            % values
        )
    return (
        _(
            "En «%(name)s» falta el %(share)s %% de las personas y un grupo perdió %(gap)s puntos más que el otro: la comparación ya no es entre grupos iguales."
        )
        % values
    )


def bounds(check: Check, plan: Plan, values: Values) -> str:
    if check["term"]:
        values |= {"name": _("%(name)s, entrevista %(wave)s") % {"name": values["name"], "wave": check["term"]}}
    if check["verdict"] == "ok":
        return _("Quienes faltan no pueden cambiar por sí solos lo que dice «%(name)s».") % values
    if check["statistic"] is None:
        return _("Según qué les pasara a quienes faltan, «%(name)s» podría decir otra cosa.") % values
    values |= {key: written(check["values"][key], 1) for key in ("low", "high")}
    return (
        _("Según qué les pasara a quienes faltan, la diferencia de «%(name)s» podría ir de %(low)s a %(high)s personas de cada 100.")
        % values
    )


def tipping_point(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("Quienes faltan tendrían que ser muy distintas para cambiar lo que dice «%(name)s».") % values
    if check["statistic"] is None:
        return _("Lo que dice «%(name)s» depende de que quienes faltan se parezcan a quienes están.") % values
    values["shift"] = written(check["statistic"], 2)
    if not check["values"].get("decided", True):
        return (
            _(
                "Bastaría con que quienes faltan se apartaran %(shift)s desviaciones típicas de quienes están para que «%(name)s» quedara claro."
            )
            % values
        )
    return (
        _(
            "Bastaría con que quienes faltan se apartaran %(shift)s desviaciones típicas de quienes están para que «%(name)s» dejara de estar claro."
        )
        % values
    )


def unmeasured(check: Check, plan: Plan, values: Values) -> str:
    values["limit"] = written(check["statistic"], 2)
    if check["verdict"] == "ok":
        return (
            _(
                "Para explicar por sí sola lo que dice «%(name)s», una causa no medida tendría que multiplicar por %(limit)s las dos cosas: participar y el resultado."
            )
            % values
        )
    return (
        _("Una causa no medida que multiplicara por solo %(limit)s participar y el resultado bastaría para explicar «%(name)s».") % values
    )
