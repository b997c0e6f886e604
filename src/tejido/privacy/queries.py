"""Reads about requests: what waits, what an erasure would remove, and what a law keeps."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from tejido.core.models import AuditEntry
from tejido.core.periods import today
from tejido.network.models import Organisation
from tejido.people.models import Person
from tejido.privacy.deadlines import months_after
from tejido.privacy.export import lines_about
from tejido.privacy.kinds import KINDS
from tejido.privacy.models import DataRequest, LegalDuty, with_days
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


def asked_by_an_authority() -> QuerySet[Any]:
    """What lines of the trail call each request of a court: the person must not learn of it from who looked at the record."""
    asked = DataRequest.objects.filter(kind=DataRequest.Kind.AUTHORITY)
    return asked.annotate(target=Concat(Value("privacy.DataRequest:"), "code")).values("target")


@dataclass(frozen=True)
class ErasurePlan:
    """What would go and what would stay if this person were erased today. `kept`: one entry for each duty and day, as the ledger keeps them."""

    goes: list[tuple[str, int]]
    kept: list[dict[str, Any]]
    kept_enrolments: frozenset[int] = frozenset()
    lines: int = 0
    account_goes: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.kept_enrolments

    @property
    def keeps_name(self) -> bool:
        return any(one["keeps"] == LegalDuty.Keeps.NAMED for one in self.kept)

    @property
    def retain_until(self) -> dt.date | None:
        """The next day on which a part of it goes."""
        return min((dt.date.fromisoformat(one["until"]) for one in self.kept), default=None)

    @property
    def parts(self) -> list[dict[str, Any]]:
        return with_days(self.kept)

    def without_name(self) -> "ErasurePlan":
        return replace(self, kept=[{**one, "keeps": LegalDuty.Keeps.PARTICIPATIONS.value} for one in self.kept])


def erasure_plan(person: Person) -> ErasurePlan:
    """Reads only. The page of the approver and the verb both stand on it."""
    left = what_is_left(person, _held_by_law(person))
    counts = {kind.slug: kind.rows_of(person).count() for kind in KINDS}
    counts["enrolments"] -= len(left.kept_enrolments)
    if left.kept:
        counts["person"] = 0
    titles: dict[str, Any] = {kind.slug: kind.title for kind in KINDS}
    goes = [(str(titles[slug]), count) for slug, count in counts.items() if count]
    return replace(left, goes=goes, lines=lines_about(person).count(), account_goes=person.account_id is not None)


def what_is_left(person: Person, kept: list[dict[str, Any]]) -> ErasurePlan:
    """Of what laws keep, the entries whose day has not come, and the participations that they speak of: each law holds its own part for its own time."""
    left = [one for one in kept if one["until"] > today().isoformat()]
    codes = {code for one in left for code in one["participations"]}
    own = Enrolment.objects.filter(person=person, code__in=codes)
    return ErasurePlan([], left, frozenset(own.values_list("pk", flat=True)))


def _held_by_law(person: Person) -> list[dict[str, Any]]:
    """What each duty in force keeps, and until when: participations that ended on different days go on different days."""
    found: list[dict[str, Any]] = []
    enrolments = list(Enrolment.objects.filter(person=person).select_related("cohort"))
    for duty in LegalDuty.objects.on().filter(organisation=person.organisation):
        by_day: dict[dt.date, list[str]] = defaultdict(list)
        for enrolment in enrolments:
            if duty.programme_id in (None, enrolment.cohort.programme_id):
                by_day[months_after(enrolment.ends_on or today(), 12 * duty.years)].append(enrolment.code)
        told = {"what": str(duty.get_keeps_display()), "law": duty.law, "keeps": duty.keeps}
        found += [{**told, "until": day.isoformat(), "participations": codes} for day, codes in sorted(by_day.items())]
    return found


def programmes_of(organisation: Organisation) -> QuerySet[Programme]:
    """For choosing the programme that a law speaks of."""
    return Programme.objects.filter(organisation=organisation)
