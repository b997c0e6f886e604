"""What a check found, and what it means for reading the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tejido.impact.numbers import written, written_p
from tejido.impact.sentences.labels import language, outcome_label
from tejido.impact.spec import Plan, localised

Check = Mapping[str, Any]
Values = dict[str, Any]


def check_sentence(check: Check, plan: Plan) -> str:
    """What a check found and what it means for reading the figure."""
    term = localised(plan.label_of(check["term"]), language()) if check["term"] else ""
    values = {"term": term, "p": written_p(check["p"]) if check["p"] is not None else "", "name": _asked(check, plan)}
    tell = SENTENCES.get(check["name"])
    return tell(check, plan, values) if tell else ""


def _asked(check: Check, plan: Plan) -> str:
    """The question by its words, where no other question of the plan has the same; else by its name in the plan."""
    labels = {estimate.name: outcome_label(plan, estimate) for estimate in plan.estimates}
    own = labels.get(check["estimate"], "")
    return own if own and list(labels.values()).count(own) == 1 else str(check["estimate"])


def _hazards(check: Check, plan: Plan, values: Values) -> str:
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


def _events(check: Check, plan: Plan, values: Values) -> str:
    values["share"] = written(check["statistic"], 1)
    if check["verdict"] == "ok":
        return _("Hay suficientes sucesos para las columnas del cálculo «%(name)s» (%(share)s por columna).") % values
    return _("En «%(name)s» hay solo %(share)s sucesos por columna; con menos de 10 el intervalo es poco fiable.") % values


def _random_effects(check: Check, plan: Plan, values: Values) -> str:
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


def _separation(check: Check, plan: Plan, values: Values) -> str:
    return _("Los datos bastan para acotar todas las cifras de «%(name)s»: ninguna crece sin fin.") % values


def _clusters(check: Check, plan: Plan, values: Values) -> str:
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


def _clusters_left_out(check: Check, plan: Plan, values: Values) -> str:
    return (
        _(
            "El plan nombra entidades en «cluster», y el método de «%(name)s» no sabe contar con que las personas de una misma se parezcan: "
            "su intervalo y su p, si los da, pueden quedarse cortos."
        )
        % values
    )


def _weights_left_out(check: Check, plan: Plan, values: Values) -> str:
    return (
        _(
            "El plan nombra pesos en «weights», y el método de «%(name)s» no los usa: cada persona cuenta una vez y la cifra es de ellas, "
            "no de aquellas a las que representan. Si así se quiere, ponga «weights» solo en las respuestas que los usan."
        )
        % values
    )


def _doors(check: Check, plan: Plan, values: Values) -> str:
    door = check["values"].get("door")
    if not door:
        return _("En «%(name)s» no hay curvas: los sucesos de otra salida no bastan para calcular su ritmo. La razón no lo necesita.") % values
    values |= {"door": door}
    return _("En «%(name)s» no hay curvas: los sucesos de la salida «%(door)s» no bastan para calcular su ritmo. La razón no lo necesita.") % values


def _overlap(check: Check, plan: Plan, values: Values) -> str:
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


def _balance(check: Check, plan: Plan, values: Values) -> str:
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


def _immortal_time(check: Check, plan: Plan, values: Values) -> str:
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


def _missing(check: Check, plan: Plan, values: Values) -> str:
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


def _bounds(check: Check, plan: Plan, values: Values) -> str:
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


def _tipping_point(check: Check, plan: Plan, values: Values) -> str:
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


def _unmeasured(check: Check, plan: Plan, values: Values) -> str:
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


def _multiplicity(check: Check, plan: Plan, values: Values) -> str:
    values |= {"n": written(check["statistic"], 0), "lost": written(check["values"]["lost"], 0)}
    if check["verdict"] == "ok":
        return _("Este plan hace %(n)s comparaciones; se ha contado con ello y nada cambia.") % values
    text = ngettext(
        "Este plan hace %(n)s comparaciones; contando con ello, %(lost)s deja de estar clara y puede deberse al azar.",
        "Este plan hace %(n)s comparaciones; contando con ello, %(lost)s dejan de estar claras y pueden deberse al azar.",
        int(check["values"]["lost"]),
    )
    return text % values


def _dispersion(check: Check, plan: Plan, values: Values) -> str:
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


def _organisations(check: Check, plan: Plan, values: Values) -> str:
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


def _negative_control(check: Check, plan: Plan, values: Values) -> str:
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


SENTENCES: dict[str, Callable[[Check, Plan, Values], str]] = {
    "proportional_hazards": _hazards,
    "events_per_column": _events,
    "random_effects": _random_effects,
    "separation": _separation,
    "clusters": _clusters,
    "clusters_left_out": _clusters_left_out,
    "weights_left_out": _weights_left_out,
    "doors": _doors,
    "overlap": _overlap,
    "balance": _balance,
    "immortal_time": _immortal_time,
    "missing": _missing,
    "attrition_bounds": _bounds,
    "tipping_point": _tipping_point,
    "unmeasured": _unmeasured,
    "multiplicity": _multiplicity,
    "dispersion": _dispersion,
    "organisations": _organisations,
    "negative_control": _negative_control,
}
