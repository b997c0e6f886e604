"""Verbs about participations: entry, exit with a reason, coming back, and corrections."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tejido.core.periods import today
from tejido.core.trail import Refused, amend, claim, record, require
from tejido.people.actions import look
from tejido.people.models import Person
from tejido.programmes.models import Cohort, Enrolment
from tejido.programmes.permissions import can_correct_enrolment, can_enrol_person
from tejido.ui.days import as_day


class AlreadyTakesPart(Refused):
    """The person is in this group now."""

    field = "person"


class CohortFull(Refused):
    """No place is free."""


class EntryOutsideCohort(Refused):
    """The group had ended by then."""

    field = "starts_on"


class ExitBeforeEntry(Refused):
    """Nobody leaves before coming in."""

    field = "ends_on"


class ExitInTheFuture(Refused):
    """An exit is written down when it has happened."""

    field = "ends_on"


class UnknownReason(Refused):
    """The reason is not one of the list: results are counted by it."""

    field = "exit_reason"


class NotInside(Refused):
    """The person has already left."""


def check_entry(cohort: Cohort, starts_on: dt.date) -> None:
    if cohort.ends_on and starts_on > cohort.ends_on:
        raise EntryOutsideCohort(_("Este grupo terminó antes de esa fecha. Escriba un día anterior, o elija otro grupo."))


def check_exit(starts_on: dt.date, ends_on: dt.date, reason: str) -> None:
    if ends_on < starts_on:
        raise ExitBeforeEntry(_("La salida sería anterior a la entrada (%(entry)s). Revise las dos fechas.") % {"entry": as_day(starts_on)})
    if ends_on > today():
        raise ExitInTheFuture(_("Esa fecha todavía no llega. La salida se anota cuando ya ocurrió."))
    if reason not in Enrolment.ExitReason.values:
        raise UnknownReason(_("Elija un motivo de la lista. Si ninguno sirve, elija «otro motivo» y explíquelo en la nota."))


@transaction.atomic
def enrol_person(person: Person, cohort: Cohort, *, by: Any, starts_on: dt.date) -> Enrolment:
    """Enter a group. Who comes back to the same group goes on with the same participation: its first day is kept."""
    require(can_enrol_person(by, person, cohort))
    check_entry(cohort, starts_on)
    before = Enrolment.objects.filter(person=person, cohort=cohort).first()
    if before and before.ends_on is None:
        raise AlreadyTakesPart(_("Esta persona ya participa en el grupo desde el %(day)s.") % {"day": as_day(before.starts_on)})
    if cohort.places is not None and cohort.enrolments.filter(ends_on__isnull=True).count() >= cohort.places:
        raise CohortFull(_("Las %(places)s plazas están ocupadas. Puede inscribirla en una lista de espera, o ampliar las plazas del grupo.") % {"places": cohort.places})
    if before:
        claim(before, None)
        before.starts_on = min(before.starts_on, starts_on)
        before.ends_on, before.exit_reason, before.exit_note = None, "", ""
        before.save(update_fields=["starts_on", "ends_on", "exit_reason", "exit_note"])
        record("programmes.person_returned", by=by, on=before, fields=["ends_on", "exit_reason"], note=f"came back on {starts_on}")
        return before
    enrolment = Enrolment.objects.create(organisation=cohort.organisation, person=person, cohort=cohort, starts_on=starts_on)
    record("programmes.person_enrolled", by=by, on=enrolment, fields=["cohort", "starts_on"])
    return enrolment


@transaction.atomic
def close_enrolment(enrolment: Enrolment, *, by: Any, ends_on: dt.date, exit_reason: str, exit_note: str = "", version: int | None = None) -> Enrolment:
    """Leave a group, with the day and the reason. A good exit is not a loss: the reason tells them apart."""
    require(can_correct_enrolment(by, enrolment))
    if enrolment.ends_on is not None:
        raise NotInside(_("Esta participación ya tiene salida. Si la fecha o el motivo no son correctos, corríjala."))
    check_exit(enrolment.starts_on, ends_on, exit_reason)
    fields = amend(enrolment, {"ends_on": ends_on, "exit_reason": exit_reason, "exit_note": exit_note}, version=version)
    record("programmes.enrolment_closed", by=by, on=enrolment, fields=fields)
    return enrolment


@transaction.atomic
def correct_enrolment(
    enrolment: Enrolment, *, by: Any, starts_on: dt.date, ends_on: dt.date | None = None, exit_reason: str = "", exit_note: str = "", version: int | None = None
) -> Enrolment:
    """Correct the days or the reason of a participation. Without a last day there is no reason either."""
    require(can_correct_enrolment(by, enrolment))
    check_entry(enrolment.cohort, starts_on)
    if ends_on:
        check_exit(starts_on, ends_on, exit_reason)
    elif exit_reason:
        raise ExitBeforeEntry(_("Falta el día de la salida. Escríbalo, o deje el motivo vacío si sigue participando."))
    fields = amend(enrolment, {"starts_on": starts_on, "ends_on": ends_on, "exit_reason": exit_reason, "exit_note": exit_note}, version=version)
    record("programmes.enrolment_corrected", by=by, on=enrolment, fields=fields)
    return enrolment


@transaction.atomic
def look_at_participations(person: Person, *, by: Any) -> Person:
    """Open the page that tells in what a person takes part."""
    return look(person, "programmes.person_viewed", by=by)
