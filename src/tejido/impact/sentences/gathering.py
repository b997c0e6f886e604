"""Lines that would begin alike, told in one sentence: the moments of a curve, the interviews, the kinds of change, the organisations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.numbers import written
from tejido.impact.sentences.comparisons import difference_sentence
from tejido.impact.sentences.labels import group_label, language, listed, outcome_label
from tejido.impact.sentences.periods import periods_sentences
from tejido.impact.sentences.persons import CHANGE_WORDS
from tejido.impact.sentences.steps import moves_sentences
from tejido.impact.sentences.wholes import far_sentences
from tejido.impact.spec import Estimate, Plan, localised

Row = Mapping[str, Any]
Family = Callable[[Sequence[Row], Plan, Estimate], Iterator[str]]
CURVES = ("survival", "cumulative_incidence")
MOST_MOMENTS = 4
#: A share nearer to none or to all than this is none or all, but for rounding.
SURE = 1e-9


def family_of(row: Row) -> str:
    """Which lines of one estimate are told together; none for a line that has a sentence of its own."""
    if row.get("method") == "life_table":
        return "periods"
    if row.get("method") == "transitions":
        return "moves" if row.get("category") else ""
    if row["term"] == "funnel":
        return "far"
    if row["term"] in CHANGE_WORDS and row["scale"] == "proportion":
        return "changes"
    if row["estimate"] is None:
        return ""
    if row["scale"] in CURVES or (row["scale"] == "proportion" and row["term"] == "proportion"):
        return "shares"
    timed = row.get("wave") is not None or row.get("at") is not None
    return "differences" if timed and row["scale"] == "risk_difference" and row.get("low") is not None else ""


def gathered(rows: Sequence[Row], family: str, plan: Plan, estimate: Estimate) -> list[str]:
    """The sentences of all lines of one family of one estimate."""
    return list(FAMILIES[family](rows, plan, estimate))


def _differences(rows: Sequence[Row], plan: Plan, estimate: Estimate) -> Iterator[str]:
    """The last moment whole, and after it those before in a row of figures."""
    told = [
        _("%(size)s %(moment)s (de %(low)s a %(high)s)")
        % (_ends(row) | {"size": _signed(row["estimate"]), "moment": moment(row, plan, estimate)})
        for row in _spread(rows[:-1])
    ]
    before = _("Antes: %(moments)s.") % {"moments": listed(told)} if told else ""
    yield f"{difference_sentence(rows[-1], plan, estimate)} {before}"


def _shares(rows: Sequence[Row], plan: Plan, estimate: Estimate) -> Iterator[str]:
    """Group by group, the moments in their order."""
    groups = []
    for group in dict.fromkeys(row["group"] for row in rows):
        mine = _spread([row for row in rows if row["group"] == group])
        groups.append(_side(plan, estimate, group, [_share(row, plan, estimate) for row in mine]))
    bounded = any(row.get("low") is not None for row in rows)
    yield _of_hundred(plan, estimate, groups, bounded=bounded)


def _share(row: Row, plan: Plan, estimate: Estimate) -> str:
    size = had(row, row["estimate"])
    values = {"moment": moment(row, plan, estimate), "size": written(100 * size, 1)}
    if row.get("low") is None:
        return _without_interval(size) % values
    ends = sorted(had(row, row[end]) for end in ("low", "high"))
    values |= {"low": written(100 * ends[0], 1), "high": written(100 * ends[1], 1)}
    return _("%(size)s %(moment)s (de %(low)s a %(high)s)") % values


def _without_interval(size: float) -> str:
    """Of nobody and of all there is none, and of any share where the organisations are too few for one."""
    if size < SURE:
        return _("a nadie %(moment)s")
    return _("a todas las personas %(moment)s") if size > 1 - SURE else _("%(size)s %(moment)s (sin intervalo)")


def had(row: Row, share: float) -> float:
    """Who had the event: a survival curve says who had not."""
    return 1 - share if row["scale"] == "survival" else share


def _changes(rows: Sequence[Row], plan: Plan, estimate: Estimate) -> Iterator[str]:
    """How many got well and how many got worse, group beside group; and the others after them. Those who got worse are always told."""
    terms = list(dict.fromkeys(row["term"] for row in rows if row["estimate"] is not None))
    first = [term for term in (next(iter(terms), ""), "deteriorated") if term in terms]
    for wanted in (first, [term for term in terms if term not in first]):
        groups = []
        for group in dict.fromkeys(row["group"] for row in rows):
            mine = [row for row in rows if row["group"] == group and row["term"] in wanted and row["estimate"] is not None]
            if mine:
                groups.append(_side(plan, estimate, group, [_change(row) for row in mine]))
        if groups:
            yield _of_hundred(plan, estimate, groups)


def _change(row: Row) -> str:
    values = _ends(row) | {"what": CHANGE_WORDS[row["term"]], "size": written(100 * row["estimate"], 1)}
    return _("%(what)s %(size)s (de %(low)s a %(high)s)") % values


def _side(plan: Plan, estimate: Estimate, group: Any, told: Sequence[str]) -> str:
    name = _("todas las personas") if group in (None, "all") else group_label(plan, estimate, str(group))
    return _("en %(group)s, %(told)s") % {"group": name, "told": listed(told)}


def _of_hundred(plan: Plan, estimate: Estimate, groups: Sequence[str], *, bounded: bool = True) -> str:
    values = {"outcome": outcome_label(plan, estimate), "groups": "; ".join(groups)}
    if not bounded:
        return _("%(outcome)s, de cada 100 personas: %(groups)s.") % values
    return _("%(outcome)s, de cada 100 personas: %(groups)s. Entre paréntesis, el intervalo del 95 %%.") % values


def moment(row: Row, plan: Plan, estimate: Estimate) -> str:
    """Until when, or at which interview."""
    if row.get("at") is None:
        return _("en la entrevista %(wave)s") % {"wave": row["wave"]}
    unit = plan.column(estimate.outcome.clock)
    values = {"at": written(row["at"], 0 if float(row["at"]).is_integer() else 1), "unit": localised(unit.unit, language()) if unit else ""}
    return (_("en %(at)s %(unit)s") % values).strip()


def _ends(row: Row) -> dict[str, str]:
    return {end: written(100 * row[end], 1) for end in ("low", "high")}


def _signed(share: float) -> str:
    return f"{'+' if share > 0 else ''}{written(100 * share, 1)}"


def _spread(rows: Sequence[Row]) -> Sequence[Row]:
    """As many moments as a sentence can hold, the last among them; the table has them all."""
    every = -(-len(rows) // MOST_MOMENTS) or 1
    return [row for i, row in enumerate(rows) if (len(rows) - 1 - i) % every == 0]


FAMILIES: dict[str, Family] = {
    "differences": _differences,
    "shares": _shares,
    "changes": _changes,
    "far": far_sentences,
    "periods": periods_sentences,
    "moves": moves_sentences,
}
