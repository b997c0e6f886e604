"""Jobs, homes and other dated stretches as columns: time to the first one, whether there was one, days in them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.dataset.population import Entrant
from tejido.impact.dataset.sources import Reach
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
    return {column.name: _column(column, found, people, reach.cut_off) for column in columns}


def _column(column: Column, found: Mapping[tuple[int, str], list[Stretch]], people: Mapping[int, Entrant], cut_off: dt.date) -> dict[int, float]:
    assert column.source is not None
    types = set(column.source.options.get("types", ()))
    values = {}
    for person, entrant in people.items():
        if entrant.entry is None:
            continue
        own = [one for one in found.get((person, column.source.value), []) if not types or one[0] in types]
        value = value_of(column.source.options, own, entrant.entry.starts_on, followed_until(entrant, cut_off))
        if value is not None:
            values[person] = value
    return values


def followed_until(entrant: Entrant, cut_off: dt.date) -> dt.date:
    """The last day of which the record can tell."""
    stay = entrant.entry
    if stay is None or stay.ends_on is None or stay.exit_reason in FOLLOWED:
        return cut_off
    return min(stay.ends_on, cut_off)


def value_of(options: Mapping[str, Any], own: Sequence[Stretch], entry: dt.date, until: dt.date) -> float | None:
    """What one column says of one person."""
    give, within = options.get("give", "event"), options.get("within")
    last = until if within is None else min(until, entry + dt.timedelta(days=int(within)))
    first = min((starts_on for _type, starts_on, _ends in own if entry <= starts_on <= last), default=None)
    if give == "event":
        return float(first is not None)
    if give == "days":
        return max(float(((first or last) - entry).days), SAME_DAY)
    if give == "total_days":
        return _total_days(own, entry, last) if within is None or last == entry + dt.timedelta(days=int(within)) else None
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
