"""What the figures say, in plain words, with their interval and with what is still not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tejido.impact.derive import base_columns
from tejido.impact.numbers import digits_for, written, written_p
from tejido.impact.refusals import refusal_text
from tejido.impact.spec import Estimate, Plan, localised, plan_of

MOST_NAMED = 3

Row = Mapping[str, Any]


def sentences_of(document: Mapping[str, Any], plan: Plan | None = None) -> list[str]:
    """Every sentence of an answer in the language in force, from the document alone."""
    plan = plan or plan_of(document["plan"])
    found = [attrition_sentence(document["attrition"])]
    told: set[tuple[str, str, str, str, str]] = set()
    for row in document["estimates"]:
        key = (row["name"], row["term"], str(row["wave"]), str(row["group"]), str(row.get("at")))
        text = "" if key in told else sentence_of(row, plan)
        told.add(key)
        if text:
            found.append(text)
    found += [check_sentence(check, plan) for check in document["checks"] if check["verdict"] != "ok"]
    if plan.assignment == "not_random" and any(row["role"] == "exposure" and row["estimate"] is not None for row in document["estimates"]):
        found.append(_("Los grupos no se formaron por sorteo, así que parte de la diferencia puede deberse a otras causas."))
    return found


def attrition_sentence(attrition: Mapping[str, Any]) -> str:
    lost = sum(item["n"] for item in attrition["lost"])
    counts = {"enrolled": attrition["enrolled"], "analysed": attrition["analysed"], "lost": lost}
    if lost == 0:
        return _("Se analizaron los datos de las %(analysed)s personas inscritas.") % counts
    return _("De %(enrolled)s personas inscritas se analizaron los datos de %(analysed)s; de %(lost)s no se pudo.") % counts


def lost_sentence(item: Mapping[str, Any], plan: Plan) -> str:
    """Why these people could not be analysed."""
    reasons = {
        "without_consent": _("sin consentimiento vigente para el análisis"),
        "no_record": _("sin ningún dato registrado"),
        "outside": _("fuera de las condiciones del plan"),
        "other_group": _("en un grupo que este plan no compara"),
        "missing": _("falta «%(column)s»"),
    }
    column = localised(plan.label_of(item["column"]), get_language() or "es") if item.get("column") else ""
    return reasons[item["reason"]] % {"column": column}


def sentence_of(row: Row, plan: Plan) -> str:
    """One line of results in words; covariates and constants have none, since they answer no question."""
    estimate = next(e for e in plan.estimates if e.name == row["name"])
    if row["estimate"] is None:
        return _refused(row, estimate)
    if row["scale"] == "survival":
        return _survival(row, plan, estimate)
    if row["scale"] == "proportion" and row["wave"] is not None:
        return _share(row, plan, estimate)
    if row["role"] != "exposure" or row["low"] is None:
        return ""
    if row["scale"] == "log_hazard":
        return _hazard(row, plan, estimate)
    if row["scale"] in ("difference", "risk_difference"):
        return _difference(row, plan, estimate)
    return ""


def check_sentence(check: Mapping[str, Any], plan: Plan) -> str:
    """What a check found and what it means for reading the figure."""
    ok = check["verdict"] == "ok"
    term = localised(plan.label_of(check["term"]), _language()) if check["term"] else ""
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
    return _("En «%(name)s» las personas apenas difieren en su nivel o en su curso, y el modelo está en el límite de lo que puede estimar.") % values


def _hazards_check(check: Mapping[str, Any], plan: Plan, values: dict[str, str], ok: bool) -> str:
    exposure = next((e.exposure for e in plan.estimates if e.name == check["estimate"]), None)
    if exposure is not None and check["term"] == exposure.column:
        values["term"] = localised(exposure.label or plan.label_of(exposure.column), _language())
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


def _language() -> str:
    return get_language() or "es"


def _refused(row: Row, estimate: Estimate) -> str:
    name = localised(estimate.label, _language()) or estimate.name
    where = _("%(name)s, entrevista %(wave)s") % {"name": name, "wave": row["wave"]} if row["wave"] is not None else name
    reason = refusal_text(row["refused"]["code"], row["refused"]["values"])
    return _("%(name)s: no se da esta respuesta. %(reason)s") % {"name": where, "reason": reason}


def outcome_label(plan: Plan, estimate: Estimate) -> str:
    """What the outcome is called: by the estimate, by the plan, or by its column."""
    outcome = estimate.outcome
    return localised(estimate.label or outcome.label or plan.label_of(outcome.column or outcome.event), _language())


def group_label(plan: Plan, estimate: Estimate, level: str) -> str:
    """What a group is called in a sentence."""
    exposure = estimate.exposure
    if exposure is None:
        return level
    words = exposure.reference_label if level == exposure.reference else exposure.compared_label
    if words:
        return localised(words, _language())
    label = localised(exposure.label or plan.label_of(exposure.column), _language())
    column = plan.column(exposure.column)
    if column is not None and column.kind == "category":
        return f"«{level}»"
    return _("el grupo sin «%(label)s»") % {"label": label} if level == "0" else _("el grupo con «%(label)s»") % {"label": label}


def _groups(plan: Plan, estimate: Estimate) -> dict[str, str]:
    exposure = estimate.exposure
    if exposure is None:
        return {"compared": "", "reference": ""}
    compared = exposure.compared or "1"
    return {"compared": group_label(plan, estimate, compared), "reference": group_label(plan, estimate, exposure.reference)}


def _difference(row: Row, plan: Plan, estimate: Estimate) -> str:
    people = row["scale"] == "risk_difference"
    factor = 100 if people else 1
    size, low, high = (row[key] * factor for key in ("estimate", "low", "high"))
    digits = 1 if people else digits_for(size)
    unknown = low <= 0 <= high
    values = _groups(plan, estimate) | {
        "outcome": _outcome_in_context(row, plan, estimate),
        "low": written(low, digits),
        "high": written(high, digits),
        "size": _amount(size if unknown else abs(size), digits, "" if people else _unit(plan, estimate)),
    }
    if people:
        return people_sentence(values, more=size > 0, unknown=unknown, wanted=_wanted(estimate, size > 0))
    if unknown:
        return _unknown(plan, estimate, values)
    return f"{_told(plan, estimate, size > 0, values)} {_wanted(estimate, size > 0)} {_only_at_zero(plan, estimate)}".replace("  ", " ").strip()


def _amount(size: float, digits: int, unit: str) -> str:
    return f"{written(size, digits)} {unit}".strip()


def _unit(plan: Plan, estimate: Estimate) -> str:
    column = plan.column(estimate.outcome.column)
    return localised(column.unit, _language()) if column else ""


def _outcome_in_context(row: Row, plan: Plan, estimate: Estimate) -> str:
    """The outcome with its interview and with what was held equal, so that two answers to one question are told apart."""
    values: dict[str, Any] = {"outcome": outcome_label(plan, estimate), "wave": row["wave"]}
    if row["wave"] is not None:
        return _("%(outcome)s, entrevista %(wave)s") % values
    held = base_columns(list(estimate.covariates), plan)
    held = [name for name in held if estimate.exposure is None or name != estimate.exposure.column]
    if not held:
        return str(values["outcome"])
    if len(held) > MOST_NAMED:
        return _("%(outcome)s, a igualdad de %(n)s características") % (values | {"n": len(held)})
    labels = ", ".join(f"«{localised(plan.label_of(name), _language())}»" for name in held)
    return _("%(outcome)s, a igualdad de %(names)s") % (values | {"names": labels})


def _only_at_zero(plan: Plan, estimate: Estimate) -> str:
    """With a product of the exposure in the model, its own figure holds only where the other column is zero."""
    exposure = estimate.exposure.column if estimate.exposure else ""
    for name in estimate.covariates:
        derived = plan.derived(name)
        if derived and derived.operation == "product" and exposure in derived.columns:
            others = [localised(plan.label_of(other), _language()) for other in derived.columns if other != exposure]
            return _("Esta cifra vale cuando «%(name)s» es 0; después la diferencia cambia.") % {"name": ", ".join(others)}
    return ""


def people_sentence(values: dict[str, str], *, more: bool, unknown: bool, wanted: str) -> str:
    """A difference of shares as people of every hundred."""
    if unknown:
        text = _(
            "%(outcome)s: todavía no lo sabemos. Entre %(compared)s y %(reference)s la estimación es de %(size)s personas de cada 100, "
            "y los datos admiten desde %(low)s hasta %(high)s."
        )
        return text % values
    text = (
        _("%(outcome)s: %(size)s personas más de cada 100 en %(compared)s que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s).")
        if more
        else _("%(outcome)s: %(size)s personas menos de cada 100 en %(compared)s que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s).")
    )
    return f"{text % values} {wanted}".strip()


def _told(plan: Plan, estimate: Estimate, more: bool, values: dict[str, str]) -> str:
    exposure = estimate.exposure
    kind = plan.column(exposure.column).kind if exposure and plan.column(exposure.column) else "yes_no"  # type: ignore[union-attr]
    if kind == "number" and exposure:
        values["exposure"] = localised(exposure.label or plan.label_of(exposure.column), _language())
        text = (
            _("%(outcome)s: %(size)s más por cada unidad de «%(exposure)s» (intervalo del 95 %%: de %(low)s a %(high)s).")
            if more
            else _("%(outcome)s: %(size)s menos por cada unidad de «%(exposure)s» (intervalo del 95 %%: de %(low)s a %(high)s).")
        )
    else:
        text = (
            _("%(outcome)s: %(size)s más en %(compared)s que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s).")
            if more
            else _("%(outcome)s: %(size)s menos en %(compared)s que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s).")
        )
    return text % values


def _wanted(estimate: Estimate, more: bool) -> str:
    if estimate.outcome.direction == "neutral":
        return ""
    if more == (estimate.outcome.direction == "higher_is_better"):
        return _("Es la dirección deseada.")
    return _("Es la dirección contraria a la deseada.")


def _unknown(plan: Plan, estimate: Estimate, values: dict[str, str]) -> str:
    exposure = estimate.exposure
    column = plan.column(exposure.column) if exposure else None
    if exposure and column and column.kind == "number":
        values["exposure"] = localised(exposure.label or plan.label_of(exposure.column), _language())
        text = _("%(outcome)s: todavía no lo sabemos. Por cada unidad de «%(exposure)s» la estimación es %(size)s, y los datos admiten desde %(low)s hasta %(high)s.")
    else:
        text = _(
            "%(outcome)s: todavía no lo sabemos. Entre %(compared)s y %(reference)s la estimación es %(size)s, "
            "y los datos admiten desde %(low)s hasta %(high)s."
        )
    return text % values


def _share(row: Row, plan: Plan, estimate: Estimate) -> str:
    values = {
        "outcome": outcome_label(plan, estimate),
        "wave": row["wave"],
        "group": group_label(plan, estimate, row["group"]),
        "share": written(row["estimate"] * 100, 1),
        "low": written(row["low"] * 100, 1),
        "high": written(row["high"] * 100, 1),
        "missed": row["missed"],
    }
    return _("%(outcome)s, entrevista %(wave)s: %(share)s de cada 100 en %(group)s (intervalo del 95 %%: de %(low)s a %(high)s); %(missed)s personas sin entrevista.") % values


def _survival(row: Row, plan: Plan, estimate: Estimate) -> str:
    unit_of = plan.column(estimate.outcome.time)
    values = {
        "outcome": outcome_label(plan, estimate),
        "group": group_label(plan, estimate, row["group"]),
        "at": written(row["at"], 0 if float(row["at"]).is_integer() else 1),
        "unit": localised(unit_of.unit, _language()) if unit_of else "",
        "share": written((1 - row["estimate"]) * 100, 1),
    }
    if row["low"] is None:
        return _("%(outcome)s: a nadie en %(group)s hasta %(at)s %(unit)s.") % values
    values |= {"low": written((1 - row["high"]) * 100, 1), "high": written((1 - row["low"]) * 100, 1)}
    return _("%(outcome)s: %(share)s de cada 100 en %(group)s hasta %(at)s %(unit)s (intervalo del 95 %%: de %(low)s a %(high)s).") % values


def _hazard(row: Row, plan: Plan, estimate: Estimate) -> str:
    values = _groups(plan, estimate) | {"outcome": outcome_label(plan, estimate)}
    values |= {"ratio": written(row["ratio"], 2), "low": written(row["ratio_low"], 2), "high": written(row["ratio_high"], 2)}
    column = plan.column(row["term"])
    if column and column.kind == "number":
        values["exposure"] = localised(plan.label_of(row["term"]), _language())
        text = _("%(outcome)s: por cada unidad de «%(exposure)s», %(ratio)s veces más o menos deprisa (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual).")
        return text % values
    if row["low"] <= 0 <= row["high"]:
        text = _("%(outcome)s: todavía no sabemos si llega antes en %(compared)s que en %(reference)s (razón %(ratio)s; los datos admiten desde %(low)s hasta %(high)s; 1 es igual).")
        return text % values
    text = (
        _("%(outcome)s: llega antes en %(compared)s, %(ratio)s veces el ritmo de %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual).")
        if row["estimate"] > 0
        else _("%(outcome)s: llega más tarde en %(compared)s, %(ratio)s veces el ritmo de %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s; 1 es igual).")
    )
    return f"{text % values} {_wanted(estimate, row['estimate'] > 0)}".strip()


def table_title(table: Mapping[str, Any], plan: Plan) -> str:
    """The title of a table of persons."""
    if table["kind"] == "attrition":
        return _("Personas inscritas, analizadas y perdidas por grupo")
    estimate = next(e for e in plan.estimates if e.name == table["estimate"])
    values = {"outcome": outcome_label(plan, estimate), "wave": table.get("wave")}
    if table["kind"] == "wave":
        return _("%(outcome)s, entrevista %(wave)s: personas por grupo") % values
    return _("%(outcome)s: personas por grupo") % values
