"""A plan in words, for whoever decides whether it asks the right thing before its text is fixed."""

from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import shortest
from tejido.impact.reading.words import METHODS
from tejido.impact.sentences.labels import groups, language, outcome_label, unit_label
from tejido.impact.spec import Estimate, Plan, load_plan, localised


def plan_in_words(text: str) -> dict[str, Any]:
    """Its title in the reader's language, and what is asked, of whom, compared how: the rows of a list of facts."""
    plan = load_plan(text)
    rows = [{"term": _("Qué quiere saber"), "value": localised(plan.question, language())}, *_who(plan)]
    rows += _followed(plan)
    rows += [{"term": outcome_label(plan, estimate), "value": str(METHODS[estimate.method]), "note": _held(plan, estimate)} for estimate in plan.estimates]
    rows += _noticed(plan)
    return {"title": localised(plan.title, language()), "facts": [row for row in rows if row["value"]]}


def _who(plan: Plan) -> list[dict[str, str]]:
    sides = groups(plan, plan.primary, {})
    if not sides["compared"]:
        return []
    by_lot = _("Los dos grupos se formaron por sorteo.") if plan.assignment == "random" else _("Los grupos no se formaron por sorteo.")
    return [{"term": _("A quiénes compara"), "value": _("%(compared)s y %(reference)s") % sides, "note": by_lot}]


def _followed(plan: Plan) -> list[dict[str, str]]:
    """Of a plan that counts periods: from when, in which steps and until when, and what is looked at before each."""
    periods = plan.periods
    if periods is None:
        return []
    words = {"month": _("mes a mes"), "quarter": _("trimestre a trimestre"), "year": _("año a año")}
    clock = {
        "entry": _("Desde que la persona empieza a participar, %(step)s, mientras espera; hasta %(most)s."),
        "spell": _("Desde que empieza cada periodo de su vida hasta que termina, %(step)s; hasta %(most)s."),
        "gap": _("Desde que termina un periodo de su vida hasta que empieza el siguiente, %(step)s; hasta %(most)s."),
    }
    before = [localised(plan.label_of(c.name), language()) for c in plan.columns if plan.lag_of(c.name)]
    note = _("Se mira antes de cada uno, nunca en el mismo: %(names)s.") % {"names": ", ".join(before)} if before else ""
    return [{"term": _("Qué tiempo se sigue"), "value": clock[periods.clock] % {"step": words[periods.unit], "most": periods.most}, "note": note}]


def _noticed(plan: Plan) -> list[dict[str, str]]:
    """The smallest difference that matters to people, once for each outcome that has one."""
    found: dict[tuple[str, str], None] = {}
    for estimate in plan.estimates:
        if estimate.outcome.mid is not None:
            unit = unit_label(plan, estimate) or _("en la unidad del resultado")
            found[outcome_label(plan, estimate), f"{shortest(estimate.outcome.mid)} {unit}"] = None
    note = _("Una diferencia menor no se nota en la vida de las personas.")
    several = len(found) > 1
    told = [(f"{outcome}: {least}" if several else least) for outcome, least in found]
    return [{"term": _("Desde qué diferencia se nota"), "value": "; ".join(told), "note": note}] if told else []


def _held(plan: Plan, estimate: Estimate) -> str:
    """What is kept equal in the comparison, by name."""
    names = [localised(plan.label_of(name), language()) for name in estimate.covariates]
    return _("A igualdad de: %(names)s.") % {"names": ", ".join(names)} if names else ""
