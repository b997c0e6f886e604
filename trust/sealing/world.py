"""Two organisations, whoever works there, and persons whose every word carries a mark that a search of bytes finds."""

import datetime as dt
from typing import Any, NamedTuple

DAY = dt.date(2025, 3, 1)
MARK = "qzkanari"
NUMBER = "5937799"  # begins every telephone number
YEAR = 1903  # nobody else was born then: "1903-02-" stands nowhere else
SOUGHT = (MARK.encode(), MARK.encode("utf-16-le"), NUMBER.encode(), f"{YEAR}-02-".encode())


class World(NamedTuple):
    places: list[Any]
    by: Any
    cohort: Any


def identity_of(number: int) -> dict[str, Any]:
    """What is known of the person with this number."""
    return {
        "given_name": f"{MARK}n{number}", "family_name": f"{MARK}a{number}", "preferred_name": f"{MARK}p{number}",
        "birth_date": dt.date(YEAR, 2, 1 + number % 28), "phone": f"+{NUMBER}{number:06d}", "email": f"{MARK}{number}@example.org",
        "address": f"Calle {MARK} {number}",
    }  # fmt: skip


def open_places() -> World:
    from tejido.accounts.actions import open_account
    from tejido.network.models import Organisation, Region, RoleAssignment
    from tejido.programmes.actions import open_cohort, open_programme

    region = Region.objects.get_or_create(iso="SV-SS", defaults={"country": "SV", "name": "San Salvador"})[0]
    places = [Organisation.objects.create(slug=f"proof{n}", name=f"Proof {n}", country="SV", region=region) for n in range(2)]
    by = open_account("proof@example.org", "Coordinadora", by=None)
    for place in places:
        RoleAssignment.objects.create(user=by, role="programme_coordinator", organisation=place, starts_on=DAY)
    return World(places, by, open_cohort(open_programme(places[0], by=by, name="Clases"), by=by, name="Grupo", starts_on=DAY))


def register_by_hand(world: World, numbers: range) -> None:
    """As a colleague does it: a record, and for some a goal in their words and a note at the exit."""
    from tejido.outcomes.actions import record_goal
    from tejido.people.actions import register_person
    from tejido.programmes.actions import close_enrolment, enrol_person

    for number in numbers:
        identity = identity_of(number)
        person = register_person(world.places[number % 2], by=world.by, registered_on=DAY, birth_year=None, identity=identity, is_somebody_else=True)
        if number % 10 == 0:
            record_goal(person, by=world.by, words=f"{MARK} quiere cantar {number}", starts_on=DAY)
            enrolment = enrol_person(person, world.cohort, by=world.by, starts_on=DAY)
            close_enrolment(enrolment, by=world.by, ends_on=DAY + dt.timedelta(30), exit_reason="other", exit_note=f"{MARK} se fue {number}")


def bring_many(world: World, numbers: range) -> None:
    """As a register is brought in."""
    from tejido.people.actions.bringing import IdentityRow, PersonRow, bring_identities, bring_persons

    for start in range(numbers.start, numbers.stop, 2000):
        some = range(start, min(start + 2000, numbers.stop))
        keys = bring_persons(world.places[0], [PersonRow(f"R-{n}", DAY) for n in some], by=None, source="PROOF")
        rows = [IdentityRow(keys[f"R-{n}"], **identity_of(n)) for n in some]
        bring_identities(world.places[0], rows, by=None, source="PROOF")
