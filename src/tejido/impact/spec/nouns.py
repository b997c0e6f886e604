"""The parts of a plan, frozen: a plan that could be edited after it was read would not be the plan that was registered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.spec.periods import Periods, lag_of

DERIVED_KINDS = {"category": "dummies", "indicator": "yes_no"}

Words = Mapping[str, str]
Scalar = str | float | bool


def localised(words: Words, language: str) -> str:
    """The text in the reader's language, else in Spanish, else whatever there is."""
    return words.get(language[:2]) or words.get("es") or next(iter(words.values()), "")


@dataclass(frozen=True)
class Source:
    """Where the database finds a column: `kind` is the fact (measure, score, spell, cohort…), `value` its code."""

    kind: str
    value: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column of the analysed table. `file` is its heading in a flat file."""

    name: str
    kind: str
    file: str
    unit: Words
    label: Words
    source: Source | None


@dataclass(frozen=True)
class Condition:
    """One comparison: above, below, at_least, at_most, equals or in."""

    column: str
    comparison: str
    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True)
class Derived:
    """A column computed from others by a named operation: square, product, difference, minus, indicator or category."""

    name: str
    operation: str
    columns: tuple[str, ...]
    value: float | None
    condition: Condition | None
    reference: str
    label: Words


@dataclass(frozen=True)
class Exposure:
    """The two sides compared, or a number whose one-unit step is asked about."""

    column: str
    reference: str
    compared: str
    label: Words
    reference_label: Words
    compared_label: Words
    lag: int = 0


@dataclass(frozen=True)
class Outcome:
    """What may change, in one of the shapes of the catalogue: a column, a time with its event, a count with its person-time …

    `mid` is the smallest difference that matters to people, in points of the outcome."""

    column: str
    time: str
    event: str
    label: Words
    direction: str
    shape: str = ""
    start: str = ""
    stop: str = ""
    period: str = ""
    exit: str = ""
    cause: str = ""
    censored: str = ""
    count: str = ""
    person_time: str = ""
    state: str = ""
    before: str = ""
    after: str = ""
    effect: str = ""
    error: str = ""
    mid: float | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the outcome needs."""
        found = (
            self.column, self.start, self.stop, self.time, self.period, self.event, self.exit, self.count, self.person_time, self.state,
            self.before, self.after, self.effect, self.error,
        )  # fmt: skip
        return tuple(name for name in found if name)

    @property
    def main(self) -> str:
        """The column that the outcome is called by."""
        return self.column or self.event or self.exit or self.count or self.state or self.after or self.effect

    @property
    def clock(self) -> str:
        """The column whose unit is that of time."""
        return self.time or self.stop or self.period or self.person_time


@dataclass(frozen=True)
class Term:
    """How one covariate enters the design.

    `columns` is one name, or those of an interaction. `coding` is linear, factor (0/1 columns against `reference`) or spline (natural
    cubic, with `knots` or `df`); `lag` takes the value of so many interviews or periods before.
    """

    columns: tuple[str, ...]
    coding: str = "linear"
    reference: str = ""
    knots: tuple[float, ...] = ()
    df: int = 0
    lag: int = 0

    @property
    def name(self) -> str:
        return ":".join(self.columns) + (f"[lag {self.lag}]" if self.lag else "")


@dataclass(frozen=True)
class Population:
    """Whom the database looks for; a flat file already is its population."""

    programme: str
    cohorts: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Estimate:
    """One answer asked of the plan. `exposure` is None where only a course over time is asked."""

    name: str
    method: str
    label: Words
    outcome: Outcome
    exposure: Exposure | None
    covariates: tuple[str, ...]
    errors: tuple[str, ...]
    ties: str
    random: tuple[str, ...]
    at: tuple[float, ...]
    terms: tuple[Term, ...] = ()
    cluster: str = ""
    weights: str = ""
    family: str = "exploratory"
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def option_columns(self) -> tuple[str, ...]:
        """The columns that the options name."""
        known = CATALOGUE[self.method].options
        named = [self.options[option.name] for option in known if option.kind in ("column", "columns") and self.options.get(option.name)]
        return tuple(name for given in named for name in (given if isinstance(given, tuple) else (given,)))


@dataclass(frozen=True)
class Plan:
    slug: str
    title: Words
    question: Words
    assignment: str
    rows: str
    person: str
    wave: str
    population: Population | None
    columns: tuple[Column, ...]
    derive: tuple[Derived, ...]
    where: tuple[Condition, ...]
    missing: str
    estimates: tuple[Estimate, ...]
    raw: Mapping[str, Any]
    periods: Periods | None = None

    @property
    def primary(self) -> Estimate:
        """The first estimate is the one the plan stands or falls by."""
        return self.estimates[0]

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    def lag_of(self, name: str) -> int:
        """How many periods before the record looks at a column that changes in time; 0 for every other.

        A derived column looks back as far as the latest of what it is made of; the event of the period itself is not looked back at.
        """
        derived = self.derived(name)
        if derived is not None:
            made_of = {column: self.lag_of(column) for column in derived.columns}
            return 0 if any(self._is_event(column) for column in made_of) else min(filter(None, made_of.values()), default=0)
        column = self.column(name)
        return lag_of(column) if self.periods is not None and column is not None else 0

    def _is_event(self, name: str) -> bool:
        column, derived = self.column(name), self.derived(name)
        if derived is not None:
            return any(self._is_event(behind) for behind in derived.columns)
        return column is not None and column.source is not None and (column.source.kind, column.source.value) == ("period", "event")

    @property
    def unit_of_rows(self) -> tuple[str, ...]:
        """The columns that tell apart whom or what the periods are counted of: the person, or one stretch of the person's life."""
        repeats = (c.name for c in self.columns if c.source is not None and (c.source.kind, c.source.value) == ("period", "repeat"))
        return ("person", *repeats)

    def derived(self, name: str) -> Derived | None:
        return next((d for d in self.derive if d.name == name), None)

    def kind_of(self, name: str) -> str:
        """number, yes_no, category, or dummies for the 0/1 columns of a derived category."""
        column, derived = self.column(name), self.derived(name)
        if column is not None:
            return column.kind
        return DERIVED_KINDS.get(derived.operation, "number") if derived is not None else ""

    def label_of(self, name: str) -> Words:
        """What to call a column in a sentence."""
        named = self.column(name) or self.derived(name)
        return named.label if named and named.label else {"es": name}
