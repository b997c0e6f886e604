"""Every sentence of an answer, told from the document alone, so that it can be told again in another language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import written
from tejido.impact.refusals import refusal_text
from tejido.impact.sentences.checks import check_sentence
from tejido.impact.sentences.comparisons import difference_sentence
from tejido.impact.sentences.costs import cost_sentence
from tejido.impact.sentences.courses import course_sentence
from tejido.impact.sentences.gathering import SURE, family_of, gathered, had
from tejido.impact.sentences.interactions import change_of_difference
from tejido.impact.sentences.labels import group_label, language, outcome_label, question_label, tidied
from tejido.impact.sentences.paces import waiting_sentence
from tejido.impact.sentences.persons import CHANGES, change_sentence
from tejido.impact.sentences.ratios import hazard_odds_sentence, hazard_sentence, odds_sentence, rate_sentence
from tejido.impact.sentences.wholes import (
    bounds_sentence,
    pace_test_sentence,
    pooled_sentence,
    prediction_sentence,
    return_sentence,
    standardised_sentence,
    whole_sentence,
)
from tejido.impact.spec import Estimate, Plan, localised, plan_of

Row = Mapping[str, Any]


def sentences_of(document: Mapping[str, Any], plan: Plan | None = None) -> list[str]:
    """Every sentence of an answer in the language in force, from the document alone."""
    plan = plan or plan_of(document["plan"])
    found = [attrition_sentence(document["attrition"], of_organisations=plan.rows == "organisation")]
    return [*found, *findings_of(document, plan), *cautions_of(document, plan)]


LINE = ("name", "term", "wave", "group", "at")  # what lines under other kinds of error have in common


def findings_of(document: Mapping[str, Any], plan: Plan, *, refusals: bool = True) -> list[str]:
    """What the lines of an answer say, question by question; lines that would begin alike are one sentence. A line that was refused says why,
    where `refusals` are wanted."""
    found: list[str] = []
    told: set[tuple[str, ...]] = set()
    families: dict[tuple[str, str], list[Row]] = {}
    bounded: dict[tuple[str, ...], Row] = {}  # the first kind of error of a line that has an interval: HC3 may not exist
    for row in document["estimates"]:
        if row.get("low") is not None:
            bounded.setdefault(tuple(str(row.get(part)) for part in LINE), row)
        families.setdefault((row["name"], family_of(row)), []).append(row)
    for row in document["estimates"]:
        name, family = row["name"], family_of(row)
        if not family:
            key = tuple(str(row.get(part)) for part in LINE)
            found += [sentence_of(bounded.get(key, row), plan)] if key not in told and (refusals or row["estimate"] is not None) else []
            told.add(key)
        # a difference before the shares that it is the difference of
        for one in ("differences", "shares") if family == "shares" else (family,) if family else ():
            if (name, one) not in told and (name, one) in families:
                found += _of_family(families[name, one], one, plan)
                told.add((name, one))
    return list(dict.fromkeys(text for text in found if text))


def _of_family(rows: list[Row], family: str, plan: Plan) -> list[str]:
    """The same line under another kind of error is told once; a single line has its own words."""
    lines = list({tuple(str(row.get(part)) for part in ("term", "scale", "wave", "group", "at")): row for row in reversed(rows)}.values())[
        ::-1
    ]
    if len(lines) == 1 and family in ("shares", "changes") and lines[0]["estimate"] is not None:
        return [sentence_of(lines[0], plan)]
    estimate = next(e for e in plan.estimates if e.name == rows[0]["name"])
    return [text[:1].upper() + text[1:] for text in map(tidied, gathered(lines, family, plan, estimate))]


def cautions_of(document: Mapping[str, Any], plan: Plan) -> list[str]:
    """What to mind before believing the figures: checks that are not well, and groups that no lottery made."""
    found = [check_sentence(check, plan) for check in document.get("checks", []) if check["verdict"] != "ok"]
    if plan.assignment == "not_random" and any(
        row.get("role") == "exposure" and row["estimate"] is not None for row in document["estimates"]
    ):
        found.append(not_by_lot())
    return list(dict.fromkeys(text for text in found if text))


def not_by_lot() -> str:
    return _("Los grupos no se formaron por sorteo, así que parte de la diferencia puede deberse a otras causas.")


def attrition_sentence(attrition: Mapping[str, Any], *, of_organisations: bool = False) -> str:
    """How many were analysed of those enrolled; where a row is an organisation, how many of them."""
    if attrition["enrolled"] is None or any(item["n"] is None for item in attrition["lost"]):
        return attrition_withheld(attrition["analysed"])
    if of_organisations:
        return _("Se analizaron las cifras de %(analysed)s entidades.") % {"analysed": attrition["analysed"]}
    lost = sum(item["n"] for item in attrition["lost"])
    counts = {"enrolled": attrition["enrolled"], "analysed": attrition["analysed"], "lost": lost}
    if lost == 0:
        return _("Se analizaron los datos de las %(analysed)s personas inscritas.") % counts
    if not attrition["analysed"]:
        return _("De %(enrolled)s personas inscritas no se analizaron los datos de ninguna.") % counts
    return _("De %(enrolled)s personas inscritas se analizaron los datos de %(analysed)s; no se pudo con los de %(lost)s.") % counts


def attrition_withheld(analysed: int | None) -> str:
    """In a published document the number of those lost may be hidden, because they are few."""
    if analysed is None:
        return _("Cuántas personas participaron no se muestra, para protegerlas.")
    return _("Se analizaron los datos de %(analysed)s personas; cuántas faltan no se muestra, para protegerlas.") % {"analysed": analysed}


def lost_sentence(item: Mapping[str, Any], plan: Plan) -> str:
    """Why these people could not be analysed."""
    reasons = {
        "without_consent": _("sin consentimiento vigente para el análisis"),
        "no_record": _("sin ningún dato registrado"),
        "outside": _("fuera de las condiciones del plan"),
        "other_group": _("en un grupo que este plan no compara"),
        "refused": _("la pregunta no se pudo calcular"),
        "missing": _("falta «%(column)s»"),
    }
    name, _bracket, earlier = str(item.get("column") or "").partition("[")
    column = localised(plan.label_of(name), language()) if name else ""
    column += f": {earlier.rstrip(']')}" if earlier else ""
    return reasons[item["reason"]] % {"column": column}


def sentence_of(row: Row, plan: Plan) -> str:
    """One line of results in words; covariates and constants have none, since they answer no question, but for products with the exposure and the
    course over time where there is none."""
    text = tidied(_told(row, plan))
    return text[:1].upper() + text[1:]


def _told(row: Row, plan: Plan) -> str:
    estimate = next(e for e in plan.estimates if e.name == row["name"])
    if row["estimate"] is None:
        return _refused(row, plan, estimate)
    if row["scale"] in ("survival", "cumulative_incidence"):
        return _survival(row, plan, estimate)
    if row["scale"] == "proportion" and row["term"] == "proportion":
        return _share(row, plan, estimate)
    if row["term"] in CHANGES and row["scale"] == "proportion":
        return change_sentence(row, plan, estimate)
    if row["term"] == "cost_per_outcome":
        return cost_sentence(row, plan, estimate)
    if row["term"] in WHOLES:
        return WHOLES[row["term"]](row, plan, estimate)
    if row["scale"] == "standardised" and row["role"] in ("exposure", "calibrated") and row["low"] is not None:
        return standardised_sentence(row, plan, estimate)
    if row["role"] != "exposure" or row["low"] is None:
        return change_of_difference(row, plan, estimate) or course_sentence(row, plan, estimate)
    if estimate.exposure is None:
        return pooled_sentence(row, plan, estimate)
    tell = ANSWERS.get(row["scale"])
    text = tell(row, plan, estimate) if tell else ""
    return f"{text} {_('Errores por persona: hay quien cuenta varias veces.')}" if text and row.get("errors") == "person" else text


def _odds(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Where two groups are compared, people of every hundred say it better."""
    return odds_sentence(row, plan, estimate) if row.get("compared") is None else ""


