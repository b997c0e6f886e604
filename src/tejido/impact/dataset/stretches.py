"""Jobs, homes and other dated stretches as columns: time to the first one, whether there was one, days in them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.dataset.population import Entrant
from tejido.impact.dataset.sources import Reach
from tejido.impact.derive import base_columns
from tejido.impact.spec import Column, Plan
from tejido.outcomes.models import Spell
from tejido.programmes.models import Enrolment

#: What happens on the very day of entry happens within it: a time of zero has no place in a survival analysis.
SAME_DAY = 0.5

Stretch = tuple[str, dt.date, dt.date | None]

#: A participation that ended well is still followed until the cut-off; after the other exits nobody knows what came next.
FOLLOWED = frozenset({"", Enrolment.ExitReason.GOALS_REACHED, Enrolment.ExitReason.PROGRAMME_ENDED})


def stretched(plan: Plan, reach: Reach, people: Mapping[int, Entrant]) -> dict[str, dict[int, float]]:
    """Column → person → value, for the columns that come from spells. One query."""
    columns = [column for column in plan.columns if column.source is not None and column.source.kind == "spell"]
    if not columns:
        return {}
    kinds = {column.source.value for column in columns if column.source is not None}
    rows = Spell.objects.filter(organisation__in=reach.organisations, kind__in=kinds, starts_on__lte=reach.cut_off)
    found: dict[tuple[int, str], list[Stretch]] = {}
    for person, kind, kind_type, starts_on, ends_on in rows.order_by("starts_on", "pk").values_list("person_id", "kind", "type", "starts_on", "ends_on"):
        found.setdefault((person, kind), []).append((kind_type, starts_on, ends_on))
    return {column.name: _column(column, found, people, reach.cut_off, ends_a_time=ends_a_time(column, columns, plan)) for column in columns}


def ends_a_time(column: Column, columns: Sequence[Column], plan: Plan) -> bool:
    """Is this yes or no the end of a time that the plan asks beside it? Then a no is "not as far as it was followed"; else "not within"."""
    if column.name in base_columns([estimate.outcome.column for estimate in plan.estimates if estimate.outcome.column], plan):
        return False
    return any(_spell_of(one) == _spell_of(column) and one.source is not None and one.source.options.get("give") == "days" for one in columns)


def _spell_of(column: Column) -> tuple[Any, ...]:
    assert column.source is not None
    options = column.source.options
    return column.source.value, frozenset(options.get("types", ())), options.get("within")


def _column(
    column: Column, found: Mapping[tuple[int, str], list[Stretch]], people: Mapping[int, Entrant], cut_off: dt.date, *, ends_a_time: bool
) -> dict[int, float]:
    assert column.source is not None
    types = set(column.source.options.get("types", ()))
    values = {}
    for person, entrant in people.items():
        if entrant.entry is None:
            continue
        own = [one for one in found.get((person, column.source.value), []) if not types or one[0] in types]
        until = followed_until(entrant, cut_off)
        value = value_of(column.source.options, own, entrant.entry.starts_on, until, ends_a_time=ends_a_time)
        if value is not None:
            values[person] = value
    return values


def followed_until(entrant: Entrant, cut_off: dt.date) -> dt.date:
    """The last day of which the record can tell."""
    stay = entrant.entry
    if stay is None or stay.ends_on is None or stay.exit_reason in FOLLOWED:
        return cut_off
    return min(stay.ends_on, cut_off)


def value_of(options: Mapping[str, Any], own: Sequence[Stretch], entry: dt.date, until: dt.date, *, ends_a_time: bool = True) -> float | None:
    """What one column says of one person. Nothing where it asks for more days than the person was followed; `ends_a_time`: its `days` tell how many."""
    give, within = options.get("give", "event"), options.get("within")
    last = until if within is None else min(until, entry + dt.timedelta(days=int(within)))
    whole = within is None or last == entry + dt.timedelta(days=int(within))
    first = min((starts_on for _type, starts_on, _ends in own if entry <= starts_on <= last), default=None)
    if give == "event":
        return float(first is not None) if first is not None or whole or ends_a_time else None
    if give == "days":
        return max(float(((first or last) - entry).days), SAME_DAY)
    if give == "total_days":
        return _total_days(own, entry, last) if whole else None
    return _on_the_day(options, own, entry, until)


def _total_days(own: Sequence[Stretch], entry: dt.date, last: dt.date) -> float:
    """Days covered by any stretch: two jobs at once are not two days."""
    days: set[int] = set()
    for _type, starts_on, ends_on in own:
        begin, end = max(starts_on, entry), min(ends_on or last, last)
        days.update(range(begin.toordinal(), end.toordinal()))
    return float(len(days))


def _on_the_day(options: Mapping[str, Any], own: Sequence[Stretch], entry: dt.date, until: dt.date) -> float | None:
    """Was the person in such a stretch on that day? Unknown when nobody followed the person that long."""
    at = str(options.get("at") or "0")
    day = entry + dt.timedelta(days=int(float(at))) if at.replace(".", "", 1).isdigit() else dt.date.fromisoformat(at)
    if day > until:
        return None
    return float(any(starts_on <= day and (ends_on is None or ends_on > day) for _type, starts_on, ends_on in own))
