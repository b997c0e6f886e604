"""Reads about requests: what waits, what an erasure would remove, and what a law keeps."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.network.models import Organisation
from tejido.people.models import Person
from tejido.privacy.deadlines import months_after
from tejido.privacy.export import lines_about
from tejido.privacy.kinds import KINDS
from tejido.privacy.models import DataRequest, LegalDuty
from tejido.programmes.models import Enrolment, Programme

SOON = 7  # days


def waiting(requests: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
    return requests.filter(state=DataRequest.State.OPEN)


def overdue(requests: QuerySet[DataRequest]) -> QuerySet[DataRequest]:
    return waiting(requests).filter(due_on__lt=today())


def days_left(request: DataRequest) -> int:
    return (request.due_on - today()).days


def approvals_missing(request: DataRequest) -> int:
    """An authority's demand needs two persons, an erasure one who did not write it down."""
    needed = {DataRequest.Kind.AUTHORITY: 2, DataRequest.Kind.ERASURE: 1}.get(DataRequest.Kind(request.kind), 0)
    return max(0, needed - request.approvals.count())


def history_of(request: DataRequest) -> QuerySet[AuditEntry]:
    """The lines of the trail about this request, oldest first."""
    return AuditEntry.objects.filter(organisation=request.organisation.code, target=f"privacy.DataRequest:{request.code}").order_by("at", "id")


@dataclass(frozen=True)
class ErasurePlan:
    """What would go and what would stay if this person were erased today."""

    goes: list[tuple[str, int]]
    kept: list[dict[str, str]]
    kept_enrolments: frozenset[int] = frozenset()
    keeps_name: bool = False
    retain_until: dt.date | None = None
    lines: int = 0
    account_goes: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.kept_enrolments


def erasure_plan(person: Person) -> ErasurePlan:
    """Reads only. The page of the approver and the verb both stand on it."""
    held = _held_by_law(person)
    kept = frozenset(pk for duty in held for pk in held[duty][0])
    counts = {kind.slug: kind.rows_of(person).count() for kind in KINDS}
    counts["enrolments"] -= len(kept)
    if kept:
        counts["person"] = 0
    titles: dict[str, Any] = {kind.slug: kind.title for kind in KINDS}
    goes = [(str(titles[slug]), count) for slug, count in counts.items() if count]
    return ErasurePlan(
        goes,
        [{"what": str(duty.get_keeps_display()), "law": duty.law, "until": until.isoformat()} for duty, (_pks, until) in held.items()],
        kept,
        any(duty.keeps == LegalDuty.Keeps.NAMED for duty in held),
        max((until for _pks, until in held.values()), default=None),
        lines_about(person).count(),
        account_goes=person.account_id is not None,
    )


def _held_by_law(person: Person) -> dict[LegalDuty, tuple[list[int], dt.date]]:
    """Duty in force → the participations that it holds, and until when."""
    found: dict[LegalDuty, tuple[list[int], dt.date]] = {}
    enrolments = list(Enrolment.objects.filter(person=person).select_related("cohort"))
    for duty in LegalDuty.objects.on().filter(organisation=person.organisation):
        here = [e for e in enrolments if duty.programme_id in (None, e.cohort.programme_id)]
        until = {e.pk: months_after(e.ends_on or today(), 12 * duty.years) for e in here}
        pks = [pk for pk, day in until.items() if day > today()]
        if pks:
            found[duty] = (pks, max(until[pk] for pk in pks))
    return found




def programmes_of(organisation: Organisation) -> QuerySet[Programme]:
    """For choosing the programme that a law speaks of."""
    return Programme.objects.filter(organisation=organisation)