ANSWERS: dict[str, Callable[[Row, Plan, Estimate], str]] = {
    "log_hazard": hazard_sentence,
    "log_hazard_odds": hazard_odds_sentence,
    "log_odds": _odds,
    "log_rate": rate_sentence,
    "waiting": waiting_sentence,
    "difference": difference_sentence,
    "risk_difference": difference_sentence,
}


#: Terms that are an answer by themselves, whatever their role.
WHOLES: dict[str, Callable[[Row, Plan, Estimate], str]] = {
    "lee_bounds": bounds_sentence,
    "manski_bounds": bounds_sentence,
    "social_return_low": return_sentence,
    "social_return_high": return_sentence,
    "centre": whole_sentence,
    "prediction": prediction_sentence,
    "log_rank": pace_test_sentence,
}


def _refused(row: Row, plan: Plan, estimate: Estimate) -> str:
    name = question_label(plan, estimate)
    where = _("%(name)s, entrevista %(wave)s") % {"name": name, "wave": row["wave"]} if row["wave"] is not None else name
    values = dict(row["refused"]["values"])
    if "group" in values:
        values["group"] = _named_group(plan, estimate, str(values["group"]))
    return _("%(name)s: no se da esta respuesta. %(reason)s") % {"name": where, "reason": refusal_text(row["refused"]["code"], values)}


