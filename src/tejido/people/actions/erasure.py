"""Restriction and erasure of a person's record. What other apps keep, their own verbs erase; `privacy.actions` calls them in order."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tejido.core.periods import today
from tejido.core.trail import Refused, claim, record, require
from tejido.people.models import Consent, Identity, Person
from tejido.people.permissions import can_handle_rights

LEFT_BY_LAW = _("La persona pidió borrar sus datos. Lo que queda se guarda solo porque una ley lo manda y no se puede volver a usar.")
FORGOTTEN = {"register_code": "", "sex": Person.Sex.NOT_STATED, "birth_year": None, "account": None}


class AlreadyRestricted(Refused):
    """The record is kept without being used already."""


class NotRestricted(Refused):
    """There is nothing to lift."""


class KeptByLaw(Refused):
    """The person asked to be erased; what is left is there because a law says so, and only until its day."""


@transaction.atomic
def restrict_person(person: Person, *, by: Any, reason: str) -> Person:
    """Keep a record without using it: from the next request on nobody opens it but the person, and nobody counts it."""
    require(can_handle_rights(by, person.organisation))
    person.refresh_from_db(fields=["restricted_on", "restriction"])
    if person.restricted_on is not None:
        raise AlreadyRestricted(_("El uso de esta ficha ya está limitado."))
    if reason not in Person.Restriction.values or not reason:
        raise Refused(_("Elija por qué se limita el uso de la ficha."))
    claim(person, None)
    person.restricted_on, person.restriction = today(), reason
    person.save(update_fields=["restricted_on", "restriction"])
    record("people.person_restricted", by=by, on=person, fields=["restricted_on", "restriction"], note=reason)
    return person


@transaction.atomic
def lift_restriction(person: Person, *, by: Any) -> Person:
    """The record may be used again. The person must be told before: that is for the letter."""
    require(can_handle_rights(by, person.organisation))
    person.refresh_from_db(fields=["restricted_on", "restriction"])
    if person.restricted_on is None:
        raise NotRestricted(_("El uso de esta ficha no está limitado."))
    if person.restriction == Person.Restriction.LEGAL_DUTY:
        raise KeptByLaw(LEFT_BY_LAW)
    claim(person, None)
    person.restricted_on, person.restriction = None, Person.Restriction.NONE
    person.save(update_fields=["restricted_on", "restriction"])
    record("people.restriction_lifted", by=by, on=person, fields=["restricted_on", "restriction"])
    return person


@transaction.atomic
def erase_record(person: Person, *, by: Any) -> dict[str, int]:
    """Remove identity, permissions and the record itself. The verbs of the apps above have run before: whatever points here still, goes too."""
    require(can_handle_rights(by, person.organisation))
    _total, gone = Person.objects.filter(pk=person.pk, organisation=person.organisation).delete()
    record("people.person_erased", by=by, on=person, organisation=person.organisation)
    return gone


@transaction.atomic
def reduce_record(person: Person, *, by: Any, keep_name: bool) -> dict[str, int]:
    """Where a law makes the organisation keep participations: leave the bare record they hang on, out of use, and nothing else."""
    require(can_handle_rights(by, person.organisation))
    gone = Consent.objects.filter(person=person, organisation=person.organisation).delete()[1]
    if keep_name:
        _keep_name_only(person)
    else:
        gone |= Identity.objects.filter(person=person, organisation=person.organisation).delete()[1]
    claim(person, None)
    for name, value in FORGOTTEN.items():
        setattr(person, name, value)
    person.restricted_on, person.restriction = person.restricted_on or today(), Person.Restriction.LEGAL_DUTY
    person.save(update_fields=[*FORGOTTEN, "restricted_on", "restriction"])
    record("people.person_reduced", by=by, on=person, fields=[*FORGOTTEN, "restricted_on", "restriction"])
    return gone


def _keep_name_only(person: Person) -> None:
    identity = Identity.objects.filter(person=person).first()
    if identity is not None:
        identity.preferred_name = identity.phone = identity.email = identity.address = ""
        identity.birth_date = None
        identity.save()
