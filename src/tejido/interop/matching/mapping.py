"""The mapping as frozen data. docs/guides/imports.md shows the YAML."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

# noun → fields that a column may be matched with, written noun.field
FIELDS: dict[str, tuple[str, ...]] = {
    "person": ("register_code", "kind", "sex", "birth_year", "registered_on"),
    "identity": ("given_name", "family_name", "preferred_name", "birth_date", "phone", "email", "address"),
    "enrolment": ("cohort", "starts_on", "ends_on", "exit_reason"),
    "moment": ("on", "wave"),
    "spell": ("kind", "type", "starts_on", "ends_on", "hours", "support", "end_reason"),
}
# noun → whether a wave may follow; written noun:name[@wave]
NAMED: dict[str, bool] = {"measure": True, "assessment": True, "score": True, "consent": False}
DATES = frozenset({"registered_on", "birth_date", "starts_on", "ends_on", "on", "given_on"})


@dataclass(frozen=True)
class Target:
    """What a column means: `person.sex`, `measure:re78@1978`, `ignore`."""

    noun: str
    name: str = ""
    wave: str = ""

    def __str__(self) -> str:
        if self.noun in NAMED:
            return f"{self.noun}:{self.name}" + (f"@{self.wave}" if self.wave else "")
        return f"{self.noun}.{self.name}" if self.name else self.noun

    @classmethod
    def parse(cls, text: str) -> "Target | None":
        """None when the words mean nothing here."""
        if text == "ignore":
            return cls("ignore")
        noun, colon, rest = text.partition(":")
        if colon and noun in NAMED and rest:
            name, _at, wave = rest.partition("@")
            return cls(noun, name, wave) if name and (NAMED[noun] or not wave) else None
        noun, _dot, name = text.partition(".")
        return cls(noun, name) if name in FIELDS.get(noun, ()) else None


@dataclass(frozen=True)
class Column:
    """One column: what it means, how its words are to be understood, and the order of its dates where it differs."""

    name: str
    to: Target
    values: dict[str, str] = field(default_factory=dict)
    date_order: str = ""


@dataclass(frozen=True)
class NewProgramme:
    slug: str
    name: str
    kind: str


@dataclass(frozen=True)
class NewCohort:
    slug: str
    programme: str
    name: str
    arm: str
    starts_on: dt.date | None
    ends_on: dt.date | None


@dataclass(frozen=True)
class NewMeasure:
    slug: str
    label: str
    kind: str
    unit: str = ""
    direction: str = "none"
    levels: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class DeclaredConsent:
    """What the one who brings the register declares: that these permissions are on file."""

    purposes: tuple[str, ...]
    given_on: dt.date
    text_version: str
    channel: str = "register"
    language: str = "es"


@dataclass(frozen=True)
class Mapping:
    columns: tuple[Column, ...]
    rows: str = "person"  # or person_wave: the person comes back on several rows, told apart by moment.wave
    constants: dict[str, Any] = field(default_factory=dict)
    programmes: tuple[NewProgramme, ...] = ()
    cohorts: tuple[NewCohort, ...] = ()
    measures: tuple[NewMeasure, ...] = ()
    waves: dict[str, dt.date] = field(default_factory=dict)
    consent: DeclaredConsent | None = None
    reading: dict[str, Any] = field(default_factory=dict)

    def column_to(self, target: str) -> Column | None:
        return next((column for column in self.columns if str(column.to) == target), None)

    def used(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.to.noun != "ignore")
