"""The table itself, as plain lists: one row per person, or per person and wave."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tejido.core.periods import today
from tejido.core.scope import within
from tejido.impact.dataset.moments import Moment, latest, measured, scored, waves_of
from tejido.impact.dataset.population import Entrant, allowed_persons, begun_by_entry, entrants, key_of, organisation_names
from tejido.impact.dataset.sources import Reach, check_sources
from tejido.impact.dataset.stretches import stretched
from tejido.impact.spec import Column, Plan
from tejido.impact.table import Table


@dataclass(frozen=True)
class Dataset:
    """The table of a plan with the first two steps of its attrition, and how many persons each organisation adds to it."""

    plan: Plan
    table: Table
    enrolled: int
    without_consent: int
    persons_by_organisation: tuple[int, ...]
    facts: Mapping[str, Any] | None = None  # of a plan with periods: what its table is counted from, and the table is empty


def dataset_of(plan: Plan, organisations: Iterable[int], *, cut_off: dt.date | None = None) -> Dataset:
    """The people of the plan who allow it, with its columns. The number of queries does not grow with the people.

    The one place where a network's question reaches rows of its members: of these organisations, and of no other.
    """
    owners = tuple(sorted(organisations))
    with within(*owners):
        return _of(plan, owners, cut_off)


def _of(plan: Plan, owners: tuple[int, ...], cut_off: dt.date | None) -> Dataset:
    day = today()
    reach = Reach(owners, allowed_persons(owners, day), cut_off or day)
    check_sources(plan, reach)
    population = entrants(plan.population, owners, reach.cut_off)
    people = {pk: one for pk, one in population.items() if pk in reach.persons}
    shares = Counter(one.organisation for one in people.values())
    return Dataset(
        plan=plan,
        table=_table(plan, reach, people) if plan.periods is None else {},
        enrolled=len(population),
        without_consent=len(population) - len(people),
        persons_by_organisation=tuple(sorted(shares.values(), reverse=True)),
        facts=_facts(plan, reach),
    )


def _facts(plan: Plan, reach: Reach) -> Mapping[str, Any] | None:
    if plan.periods is None:
        return None
    from tejido.impact.dataset.followed import facts_of_plan  # the lake itself asks this package who allows it
    from tejido.impact.uncounted import told_in_words

    with told_in_words():
        return facts_of_plan(plan, reach)


def _table(plan: Plan, reach: Reach, people: Mapping[int, Entrant]) -> Table:
    moments = measured(plan, reach) | scored(plan, reach)
    by_person: dict[str, Mapping[int, Any]] = dict(stretched(plan, reach, people))
    by_moment: dict[str, dict[Moment, Any]] = {}
    for column in plan.columns:
        if column.name in moments:
            if plan.rows == "person" or (column.source is not None and column.source.options.get("wave")):
                by_person[column.name] = latest(moments[column.name])
            else:
                by_moment[column.name] = moments[column.name]
        elif column.source is not None and (column.source.kind, column.source.value) == ("person", "organisation"):
            names = organisation_names(reach.organisations)
            by_person[column.name] = {pk: names[entrant.organisation] for pk, entrant in people.items()}
        elif column.name not in by_person and column.source is not None and column.source.kind != "wave":
            by_person[column.name] = {pk: _of_person(column, entrant, reach.cut_off) for pk, entrant in people.items()}
    waves = waves_of(by_moment.values()) if plan.rows == "person_wave" else {}
    keys: list[tuple[int, str | None]] = [(person, wave) for person in people for wave in waves.get(person, [None])]  # type: ignore[list-item]
    table: Table = {"person": [person for person, _wave in keys]}
    if plan.wave:
        table["wave"] = [wave for _person, wave in keys]
    for column in plan.columns:
        table[column.name] = _values(column, keys, by_person, by_moment)
    return table


def _values(
    column: Column,
    keys: list[tuple[int, str | None]],
    by_person: Mapping[str, Mapping[int, Any]],
    by_moment: Mapping[str, Mapping[Any, Any]],
) -> list[Any]:
    if column.name in by_moment:
        return [by_moment[column.name].get(key) for key in keys]
    if column.name in by_person:
        return [by_person[column.name].get(person) for person, _wave in keys]
    return [wave or None for _person, wave in keys]


def _of_person(column: Column, entrant: Entrant, cut_off: dt.date) -> Any:
    """What was known of a person on the day of the cut-off, without asking any other table."""
    assert column.source is not None
    kind, value = column.source.kind, column.source.value
    if kind == "cohort":
        return float(any(key_of(value) in stay.cohorts for stay in begun_by_entry(entrant)))
    if kind == "programme":
        return float(any(key_of(value) in stay.programmes for stay in begun_by_entry(entrant)))
    if kind == "person":
        return _person_fact(value, entrant)
    stay = entrant.entry
    if stay is None or stay.ends_on is None or stay.ends_on > cut_off:
        return None
    return stay.exit_reason or None if value == "exit_reason" else float((stay.ends_on - stay.starts_on).days)


def _person_fact(value: str, entrant: Entrant) -> Any:
    """Sex that is not stated stays missing: it is never imputed."""
    if value == "sex":
        return None if entrant.sex == "not_stated" else entrant.sex
    if value == "birth_year" or entrant.birth_year is None:
        return entrant.birth_year
    return None if entrant.entry is None else entrant.entry.starts_on.year - entrant.birth_year
