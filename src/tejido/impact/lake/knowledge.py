"""What had been written down by an instant, told from the rows' own dates of recording and from the trail.

The trail keeps which fields changed and when, never their values. So of a past instant it can be said which rows were not there yet and
which ends had not been written down; a value that was corrected since is given as it stands today and counted (`revised`); a row
that was removed since is gone (`removed`); a measurement whose recording left no line is left out (`undated`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from tejido.core.models import AuditEntry

CLOSED = ("programmes.enrolment_closed", "outcomes.spell_closed", "outcomes.goal_closed")
BROUGHT, MEASURED = "outcomes.measurements_brought", "outcomes.measurement_recorded"
REMOVED = (
    "people.person_erased", "people.person_reduced", "people.persons_taken_back", "programmes.participations_erased",
    "programmes.enrolments_taken_back", "outcomes.outcomes_erased", "outcomes.outcomes_taken_back",
)  # fmt: skip
CREATED = (
    "people.person_registered", "programmes.person_enrolled", "outcomes.assessment_recorded", "outcomes.spell_opened", "outcomes.goal_recorded", MEASURED,
)  # fmt: skip


@dataclass
class Knowledge:
    """Of one organisation, at an instant. `since` is empty where that instant is now."""

    at: dt.datetime
    is_past: bool
    closed: frozenset[str] = frozenset()
    corrected: frozenset[str] = frozenset()
    removed: int = 0
    sources: frozenset[str] = frozenset()
    measured: frozenset[str] = frozenset()
    measured_later: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=lambda: {"revised": 0, "undated": 0})

    def end_was_unknown(self, model: str, code: str) -> bool:
        return f"{model}:{code}" in self.closed

    def note(self, model: str, code: str) -> None:
        """Count a row whose values may have been others then."""
        if f"{model}:{code}" in self.corrected:
            self.counts["revised"] += 1

    def has_measurement(self, pk: int, source: str) -> bool:
        """Had this value been written down? Measurements carry no instant of their own."""
        target = f"outcomes.Measurement:{pk}"
        if not self.is_past or target in self.measured or (source and source in self.sources):
            return True
        if target not in self.measured_later and not source:
            self.counts["undated"] += 1
        return False


def knowledge_of(organisation_code: str, at: dt.datetime, *, is_past: bool) -> Knowledge:
    """Read the trail of one organisation, which must be declared. Three queries, none where the instant is now."""
    if not is_past:
        return Knowledge(at, is_past)
    lines = AuditEntry.objects.filter(organisation=organisation_code)
    later = lines.filter(at__gt=at)
    changed = list(later.filter(target__gt="").exclude(verb__in=CREATED).values_list("verb", "target"))
    before = lines.filter(at__lte=at, verb__in=(BROUGHT, MEASURED)).values_list("verb", "target", "note")
    brought = [note.partition(":")[0] for verb, _target, note in before if verb == BROUGHT]
    return Knowledge(
        at, is_past,
        closed=frozenset(target for verb, target in changed if verb in CLOSED),
        corrected=frozenset(target for verb, target in changed if verb not in CLOSED),
        removed=later.filter(verb__in=REMOVED).count(),
        sources=frozenset(brought),
        measured=frozenset(target for verb, target, _note in before if verb == MEASURED),
        measured_later=frozenset(later.filter(verb=MEASURED).values_list("target", flat=True)),
    )  # fmt: skip
