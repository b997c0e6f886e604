"""A comparison in words: how much, between which bounds, in which direction, or that it is not known yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.derive import base_columns
from tejido.impact.numbers import digits_for, written
from tejido.impact.sentences.labels import groups, language, outcome_label, quoted, unit_label
from tejido.impact.sentences.products import where_it_holds
from tejido.impact.spec import Estimate, Plan, localised

MOST_NAMED = 3
#: Methods whose covariates say who answers, not who is compared with whom.
UNADJUSTED = ("missing_outcomes",)

Row = Mapping[str, Any]


def difference_sentence(row: Row, plan: Plan, estimate: Estimate) -> str:
    """A difference of means or of shares."""
    people = row["scale"] == "risk_difference"
    factor = 100 if people else 1
    size, low, high = (row[key] * factor for key in ("estimate", "low", "high"))
    digits = 1 if people else digits_for(size, low, high)
    unknown = low <= 0 <= high
    values = groups(plan, estimate, row) | {
        "outcome": outcome_in_context(row, plan, estimate),
        "low": written(low, digits),
        "high": written(high, digits),
        "size": _amount(size if unknown else abs(size), digits, "" if people else unit_label(plan, estimate)),
    }
    if people:
        return _people(values, more=size > 0, unknown=unknown, wanted_text=wanted(estimate, size > 0))
    if unknown:
        return f"{_unknown(plan, estimate, values)} {where_it_holds(plan, estimate)}".strip()
    return f"{_told(plan, estimate, size > 0, values)} {wanted(estimate, size > 0)} {where_it_holds(plan, estimate)}"


def _amount(size: float, digits: int, unit: str) -> str:
    return f"{written(size, digits)} {unit}".strip()


def outcome_in_context(row: Row, plan: Plan, estimate: Estimate) -> str:
    """The outcome with its interview and with what was held equal, so that two answers to one question are told apart."""
    values: dict[str, Any] = {"outcome": outcome_label(plan, estimate), "wave": row["wave"]}
    if row["wave"] is not None:
        return _("%(outcome)s, entrevista %(wave)s") % values
    if row["term"] == "indirect":
        mediator = localised(plan.label_of(str(estimate.options["mediator"])), language())
        return _("%(outcome)s, lo que pasa por «%(mediator)s»") % (values | {"mediator": mediator})
    if row.get("at") is not None:
        unit = plan.column(estimate.outcome.clock)
        values |= {
            "at": written(row["at"], 0 if float(row["at"]).is_integer() else 1),
            "unit": localised(unit.unit, language()) if unit else "",
        }
        return (_("%(outcome)s, hasta %(at)s %(unit)s") % values).strip()
    held = _held_equal(plan, estimate)
    if not held:
        return str(values["outcome"])
    if len(held) > MOST_NAMED:
        return _("%(outcome)s, a igualdad de %(n)s características") % (values | {"n": len(held)})
    return _("%(outcome)s, a igualdad de %(names)s") % (values | {"names": ", ".join(held)})


def _held_equal(plan: Plan, estimate: Estimate) -> list[str]:
    """Covariates and strata by the names of the columns behind them, each once; one of an earlier interview or period says so."""
    if estimate.method in UNADJUSTED:
        return []
    found = [(name, term.lag) for term in estimate.terms for name in base_columns(list(term.columns), plan)]
    found += [(name, 0) for name in estimate.options.get("strata") or ()]
    exposed = estimate.exposure.column if estimate.exposure else ""
    return [_earlier(plan, name, lag) for name, lag in dict.fromkeys(found) if name != exposed]


def _earlier(plan: Plan, name: str, lag: int) -> str:
    values = {"name": quoted(localised(plan.label_of(name), language())), "n": lag}
    if not lag:
        return str(values["name"])
    if plan.wave:
        return (_("%(name)s de la entrevista anterior") if lag == 1 else _("%(name)s de %(n)s entrevistas antes")) % values
    return (_("%(name)s del periodo anterior") if lag == 1 else _("%(name)s de %(n)s periodos antes")) % values


def _people(values: dict[str, str], *, more: bool, unknown: bool, wanted_text: str) -> str:
    """A difference of shares as people of every hundred."""
    if unknown:
        text = _(
            "%(outcome)s: todavía no lo sabemos. Entre %(compared)s y %(reference)s la estimación es de %(size)s personas de cada 100, "
            "y los datos admiten desde %(low)s hasta %(high)s."
        )
        return text % values
    text = (
        _(
            "%(outcome)s: %(size)s personas más de cada 100 en %(compared)s que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s)."
        )
        if more
        else _(
            "%(outcome)s: %(size)s personas menos de cada 100 en %(compared)s que en %(reference)s (intervalo del 95 %%: de %(low)s a %(high)s)."
        )
    )
    return f"{text % values} {wanted_text}".strip()


def _told(plan: Plan, estimate: Estimate, more: bool, values: dict[str, str]) -> str:
    exposure = estimate.exposure
    if exposure and plan.kind_of(exposure.column) == "number":
        values["exposure"] = localised(exposure.label or plan.label_of(exposure.column), language())
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


def wanted(estimate: Estimate, more: bool) -> str:
    if estimate.outcome.direction == "neutral":
        return ""
    if more == (estimate.outcome.direction == "higher_is_better"):
        return _("Es la dirección deseada.")
    return _("Es la dirección contraria a la deseada.")


def _unknown(plan: Plan, estimate: Estimate, values: dict[str, str]) -> str:
    exposure = estimate.exposure
    if exposure and plan.kind_of(exposure.column) == "number":
        values["exposure"] = localised(exposure.label or plan.label_of(exposure.column), language())
        text = _(
            "%(outcome)s: todavía no lo sabemos. Por cada unidad de «%(exposure)s» la estimación es %(size)s, y los datos admiten desde %(low)s hasta %(high)s."
        )
    else:
        text = _(
            "%(outcome)s: todavía no lo sabemos. Entre %(compared)s y %(reference)s la estimación es %(size)s, "
            "y los datos admiten desde %(low)s hasta %(high)s."
        )
    return text % values
