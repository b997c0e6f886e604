"""Who can open what is kept of one person today: the catalogue's answer, with the names of those who hold the roles."""

from collections.abc import Iterator
from dataclasses import dataclass

from tejido.network.explained import Readers, Table, about_a_person
from tejido.network.models import RoleAssignment
from tejido.people.models import Person


@dataclass(frozen=True)
class Opened:
    """Data of one table that the same colleagues read."""

    readers: Readers
    colleagues: tuple[tuple[str, tuple[str, ...]], ...]  # role in words → names


def colleagues_at(person: Person) -> dict[str, list[str]]:
    """Role → names of those who hold it today at the organisation of this record."""
    held: dict[str, list[str]] = {}
    for assignment in RoleAssignment.objects.on().filter(organisation=person.organisation_id, user__is_active=True).select_related("user"):
        held.setdefault(assignment.role, []).append(assignment.user.name)
    return held


def who_can_see(person: Person) -> Iterator[tuple[Table, list[Opened]]]:
    """Table by table. A role that nobody holds is left out: it opens nothing today."""
    held = colleagues_at(person)
    for table in about_a_person():
        opened = [
            Opened(readers, tuple((str(role.label), tuple(held[role.slug])) for role in readers.roles if role.slug in held))
            for readers in table.readers
        ]
        yield table, opened
