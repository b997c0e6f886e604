"""What programmes keep of a person goes when the person is erased."""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from tejido.core.trail import record, require
from tejido.people.models import Person
from tejido.people.permissions import can_handle_rights
from tejido.programmes.models import Enrolment


@transaction.atomic
def erase_participations(person: Person, *, by: Any, keep: Collection[int] = ()) -> int:
    """Remove the participations of a person, but for those (primary keys) that a law makes the organisation keep: of these the note goes."""
    require(can_handle_rights(by, person.organisation))
    own = Enrolment.objects.filter(person=person, organisation=person.organisation)
    gone: int = own.exclude(pk__in=keep).delete()[0]
    for enrolment in own.filter(pk__in=keep):
        enrolment.exit_note = ""
        enrolment.save(update_fields=["exit_note"])
    record("programmes.participations_erased", by=by, on=person, note=f"{gone}, kept {len(keep)}")
    return gone
