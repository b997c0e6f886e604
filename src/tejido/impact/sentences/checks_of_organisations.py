"""Whether organisations and weights are counted with, and whether there are enough of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import written
from tejido.impact.spec import Plan

Check = Mapping[str, Any]
Values = dict[str, Any]


def clusters(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("El error de «%(name)s» cuenta con entidades suficientes para fiarse de él.") % values
    if check["statistic"] is None:
        return (
            _(
                "El error de «%(name)s» cuenta con pocas entidades, o una reúne a muchas de las personas: el intervalo puede quedarse corto o faltar."
            )
            % values
        )
    if check["values"].get("alone"):
        return (
            _(
                "En «%(name)s», «%(term)s» depende de una sola entidad, así que no se sabe cuánto varía entre entidades: "
                "la cifra se da sin un error que cuente con ellas."
            )
            % values
        )
    values |= {"n": written(check["statistic"], 0), "least": check["values"]["least"], "share": written(check["values"]["share"], 0)}
    if check["verdict"] == "fails" and check["values"].get("first"):
        return (
            _(
                "En «%(name)s» hay %(n)s entidades y hacen falta %(least)s para dar un intervalo que cuente con ellas; "
                "el que se da, con el error «%(first)s», no sabe de entidades y puede quedarse muy corto."
            )
            % (values | {"first": check["values"]["first"]})
        )
    if check["values"].get("first"):
        return (
            _(
                "«%(name)s» se cuenta con el error «%(first)s», el primero de «errors», que no sabe de entidades: "
                "su intervalo puede quedarse muy corto. Ponga «CR2» el primero."
            )
            % (values | {"first": check["values"]["first"]})
        )
    if check["verdict"] == "fails":
        return (
            _(
                "En «%(name)s» hay %(n)s entidades y hacen falta %(least)s para dar un intervalo que cuente con ellas: se da la cifra, sin intervalo ni p."
            )
            % values
        )
    if check["values"].get("fewest"):
        text = _("En «%(name)s» hay %(n)s entidades, y en uno de los dos grupos solo %(fewest)s: el intervalo puede quedarse muy corto.")
        return text % (values | {"fewest": check["values"]["fewest"]})
    return (
        _("En «%(name)s» hay %(n)s entidades y la mayor reúne al %(share)s %% de las personas: el intervalo puede quedarse corto.") % values
    )


def clusters_left_out(check: Check, plan: Plan, values: Values) -> str:
    return (
        _(
            "El plan nombra entidades en «cluster», y el método de «%(name)s» no sabe contar con que las personas de una misma se parezcan: "
            "su intervalo y su p, si los da, pueden quedarse cortos."
        )
        % values
    )


def weights_left_out(check: Check, plan: Plan, values: Values) -> str:
    return (
        _(
            "El plan nombra pesos en «weights», y el método de «%(name)s» no los usa: cada persona cuenta una vez y la cifra es de ellas, "
            "no de aquellas a las que representan. Si así se quiere, ponga «weights» solo en las respuestas que los usan."
        )
        % values
    )


def organisations(check: Check, plan: Plan, values: Values) -> str:
    if check["verdict"] == "ok":
        return _("«%(name)s» cuenta con entidades suficientes.") % values
    if check["statistic"] is None:
        return _("«%(name)s» cuenta con pocas entidades, o alguna queda fuera por tener pocas personas o solo las de un grupo.") % values
    values |= {"n": written(check["statistic"], 0), "out": written(check["values"]["left_out"], 0)}
    return (
        _(
            "«%(name)s» cuenta con %(n)s entidades y %(out)s quedan fuera, por tener pocas personas o solo las de un grupo: cuánto se diferencian entre sí apenas se sabe."
        )
        % values
    )
