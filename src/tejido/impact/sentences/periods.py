"""A life table in words: how many in all, in which period the event is likeliest, and when half have had it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import hypot, sqrt
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import written
from tejido.impact.sentences.labels import group_label, language, outcome_label
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]
REACH = 1.959963984540054
#: Of fewer people at the beginning of a period nobody says that it is the likeliest.
FEWEST_AT_RISK = 20


def periods_sentences(rows: Sequence[Row], plan: Plan, estimate: Estimate) -> Iterator[str]:
    """Up to three sentences for each group. Hidden periods are passed over, and then nobody can say which is the likeliest."""
    unit = plan.column(estimate.outcome.clock)
    for group in dict.fromkeys(row["group"] for row in rows):
        mine = [row for row in rows if row["group"] == group]
        whose = [outcome_label(plan, estimate), *([] if group in (None, "all") else [group_label(plan, estimate, str(group))])]
        values = {"outcome": ", ".join(whose), "unit": localised(unit.unit, language()) if unit else ""}
        left = [row for row in mine if row["scale"] == "period_survival"]
        chances = [row for row in mine if row["scale"] == "hazard"]
        yield from _in_all(left, values)
        yield from _likeliest(chances, values)
        yield from _half(left, values)


def _in_all(left: Sequence[Row], values: Mapping[str, str]) -> Iterator[str]:
    told = [row for row in left if row["estimate"] is not None]
    if not told:
        return
    last = told[-1]
    more = dict(values) | _ends(last, left) | {"share": written(100 * (1 - last["estimate"]), 1)}
    if last.get("se") is None:
        yield _("%(outcome)s: %(share)s de cada 100 hasta el periodo de %(start)s a %(at)s %(unit)s.") % more
        return
    low, high = (min(1.0, max(0.0, 1 - last["estimate"] + sign * REACH * last["se"])) for sign in (-1, 1))
    more |= {"low": written(100 * low, 1), "high": written(100 * high, 1)}
    text = _("%(outcome)s: %(share)s de cada 100 hasta el periodo de %(start)s a %(at)s %(unit)s (intervalo del 95 %%: de %(low)s a %(high)s).")
    yield text % more


def _ends(row: Row, rows: Sequence[Row]) -> dict[str, str]:
    """A period by both its ends: nobody may have been followed to the end of the last one, so that it is no moment to speak of."""
    before = [one["at"] for one in rows if one["at"] < row["at"]]
    return {"start": _time(max(before, default=0.0)), "at": _time(row["at"])}


def _likeliest(chances: Sequence[Row], values: Mapping[str, str]) -> Iterator[str]:
    """Of the periods that enough people began, the likeliest and the least likely, where they differ by more than chance."""
    if any(row["estimate"] is None for row in chances):
        return
    begins = [0.0, *(row["at"] for row in chances)]
    known = [(row, start) for row, start in zip(chances, begins, strict=False) if (row.get("at_risk") or 0) >= FEWEST_AT_RISK]
    if len(known) < 2:
        return
    (most, first), (least, second) = (pick(known, key=lambda pair: pair[0]["estimate"]) for pick in (max, min))
    (most_low, most_high), (least_low, least_high) = _interval(most), _interval(least)
    if most["estimate"] - least["estimate"] <= hypot(most["estimate"] - most_low, least_high - least["estimate"]):
        return
    more = dict(values) | {
        "from": _time(first), "to": _time(most["at"]), "most": written(100 * most["estimate"], 1),
        "most_low": written(100 * most_low, 1), "most_high": written(100 * most_high, 1),
        "early": _time(second), "late": _time(least["at"]), "least": written(100 * least["estimate"], 1),
        "least_low": written(100 * least_low, 1), "least_high": written(100 * least_high, 1),
    }  # fmt: skip
    text = _(
        "%(outcome)s: de quienes seguían al empezar cada periodo, a más les ocurre de %(from)s a %(to)s %(unit)s "
        "(%(most)s de cada 100; intervalo del 95 %%: de %(most_low)s a %(most_high)s) "
        "y a menos de %(early)s a %(late)s (%(least)s de cada 100; de %(least_low)s a %(least_high)s)."
    )
    yield f"{text % more} {_only_begun_by_many(known, chances)}".strip()


def _only_begun_by_many(known: Sequence[tuple[Row, float]], chances: Sequence[Row]) -> str:
    """A period left out may well be the likeliest, so that the reader is told."""
    if len(known) == len(chances):
        return ""
    return _("Solo se comparan los periodos que empezaron al menos %(least)s personas.") % {"least": FEWEST_AT_RISK}


def _interval(row: Row) -> tuple[float, float]:
    """Wilson 1927 (J. Am. Stat. Assoc. 22:209), on which Newcombe 1998 (Stat. Med. 17:873) builds that of a difference of two shares."""
    n, share = row["at_risk"], row["estimate"]
    centre, reach = share + REACH**2 / (2 * n), REACH * sqrt(share * (1 - share) / n + (REACH / (2 * n)) ** 2)
    return (centre - reach) / (1 + REACH**2 / n), (centre + reach) / (1 + REACH**2 / n)


def _half(left: Sequence[Row], values: Mapping[str, str]) -> Iterator[str]:
    if any(row["estimate"] is None for row in left):
        return
    reached = next((row for row in left if row["estimate"] <= 0.5), None)
    more = dict(values) | _ends(reached or left[-1], left) if left else {}
    if reached is not None:
        yield _("%(outcome)s: en el periodo de %(start)s a %(at)s %(unit)s le ha ocurrido ya a la mitad.") % more
    elif left:
        yield _("%(outcome)s: hasta el periodo de %(start)s a %(at)s %(unit)s todavía no le ha ocurrido a la mitad.") % more


def _time(at: float) -> str:
    return written(at, 0 if float(at).is_integer() else 1)
