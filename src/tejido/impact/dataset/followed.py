"""What a plan's periods are counted from: the facts of its organisations, of those alone who allow it, in the standing lake or read now.

Plain values only, so that a web page can read them and hand them to the process that counts without loading any library.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from tejido.core.periods import today
from tejido.impact.dataset.population import key_of, organisation_names
from tejido.impact.dataset.sources import Reach
from tejido.impact.lake.knowledge import knowledge_of
from tejido.impact.lake.manifest import LakeMissing
from tejido.impact.lake.reading import Lake, LakeBehind, open_lake, require_current_consent
from tejido.impact.lake.record import Reading, persons_of, rows_of
from tejido.impact.lake.schema import BY_NAME
from tejido.impact.spec import Plan
from tejido.network.models import Organisation
from tejido.programmes.models import Cohort

FACTS = ("persons", "participations", "spells")

#: `cut_off` · `groups` (whom each mention of a programme or cohort means) · `names` (of organisations, by code) · `rows` (fact → column → values) or `lake` (snapshot, files).
FactsOfPlan = dict[str, Any]


def facts_of_plan(plan: Plan, reach: Reach) -> FactsOfPlan:
    """The facts behind the periods of a plan: the same people and the same days, whether they come from the lake or from the record."""
    lake = standing_lake(reach)
    names = organisation_names(reach.organisations)
    found: FactsOfPlan = {
        "cut_off": reach.cut_off.isoformat(),
        "groups": groups_of_plan(plan, reach),
        "names": {code: names[pk] for pk, code in _codes(reach).items()},
        "lake": None,
        "rows": None,
    }
    if lake is None:
        return found | {"rows": rows_of_record(reach)}
    codes = set(_codes(reach).values())
    files = {name: [str(file) for file in lake.files(name, codes)] for name in FACTS}
    return found | {"lake": {"snapshot": lake.snapshot, "files": files}}


def standing_lake(reach: Reach) -> Lake | None:
    """The lake, if it was built today, has every organisation of the question and its cut-off, and nobody changed their mind since.

    A lake that is damaged is not passed over in silence: `LakeDamaged`.
    """
    try:
        lake = open_lake()
    except LakeMissing:
        return None
    if lake.cut_off != reach.cut_off or timezone.localdate(dt.datetime.fromisoformat(lake.manifest.known_at)) != today():
        return None
    if not set(_codes(reach).values()) <= set(lake.manifest.places):
        return None
    try:
        require_current_consent(lake, reach.organisations)
    except LakeBehind:
        return None
    return lake


def rows_of_record(reach: Reach) -> dict[str, dict[str, list[Any]]]:
    """The same rows that a lake built now would have, organisation by organisation; days as texts."""
    found: dict[str, dict[str, list[Any]]] = {name: {column: [] for column in BY_NAME[name].names} for name in FACTS}
    now = timezone.now()
    for pk, code in _codes(reach).items():
        reading = Reading(pk, code, persons_of(pk, reach.persons), reach.cut_off, knowledge_of(code, now, is_past=False))
        for name in FACTS:
            for columns in rows_of(BY_NAME[name], reading):
                for column, values in columns.items():
                    found[name][column] += [value.isoformat() if isinstance(value, dt.date) else value for value in values]
    return found


def groups_of_plan(plan: Plan, reach: Reach) -> dict[str, list[str] | None]:
    """For the population ("") and each column of participations: organisation/programme/cohort of every group meant; None for any."""
    rows = Cohort.objects.filter(organisation__in=reach.organisations).order_by("pk")
    known = list(rows.values_list("organisation__code", "programme__slug", "programme__code", "slug", "code"))
    population = plan.population
    found = {"": _groups(known, population.programme, population.cohorts) if population else None}
    for column in plan.columns:
        if column.source is not None and column.source.kind == "programme":
            found[column.name] = _groups(known, column.source.value, ())
        elif column.source is not None and column.source.kind == "cohort":
            found[column.name] = _groups(known, "", (column.source.value,))
    return found


def _groups(known: Sequence[tuple[str, str, str, str, str]], programme: str, cohorts: Sequence[str]) -> list[str] | None:
    """By slug or by code, in capitals or not, as everywhere in plans."""
    if not programme and not cohorts:
        return None
    wanted = {key_of(name) for name in cohorts}
    return [
        f"{organisation}/{programme_slug}/{slug}"
        for organisation, programme_slug, programme_code, slug, code in known
        if (not programme or key_of(programme) in (key_of(programme_slug), key_of(programme_code)))
        and (not wanted or wanted & {key_of(slug), key_of(code)})
    ]


def _codes(reach: Reach) -> dict[int, str]:
    return dict(Organisation.objects.filter(pk__in=reach.organisations).order_by("pk").values_list("pk", "code"))
