"""The periods of a plan that asks the record for time at risk: counted from when, until what, in months, quarters or years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tejido.impact.spec.problems import Reader

if TYPE_CHECKING:
    from tejido.impact.spec.nouns import Column, Estimate

UNITS = ("month", "quarter", "year")
CLOCKS = ("entry", "spell", "gap")
MOST_PERIODS = 600
USUAL_MOST = {"month": 24, "quarter": 12, "year": 10}
#: What a column of the source `period` may give.
GIVES = ("number", "event", "start", "stop", "repeat", "start_year")
#: Where a column of person-periods may come from; the last three are known at the first day or change in time.
ALLOWED = ("period", "person", "cohort", "programme", "spell")
CHANGING = ("cohort", "programme", "spell")


@dataclass(frozen=True)
class Stretch:
    """Spells of a kind, such as job; of some types only where these are named."""

    kind: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Periods:
    """What is followed of the people of `population`.

    `clock` entry: from the participation to the first `event` · spell: each spell of `of` to its end · gap: from the end of each spell of
    `of` to the next `event`. After `competing` the event is no longer waited for. `most` periods are looked at.
    """

    unit: str
    most: int
    clock: str
    event: Stretch | None
    of: Stretch | None
    competing: Stretch | None

    @property
    def repeats(self) -> bool:
        """May a person be followed more than once?"""
        return self.clock != "entry"


def read_periods(reader: Reader, value: Any, rows: str) -> Periods | None:
    """`periods` of a plan, for `rows: person_period` on the record; None where the plan has none."""
    if value is None:
        return None
    path = "plan.periods"
    if rows != "person_period":
        reader.complain(path, _("solo se usa con «rows: person_period»."))
    parts = reader.mapping(value, path, ("unit", "most", "clock", "event", "of", "competing"))
    unit = reader.choice(parts.get("unit"), f"{path}.unit", UNITS, "month")
    clock = reader.choice(parts.get("clock"), f"{path}.clock", CLOCKS, "entry")
    most = parts.get("most", USUAL_MOST[unit])
    if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= MOST_PERIODS:
        reader.complain(f"{path}.most", _("se esperaba un número entero de 1 a %(most)s.") % {"most": MOST_PERIODS})
        most = 1
    event, of, competing = (_spells(reader, parts.get(key), f"{path}.{key}") for key in ("event", "of", "competing"))
    if clock == "entry" and "of" in parts:
        reader.complain(f"{path}.of", _("no se usa con «clock: entry»: se cuenta desde la participación de «population»."))
    if clock != "entry" and of is None:
        reader.complain(f"{path}.of", _("falta. Diga qué periodos de vida se siguen, por ejemplo {spell: job}."))
    if clock == "spell" and "event" in parts:
        reader.complain(f"{path}.event", _("no se usa con «clock: spell»: lo que se espera es el final de cada uno."))
    if clock != "spell" and event is None:
        reader.complain(f"{path}.event", _("falta. Diga qué se espera, por ejemplo {spell: job, types: [supported]}."))
    return Periods(unit, most, clock, event, of, competing)


def _spells(reader: Reader, value: Any, path: str) -> Stretch | None:
    if value is None:
        return None
    parts = reader.mapping(value, path, ("spell", "types"), ("spell",))
    return Stretch(reader.text(parts.get("spell"), f"{path}.spell"), reader.names(parts.get("types"), f"{path}.types"))


def lag_of(column: Column) -> int:
    """How many periods before a column of person-periods is looked at; 0 where it is known from the first day on."""
    if column.source is None or column.source.kind not in CHANGING:
        return 0
    return int(column.source.options.get("lag") or (1 if column.source.kind == "spell" else 0))


def check_periods(reader: Reader, periods: Periods | None, columns: Sequence[Column], estimates: Sequence[Estimate]) -> None:
    """Columns that person-periods cannot have, and estimates that they cannot answer."""
    for column in columns:
        problems = _of_rows(column.source.kind, column.source.options) if periods is None and column.source else _of_periods(column, periods)
        for key, problem in problems:
            reader.complain(f"plan.columns.{column.name}.source{key}", problem)
    if periods is None:
        return
    if periods.repeats and not any(c.source and (c.source.kind, c.source.value) == ("period", "repeat") for c in columns):
        reader.complain("plan.columns", _("con «clock: %(clock)s» hace falta una columna con «source: {period: repeat}».") % {"clock": periods.clock})
    for i, estimate in enumerate(estimates):
        lagged = any(term.lag for term in estimate.terms) or (estimate.exposure is not None and estimate.exposure.lag)
        if lagged:
            reader.complain(f"plan.estimates[{i}]", _("con «periods» el «lag» se escribe en la columna: «source: {spell: home, lag: 2}»."))
        if estimate.at and periods.competing is not None:
            reader.complain(f"plan.estimates[{i}].at", _("con «competing» no hay curvas: quite «at», o pregunte con «cumulative_incidence»."))


def _of_rows(kind: str, options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if kind == "period":
        yield "", _("«period» solo se usa con «rows: person_period» y «periods».")
    for key in ("lag", "ever"):
        if key in options:
            yield f".{key}", _("solo se usa con «rows: person_period» y «periods».")


def _of_periods(column: Column, periods: Periods | None) -> Iterator[tuple[str, str]]:
    if periods is None or column.source is None:
        return
    kind, options = column.source.kind, column.source.options
    if kind not in ALLOWED:
        yield "", _("con «periods» una columna sale de: %(kinds)s.") % {"kinds": ", ".join(ALLOWED)}
    for key in ("give", "within", "at"):
        if key in options:
            yield f".{key}", _("no se usa con «periods»: la columna dice si la persona estaba en uno «lag» periodos antes.")
    if "ever" in options and not lag_of(column):
        yield ".ever", _("solo se usa con «lag».")
    if kind == "period" and column.source.value not in GIVES:
        yield ".period", _("«%(value)s» no es posible aquí. Elija entre: %(choices)s.") % {
            "value": column.source.value, "choices": ", ".join(GIVES),
        }  # fmt: skip
    if kind == "period" and column.source.value in ("start", "stop") and periods.repeats:
        yield ".period", _("solo se usa con «clock: entry»: use «number» y «repeat».")
    wanted = "yes_no" if kind in CHANGING or (kind, column.source.value) == ("period", "event") else "number" if kind == "period" else ""
    if wanted and column.kind != wanted:
        yield "", _("esta columna lleva «kind: %(kind)s».") % {"kind": wanted}
