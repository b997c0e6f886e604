"""Time at risk in months, quarters or years, from dated facts: one row for each person (or spell) and period, the outcome in it, and what came before.

A period is counted from the person's own first day. Only periods that were followed to their end are at risk: an event in a last, broken
period would count while those who had none in theirs could not. An exposure is the state on the last day of the period `lag` periods
before, and a lag is at least one: nobody is exposed by what only began in the period of the outcome, so time that a person had to
survive in order to be exposed is never counted as exposed (immortal time).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tejido.impact.cells.nouns import MONTHS, Exposure, PersonPeriods, Taking, Trait
from tejido.impact.spec.periods import MOST_PERIODS, Stretch

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tejido.impact.engine import Engine
    from tejido.impact.lake import Lake

FOLLOWED = ("goals_reached", "programme_ended")  # exits after which a person is still followed, as in dataset/stretches.py
Unit = tuple[str, ...]
UNIT: Unit = ("person", "number")


@dataclass(frozen=True)
class Facts:
    """The tables of one question."""

    persons: ir.Table
    participations: ir.Table
    spells: ir.Table
    cut_off: dt.date

    def of(self, what: Taking | Stretch) -> ir.Table:
        if isinstance(what, Taking):
            rows = self._dated(what)
            rows = rows.filter(rows.programme == what.programme) if what.programme else rows
            return rows.filter(rows.cohort.isin(what.cohorts)) if what.cohorts else rows
        rows = self.spells.filter(self.spells.kind == what.kind)
        return rows.filter(rows.type.isin(what.types)) if what.types else rows

    def _dated(self, what: Taking) -> ir.Table:
        import ibis

        rows = self.participations
        rows = rows.filter(rows.starts_on >= ibis.literal(what.from_on, "date")) if what.from_on else rows
        rows = rows.filter(rows.starts_on <= ibis.literal(what.to_on, "date")) if what.to_on else rows
        if what.groups is None:
            return rows
        key = rows.organisation.concat("/", rows.programme, "/", rows.cohort)
        return rows.filter(key.isin(what.groups) if what.groups else ibis.literal(False))


def person_periods(lake: Lake, spec: PersonPeriods, engine: Engine, organisations: Collection[str] | None = None) -> ir.Table:
    """`person, number, period, event` with organisation, sex, birth_year, age and start_year at the first day, and one column per exposure."""
    persons, participations, spells = (lake.table(name, engine, organisations) for name in ("persons", "participations", "spells"))
    return periods_of(Facts(persons, participations, spells, lake.cut_off), spec)


def periods_of(facts: Facts, spec: PersonPeriods) -> ir.Table:
    """The same from tables of any origin that have the columns of the lake."""
    import ibis

    units = _followed(_units(facts, spec), facts, spec)
    step = MONTHS[spec.unit]
    whole = place(units.until, units.start, step) - 1  # the last period that was followed to its end
    at = ibis.ifelse(units.event_on.notnull(), place(units.event_on, units.start, step), ibis.null())
    other = ibis.ifelse(units.other_on.notnull(), place(units.other_on, units.start, step), ibis.null())
    first_is_event = units.other_on.isnull() | (units.event_on <= units.other_on)
    happens = at.notnull() & first_is_event
    last = ibis.least(whole, ibis.literal(spec.most, "int64"), at.fill_null(MOST_PERIODS + 1), other.fill_null(MOST_PERIODS + 1))
    timed = units.mutate(last=last.cast("int64"), at=ibis.ifelse(happens, at, ibis.null()).cast("int64"))
    timed = timed.filter(timed.last >= 1)
    rows = timed.mutate(period=ibis.range(1, timed.last + 1).unnest().cast("int64"))
    rows = rows.mutate(event=(rows.at.notnull() & (rows.at == rows.period)).cast("int8"))
    for exposure in spec.exposures:
        rows = _exposed(rows, timed, facts, exposure, step)
    for trait in spec.traits:
        rows = _marked(rows, timed, facts, trait)
    return _described(rows, facts, spec)


def place(day: Any, start: Any, step: int) -> Any:
    """The number of the period in which a day lies, 1 for the first; zero and less lie before the start."""
    months = (day.year() - start.year()) * 12 + (day.month() - start.month()) - (day.day() < start.day()).cast("int64")
    return (months if step == 1 else (months.cast("float64") / step).floor().cast("int64")).cast("int64") + 1


def _units(facts: Facts, spec: PersonPeriods) -> ir.Table:
    """`person, number, start` and the first days of the event and of the competing one, where there are any."""
    import ibis

    origin = facts.of(spec.origin)
    if spec.clock == "entry":
        starts = origin.group_by("person").aggregate(start=origin.starts_on.min()).mutate(number=ibis.literal(1, "int64"))
        starts = starts.mutate(ends_on=ibis.null().cast("date"))
    else:
        if spec.among is not None:
            entered = facts.of(spec.among).group_by("person").aggregate(entered=lambda t: t.starts_on.min())
            origin = origin.join(entered, "person").filter(lambda t: (t.ends_on if spec.clock == "gap" else t.starts_on) >= t.entered)
        gap = spec.clock == "gap"
        begun = origin.filter(origin.ends_on.notnull()) if gap else origin
        begun = begun.mutate(start=begun.ends_on if gap else begun.starts_on)
        order = ibis.window(group_by="person", order_by=[begun.start, begun.ends_on.isnull(), begun.ends_on])
        starts = begun.select("person", "start", "ends_on", number=(ibis.row_number().over(order) + 1).cast("int64"))
    starts = starts.mutate(event_on=starts.ends_on) if spec.event is None else _first(starts, facts.of(spec.event), "event_on")
    starts = _first(starts, facts.of(spec.competing), "other_on") if spec.competing else starts.mutate(other_on=ibis.null().cast("date"))
    return starts.select(*UNIT, "start", "event_on", "other_on")


def _first(starts: ir.Table, events: ir.Table, name: str) -> ir.Table:
    """The first of these spells that began on the first day or later."""
    pairs = starts.select(*UNIT, "start").join(events.select("person", began=events.starts_on), "person")
    first = pairs.filter(pairs.began >= pairs.start).group_by(list(UNIT)).aggregate(**{name: lambda t: t.began.min()})
    found = starts.left_join(first, list(UNIT))
    return found.select(*starts.columns, name)


def _followed(units: ir.Table, facts: Facts, spec: PersonPeriods) -> ir.Table:
    """`until`: the first day of which nothing is known. Who left well, or still takes part, is followed to the cut-off; others to their exit."""
    import ibis

    stays = facts.of(spec.origin) if spec.clock == "entry" else facts.participations
    after = ibis.literal(facts.cut_off + dt.timedelta(days=1), "date")
    kept = stays.ends_on.isnull() | stays.exit_reason.isnull() | stays.exit_reason.isin(FOLLOWED)
    if spec.clock == "entry":  # of the participation with which the person entered
        entries = stays.join(units.select("person", "start"), "person").filter(lambda t: t.starts_on == t.start)
        stays, kept = entries, entries.ends_on.isnull() | entries.exit_reason.isnull() | entries.exit_reason.isin(FOLLOWED)
    ends = stays.mutate(until=ibis.ifelse(kept, after, ibis.least(stays.ends_on + ibis.interval(days=1), after)))
    ends = ends.group_by("person").aggregate(until=ends.until.max())
    found = units.left_join(ends, "person")
    return found.select(*units.columns, until=found.until.fill_null(after))


def _exposed(rows: ir.Table, timed: ir.Table, facts: Facts, exposure: Exposure, step: int) -> ir.Table:
    """Exposed in period t: the spell had begun by the last day of period t − lag, and (unless `ever`) went on beyond it."""
    import ibis

    spells = facts.of(exposure.of).select("person", "starts_on", "ends_on")
    pairs = timed.select(*UNIT, "start", "last").join(spells, "person")
    begin = ibis.greatest(place(pairs.starts_on, pairs.start, step) + exposure.lag, ibis.literal(1, "int64"))
    ending = place(pairs.ends_on, pairs.start, step) + exposure.lag - 1
    end = pairs.last if exposure.ever else ibis.least(pairs.last, ibis.ifelse(pairs.ends_on.isnull(), pairs.last, ending))
    spans = pairs.mutate(begin=begin.cast("int64"), end=end.cast("int64"))
    spans = spans.filter(spans.begin <= spans.end)
    marked = spans.mutate(period=ibis.range(spans.begin, spans.end + 1).unnest().cast("int64")).select(*UNIT, "period").distinct()
    marked = marked.mutate(**{exposure.name: ibis.literal(1, "int8")})
    found = rows.left_join(marked, [*UNIT, "period"])
    return found.select(*rows.columns, **{exposure.name: found[exposure.name].fill_null(0).cast("int8")})


def _marked(rows: ir.Table, timed: ir.Table, facts: Facts, trait: Trait) -> ir.Table:
    """Known from the first day on: what began later says nothing about it."""
    import ibis

    begun = facts.of(trait.of).select("person", began=lambda t: t.starts_on)
    pairs = timed.select(*UNIT, "start").join(begun, "person")
    marked = pairs.filter(pairs.began <= pairs.start).select(*UNIT).distinct().mutate(**{trait.name: ibis.literal(1, "int8")})
    found = rows.left_join(marked, list(UNIT))
    return found.select(*rows.columns, **{trait.name: found[trait.name].fill_null(0).cast("int8")})


def _described(rows: ir.Table, facts: Facts, spec: PersonPeriods) -> ir.Table:
    """What does not change: of the person, and of the first day."""
    known = rows.join(facts.persons.select("person", "organisation", "kind", "sex", "birth_year"), "person")
    year = known.start.year().cast("int64")
    return known.select(
        *UNIT, "period", "event", "organisation", "kind", "sex", "birth_year", *spec.names, start_year=year, age=year - known.birth_year
    )  # fmt: skip
