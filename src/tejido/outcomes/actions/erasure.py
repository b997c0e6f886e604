"""What outcomes keep of a person goes when the person is erased. Sealed figures stand: nobody is recognised in them."""

from typing import Any

from django.db import transaction

from tejido.core.trail import record, require
from tejido.outcomes.models import Assessment, Goal, Measurement, Score, Spell
from tejido.people.models import Person
from tejido.people.permissions import can_handle_rights


@transaction.atomic
def erase_outcomes(person: Person, *, by: Any) -> dict[str, int]:
    """Remove answers, scores, goals, values and spells of a person."""
    require(can_handle_rights(by, person.organisation))
    own: dict[str, Any] = {"organisation": person.organisation}
    gone = {"score": Score.objects.filter(assessment__in=Assessment.objects.filter(person=person, **own), **own).delete()[0]}
    for noun, model in (("assessment", Assessment), ("goal", Goal), ("measurement", Measurement), ("spell", Spell)):
        gone[noun] = model._default_manager.filter(person=person, **own).delete()[0]
    record("outcomes.outcomes_erased", by=by, on=person, note=" ".join(f"{noun}={n}" for noun, n in gone.items()))
    return gone
