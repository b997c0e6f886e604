"""From the answers of a guided form to the text of a plan: whoever has never seen YAML begins here and ends with a plan like any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

MEASURE, SCORE, SPELL = "measure", "score", "spell"
DAYS = "dias"
OUTCOME = "resultado"
GROUP = "grupo"
YEAR = 365


@dataclass(frozen=True)
class GuidedPlan:
    """What the form asks. `outcome` and `covariates` are «kind:slug» of the record; `labels` names them.

    `mid` is the smallest difference that matters to people, in points of the outcome."""

    slug: str
    title: str
    question: str
    assignment: str
    programme: str
    compared: str
    reference: str
    outcome: str
    wave: str
    direction: str
    covariates: tuple[str, ...]
    method: str
    above: float | None
    mid: float | None
    labels: Mapping[str, str]


def plan_text(asked: GuidedPlan) -> str:
    """The YAML of the plan, in the order in which people read it."""
    return yaml.safe_dump(plan_mapping(asked), allow_unicode=True, sort_keys=False, width=120)


def plan_mapping(asked: GuidedPlan) -> dict[str, Any]:
    repeated = asked.method == "mixed_model"
    plan: dict[str, Any] = {"plan": asked.slug, "title": asked.title, "question": asked.question, "assignment": asked.assignment}
    if repeated:
        plan |= {"rows": "person_wave", "person": "code", "wave": "interview"}
    plan["population"] = {"programme": asked.programme, "cohorts": [asked.compared, asked.reference]}
    plan["columns"] = _columns(asked, repeated)
    if asked.above is not None and asked.method == "logistic":
        label = asked.labels.get(asked.outcome, OUTCOME)
        plan["derive"] = {"alcanza": {"indicator": {"column": OUTCOME, "above": asked.above}, "label": f"{label} > {asked.above:g}"}}
    plan["exposure"] = {
        "column": GROUP,
        "reference": 0,
        "label": asked.labels.get(asked.compared, asked.compared),
        "labels": {"reference": asked.labels.get(asked.reference, asked.reference), "compared": asked.labels.get(asked.compared, asked.compared)},
    }
    plan["outcome"] = _outcome(asked)
    plan["covariates"] = [_name(one) for one in asked.covariates]
    plan["estimates"] = _estimates(asked)
    return plan


def _columns(asked: GuidedPlan, repeated: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {GROUP: {"kind": "yes_no", "source": {"cohort": asked.compared}}}
    kind, _colon, slug = asked.outcome.partition(":")
    label = asked.labels.get(asked.outcome, slug)
    if kind == SPELL:
        within = {"spell": slug, "within": YEAR}
        columns[DAYS] = {"kind": "number", "unit": {"es": "días", "en": "days", "hu": "nap"}, "source": within | {"give": "days"}}
        columns[OUTCOME] = {"kind": "yes_no", "label": label, "source": within | {"give": "event"}}
    else:
        columns[OUTCOME] = {"kind": _kind(asked), "label": label, "source": _source(asked.outcome, "" if repeated else asked.wave)}
    for one in asked.covariates:
        columns[_name(one)] = {"kind": "number", "label": asked.labels.get(one, _name(one)), "source": _source(one, "")}
    if repeated:
        columns["momento"] = {"kind": "number", "label": {"es": "momento", "en": "moment", "hu": "időpont"}, "source": {"wave": "number"}}
    return columns


def _kind(asked: GuidedPlan) -> str:
    return "yes_no" if asked.method == "logistic" and asked.above is None else "number"


def _source(named: str, wave: str) -> dict[str, str]:
    kind, _colon, slug = named.partition(":")
    return {kind: slug} | ({"wave": wave} if wave else {})


def _name(named: str) -> str:
    """A column name that no other column has: the slug, made of letters, figures and underscores."""
    slug = named.partition(":")[2].replace("-", "_")
    return slug if slug[:1].isalpha() else f"c_{slug}"


def _outcome(asked: GuidedPlan) -> dict[str, Any]:
    if asked.method in ("kaplan_meier", "cox"):
        return {"time": DAYS, "event": OUTCOME, "direction": asked.direction}
    reaches = asked.method == "logistic" and asked.above is not None
    least = {} if asked.mid is None else {"mid": asked.mid}
    return {"column": "alcanza" if reaches else OUTCOME, "direction": asked.direction} | least


def _estimates(asked: GuidedPlan) -> list[dict[str, Any]]:
    """The method asked for; survival brings its curves, and an adjusted difference the plain one beside it."""
    if asked.method == "cox":
        return [{"name": "rapidez", "method": "cox"}, {"name": "curvas", "method": "kaplan_meier"}]
    if asked.method == "ancova":
        return [{"name": "ajustada", "method": "ancova"}, {"name": "diferencia", "method": "difference"}]
    if asked.method == "mixed_model":
        return [{"name": "cambio", "method": "mixed_model", "covariates": [*(_name(one) for one in asked.covariates), "momento"]}]
    return [{"name": "respuesta", "method": asked.method}]