def _named_group(plan: Plan, estimate: Estimate, level: str) -> str:
    """A group as the plan calls it, where it does: the sentence of a refusal has quotation marks of its own."""
    exposure = estimate.exposure
    if exposure is None:
        return level
    return localised(exposure.reference_label if level == exposure.reference else exposure.compared_label, language()) or level


def _share(row: Row, plan: Plan, estimate: Estimate) -> str:
    values = {
        "outcome": outcome_label(plan, estimate),
        "wave": row["wave"],
        "group": group_label(plan, estimate, row["group"]),
        "share": written(row["estimate"] * 100, 1),
        "low": written(row["low"] * 100, 1),
        "high": written(row["high"] * 100, 1),
        "missed": _("no se muestra") if row.get("missed") is None else row["missed"],
    }
    return (
        _(
            "%(outcome)s, entrevista %(wave)s: %(share)s de cada 100 en %(group)s (intervalo del 95 %%: de %(low)s a %(high)s); sin entrevista: %(missed)s."
        )
        % values
    )


def _survival(row: Row, plan: Plan, estimate: Estimate) -> str:
    unit_of = plan.column(estimate.outcome.clock)
    values = {
        "outcome": outcome_label(plan, estimate),
        "group": group_label(plan, estimate, row["group"]),
        "at": written(row["at"], 0 if float(row["at"]).is_integer() else 1),
        "unit": localised(unit_of.unit, language()) if unit_of else "",
        "share": written(had(row, row["estimate"]) * 100, 1),
    }
    if row["low"] is None:
        return _without_interval(had(row, row["estimate"])) % values
    ends = sorted(had(row, row[key]) for key in ("low", "high"))
    values |= {"low": written(ends[0] * 100, 1), "high": written(ends[1] * 100, 1)}
    return _("%(outcome)s: %(share)s de cada 100 en %(group)s hasta %(at)s %(unit)s (intervalo del 95 %%: de %(low)s a %(high)s).") % values


def _without_interval(size: float) -> str:
    if size < SURE:
        return _("%(outcome)s: a nadie en %(group)s hasta %(at)s %(unit)s.")
    if size > 1 - SURE:
        return _("%(outcome)s: a todas las personas en %(group)s hasta %(at)s %(unit)s.")
    return _("%(outcome)s: %(share)s de cada 100 en %(group)s hasta %(at)s %(unit)s (sin intervalo).")
