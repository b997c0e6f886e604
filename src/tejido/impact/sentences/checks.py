"""What a check found, and what it means for reading the figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tejido.impact.numbers import written_p
from tejido.impact.sentences import checks_of_models, checks_of_organisations, checks_of_people
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


SENTENCES: dict[str, Callable[[Check, Plan, Values], str]] = {
    "proportional_hazards": checks_of_models.hazards,
    "events_per_column": checks_of_models.events,
    "random_effects": checks_of_models.random_effects,
    "separation": checks_of_models.separation,
    "clusters": checks_of_organisations.clusters,
    "clusters_left_out": checks_of_organisations.clusters_left_out,
    "weights_left_out": checks_of_organisations.weights_left_out,
    "doors": checks_of_models.doors,
    "overlap": checks_of_people.overlap,
    "balance": checks_of_people.balance,
    "immortal_time": checks_of_models.immortal_time,
    "missing": checks_of_people.missing,
    "attrition_bounds": checks_of_people.bounds,
    "tipping_point": checks_of_people.tipping_point,
    "unmeasured": checks_of_people.unmeasured,
    "multiplicity": checks_of_models.multiplicity,
    "dispersion": checks_of_models.dispersion,
    "organisations": checks_of_organisations.organisations,
    "negative_control": checks_of_models.negative_control,
}
