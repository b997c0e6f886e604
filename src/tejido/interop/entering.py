"""Good rows become records: persons first, then what is told of them, through the bulk verbs of each app."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tejido.core.periods import today
from tejido.interop.checking import Facts, Ground
from tejido.outcomes.actions.bringing import (
    AssessmentRow,
    MeasurementRow,
    SpellRow,
    bring_assessments,
    bring_measure,
    bring_measurements,
    bring_spells,
)
from tejido.outcomes.models import Measure
from tejido.outcomes.scoring import score
from tejido.people.actions.bringing import ConsentRow, IdentityRow, PersonRow, bring_consents, bring_identities, bring_persons
from tejido.programmes.actions.bringing import EnrolmentRow, bring_cohort, bring_enrolments, bring_programme
from tejido.programmes.models import Programme

Counts = Counter[str]
Told = tuple[int, Any, Any]  # person, key, what is said


def open_places(ground: Ground, *, user: Any, source: str) -> Counts:
    """Open the programmes, cohorts and measures that the mapping declares and the organisation does not have yet."""
    mapping, organisation = ground.mapping, ground.organisation
    programmes = {row.slug: row for row in Programme.objects.filter(organisation=organisation)}
    made: Counts = Counter()
    for new in mapping.programmes:
        made["programme"] += new.slug not in programmes
        programmes[new.slug] = bring_programme(organisation, new.slug, name=new.name, kind=new.kind, by=user, source=source)
    fixed = [mapping.constants.get(key) for key in ("enrolment.starts_on", "person.registered_on")]
    for cohort in mapping.cohorts:
        is_new = ground.cohorts[f"{cohort.programme}/{cohort.slug}".casefold()].pk is None
        starts_on = cohort.starts_on or next((day for day in fixed if day), None) or (mapping.consent and mapping.consent.given_on)
        made["cohort"] += is_new
        if is_new:
            programme = programmes[cohort.programme]
            bring_cohort(
                programme, cohort.slug, name=cohort.name, arm=cohort.arm, starts_on=starts_on or today(), ends_on=cohort.ends_on, by=user, source=source
            )
    known = set(Measure.objects.filter(organisation=organisation, slug__in=ground.measures).values_list("slug", flat=True))
    for measure in ground.measures.values():
        if measure.slug not in known:
            made["measure"] += 1
            codebook = {name: getattr(measure, name) for name in ("label", "kind", "unit", "direction", "lowest", "highest")}
            bring_measure(organisation, measure.slug, by=user, source=source, levels=list(measure.levels), **codebook)
    return +made


class Entry:
    """Writes chunks of one import. Its caller holds the transaction of each chunk."""

    def __init__(self, ground: Ground, *, user: Any, source: str) -> None:
        self.ground, self.organisation, self.user, self.source = ground, ground.organisation, user, source
        rows = Measure.objects.filter(organisation=self.organisation, slug__in=ground.measures)
        self.measures: dict[str, int] = dict(rows.values_list("slug", "pk"))

    def enter(self, good: list[Facts]) -> Counts:
        """Create what the rows tell; how many of each noun."""
        made: Counts = Counter()
        self._persons(good, made)
        told: dict[str, list[Told]] = defaultdict(list)
        for facts in good:
            person = facts.person_id or 0
            for key, (said, _column) in facts.facts.items():
                told[key[0]].append((person, key, said))
        how = {"by": self.user, "source": self.source}
        made["consent"] = bring_consents(self.organisation, list(self._consents(told["consent"])), **how)
        made["enrolment"] = bring_enrolments(self.organisation, list(self._enrolments(told["enrolment"])), **how)
        made["measurement"] = bring_measurements(self.organisation, list(self._measurements(told["measurement"])), **how)
        made["assessment"] = bring_assessments(self.organisation, list(self._assessments(told["assessment"])), **how)
        made["spell"] = bring_spells(self.organisation, list(self._spells(told["spell"])), **how)
        return +made

    def _persons(self, good: list[Facts], made: Counts) -> None:
        new: dict[str, Facts] = {}
        for facts in good:
            if facts.person_id is None:
                new.setdefault(facts.code, facts)
        how = {"by": self.user, "source": self.source}
        rows = [PersonRow(code, **{name: value for name, value in facts.person.items() if name != "register_code"}) for code, facts in new.items()]
        keys = bring_persons(self.organisation, rows, **how)
        for facts in good:
            if facts.person_id is None:
                facts.person_id = keys[facts.code]
        named = [IdentityRow(keys[code], **facts.identity) for code, facts in new.items() if facts.identity]
        made["person"] = len(rows)
        made["identity"] = bring_identities(self.organisation, named, **how)

    def _consents(self, told: list[Told]) -> Iterator[ConsentRow]:
        declared = self.ground.mapping.consent
        if declared is None:
            return
        for person, (_noun, purpose), given in told:
            yield ConsentRow(person, self.ground.texts[purpose], purpose, given, declared.given_on, declared.channel)

    def _enrolments(self, told: list[Told]) -> Iterator[EnrolmentRow]:
        for person, (_noun, cohort), (starts_on, ends_on, reason) in told:
            yield EnrolmentRow(person, cohort.pk, starts_on, ends_on, reason)

    def _measurements(self, told: list[Told]) -> Iterator[MeasurementRow]:
        ids = self.measures
        for person, (_noun, slug, wave, day), (value, level) in told:
            yield MeasurementRow(person, ids[slug], day, wave, value, level)

    def _assessments(self, told: list[Told]) -> Iterator[AssessmentRow]:
        for person, (_noun, instrument, wave, day), (answers, totals) in told:
            pack = self.ground.packs[instrument]
            scores = [(scored.scale, scored.value, scored.answered) for scored in score(pack, answers)] if answers else []
            scored_scales = {scale for scale, _value, _n in scores}
            scores += [(scale, value, 0) for scale, value in totals.items() if scale not in scored_scales]
            yield AssessmentRow(person, instrument, pack.version, "es", day, wave, answers, tuple(scores))

    def _spells(self, told: list[Told]) -> Iterator[SpellRow]:
        for person, (_noun, kind, sort, starts_on), (ends_on, hours, support, reason) in told:
            yield SpellRow(person, kind, sort, starts_on, ends_on, hours, support, reason)
