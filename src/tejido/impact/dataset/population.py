"""Whom a plan speaks of: who entered, when, and who of them allows that their data be counted."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from tejido.impact.spec import Population
from tejido.network.models import Organisation
from tejido.people.models import Person, Purpose
from tejido.people.queries import ids_who_allow
from tejido.programmes.models import Enrolment


@dataclass(frozen=True)
class Stay:
    """One participation, as far as a plan needs it."""

    cohorts: frozenset[str]
    programmes: frozenset[str]
    starts_on: dt.date
    ends_on: dt.date | None
    exit_reason: str


@dataclass
class Entrant:
    """A person of the population: the day of entry counts from the first participation that the plan asks for."""

    person: int
    organisation: int
    sex: str
    birth_year: int | None
    entry: Stay | None = None
    stays: list[Stay] = field(default_factory=list)


def organisation_names(organisations: Iterable[int]) -> dict[int, str]:
    """What people call each organisation; where two have one name, its code stands beside it."""
    rows = list(Organisation.objects.filter(pk__in=tuple(organisations)).order_by("pk").values_list("pk", "name", "code"))
    times = Counter(name.strip() for _pk, name, _code in rows)
    return {pk: name.strip() if times[name.strip()] == 1 else f"{name.strip()} ({code})" for pk, name, code in rows}


def key_of(text: str) -> str:
    """Programmes, cohorts and measures are named in plans by slug or by code, in capitals or not."""
    return text.strip().lower()


def matches(stay: Stay, population: Population | None) -> bool:
    """Is this the participation that the plan asks for?"""
    if population is None:
        return True
    cohorts = {key_of(name) for name in population.cohorts}
    return (
        (not population.programme or key_of(population.programme) in stay.programmes)
        and (not cohorts or bool(cohorts & stay.cohorts))
        and (population.starts_on is None or stay.starts_on >= population.starts_on)
        and (population.ends_on is None or stay.starts_on <= population.ends_on)
    )


def begun_by_entry(entrant: Entrant) -> list[Stay]:
    """Participations begun by the day of entry. A later one does not count: whoever lived long enough without the event to begin it
    would bring that time along as if it had been spent in it (immortal time)."""
    return [stay for stay in entrant.stays if entrant.entry is not None and stay.starts_on <= entrant.entry.starts_on]


def entrants(population: Population | None, organisations: Collection[int], cut_off: dt.date) -> dict[int, Entrant]:
    """Everybody who entered, by person; without a population, everybody in the record. One or two queries."""
    found: dict[int, Entrant] = {}
    if population is None:
        people = Person.objects.filter(organisation__in=organisations, registered_on__lte=cut_off, restricted_on__isnull=True)
        for pk, organisation, sex, birth_year in people.order_by("pk").values_list("pk", "organisation_id", "sex", "birth_year"):
            found[pk] = Entrant(pk, organisation, sex, birth_year)
    for entrant, stay in _stays(organisations, cut_off):
        known = found.setdefault(entrant.person, entrant)
        known.stays.append(stay)
        if known.entry is None and matches(stay, population):
            known.entry = stay
    return {pk: one for pk, one in found.items() if one.entry is not None or population is None}


def _stays(organisations: Collection[int], cut_off: dt.date) -> Iterable[tuple[Entrant, Stay]]:
    rows = (
        Enrolment.objects.filter(
            organisation__in=organisations, person__organisation__in=organisations, starts_on__lte=cut_off, person__restricted_on__isnull=True
        )
        .order_by("starts_on", "pk")
        .values_list(
            "person_id", "person__organisation_id", "person__sex", "person__birth_year", "cohort__slug", "cohort__code",
            "cohort__programme__slug", "cohort__programme__code", "starts_on", "ends_on", "exit_reason",
        )
    )  # fmt: skip
    for person, organisation, sex, birth_year, cohort, cohort_code, programme, programme_code, starts_on, ends_on, reason in rows.iterator():
        cohorts, programmes = frozenset({key_of(cohort), key_of(cohort_code)}), frozenset({key_of(programme), key_of(programme_code)})
        yield Entrant(person, organisation, sex, birth_year), Stay(cohorts, programmes, starts_on, ends_on, reason)


def allowed_persons(organisations: Collection[int], day: dt.date) -> frozenset[int]:
    """The one place where the permission to count is asked for: what holds today decides, whatever the plan's cut-off."""
    return ids_who_allow(organisations, Purpose.IMPACT, day)
