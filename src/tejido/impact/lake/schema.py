"""What lies in the lake: every fact with its columns, their units and levels, and the model each comes from. The codebook is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tejido.outcomes.models import Measure, Mode, Spell
from tejido.people.models import Person
from tejido.programmes.models import Cohort, Enrolment, Programme

VERSION = 2
Kind = Literal["whole", "number", "text", "day"]


@dataclass(frozen=True)
class Column:
    """`path` is the field of the record that it comes from, from the model of its fact; empty where it is made here."""

    name: str
    kind: Kind
    meaning: str
    path: str = ""
    unit: str = ""
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """`day` is the column whose year the rows are kept by."""

    name: str
    model: str
    day: str
    about: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


STATED = tuple(value for value in Person.Sex.values if value != Person.Sex.NOT_STATED)
PERSON = Column(
    "person", "whole", "the person without identity: a keyed hash of the record's code; the key lies in the ring of keys, never here"
)
ORGANISATION = Column("organisation", "text", "code of the organisation that keeps the record")
STARTS = Column("starts_on", "day", "first day", "starts_on")
ENDS = Column("ends_on", "day", "day after the last; empty while it lasts, at the cut-off and as far as was known then", "ends_on")
FIRST = Column("first_in_quarter", "whole", "1 where the person has no earlier row of the same kind in that quarter, else 0: it adds up to persons")
WAVE = Column("wave", "text", "moment of a study, such as 0, 6 or 12 months; words that fewer than ten persons share are left out", "wave")

FACTS = (
    Fact(
        "persons", "people.Person", "registered_on", "Everybody who allows that their data be counted.",
        (
            PERSON, ORGANISATION,
            Column("kind", "text", "served, or of the family", "kind", levels=tuple(Person.Kind.values)),
            Column("sex", "text", "sex or gender as the person says; empty where it is not stated", "sex", levels=STATED),
            Column("birth_year", "whole", "year of birth", "birth_year", "year"),
            Column("registered_on", "day", "day on which the record was opened", "registered_on"),
        ),
    ),
    Fact(
        "participations", "programmes.Enrolment", "starts_on", "Who took part in what, from when to when.",
        (
            PERSON, ORGANISATION,
            Column("programme", "text", "key of the programme", "cohort__programme__slug"),
            Column("programme_kind", "text", "kind of programme", "cohort__programme__kind", levels=tuple(Programme.Kind.values)),
            Column("cohort", "text", "key of the group", "cohort__slug"),
            Column("arm", "text", "what the group receives", "cohort__arm", levels=tuple(Cohort.Arm.values)),
            STARTS, ENDS,
            Column("exit_reason", "text", "why it ended", "exit_reason", levels=tuple(Enrolment.ExitReason.values)),
        ),
    ),
    Fact(
        "scores", "outcomes.Score", "taken_on", "Scales of questionnaires, goals that were rated included. Answers to single questions are not here.",
        (
            PERSON, ORGANISATION,
            Column("instrument", "text", "key of the questionnaire", "assessment__instrument"),
            Column("instrument_version", "text", "its version", "assessment__instrument_version"),
            Column("scale", "text", "key of the scale", "scale"),
            Column("mode", "text", "how it was answered", "assessment__mode", levels=tuple(Mode.values)),
            Column("value", "number", "the score; empty where too much is missing", "value", "points of the scale"),
            Column("answered", "whole", "questions answered", "answered", "questions"),
            Column("change", "number", "the score minus the person's first on the same scale; empty at the first", "", "points of the scale"),
            FIRST,
            Column("taken_on", "day", "day of the answers", "assessment__taken_on"),
            Column("wave", "text", WAVE.meaning, "assessment__wave"),
        ),
    ),
    Fact(
        "measurements", "outcomes.Measurement", "measured_on", "Values of the organisation's own variables.",
        (
            PERSON, ORGANISATION,
            Column("measure", "text", "key of the variable", "measure__slug"),
            Column("kind", "text", "kind of variable", "measure__kind", levels=tuple(Measure.Kind.values)),
            Column("value", "number", "the value; 1 yes and 0 no", "value", "as the codebook of the variable says"),
            Column("level", "text", "the category; only those that the codebook of the variable names", "level"),
            FIRST,
            Column("measured_on", "day", "day of the value", "measured_on"),
            WAVE,
        ),
    ),
    Fact(
        "spells", "outcomes.Spell", "starts_on", "Dated stretches of work, home, participation and hospital.",
        (
            PERSON, ORGANISATION,
            Column("kind", "text", "what", "kind", levels=tuple(Spell.Kind.values)),
            Column("type", "text", "of which type", "type", levels=tuple(Spell.Type.values)),
            Column("hours", "number", "hours of work", "hours", "hours a week"),
            Column("support", "whole", "level of support at home, 0 to 4", "support", "level"),
            STARTS, ENDS,
        ),
    ),
    Fact(
        "goals", "outcomes.Goal", "starts_on", "That a person had a goal of their own; never its words. Ratings are scores.",
        (PERSON, ORGANISATION, Column("number", "whole", "first, second or third goal", "number"), STARTS, ENDS),
    ),
)  # fmt: skip

#: What a value of a fact is a value of: what is summed, and counted, apart.
WHAT = {"scores": ("instrument", "scale"), "measurements": ("measure", "level")}
BY_NAME = {fact.name: fact for fact in FACTS}

#: What a reader may look for and does not find, and why.
NOT_HERE = {
    "attendance": "The record does not keep who came on which day yet.",
    "costs": "The record does not keep costs yet; a plan names them itself.",
    "answers": "Answers to single questions and their wording stay in the record: some are free text.",
    "names, contacts, codes, notes, reasons in words": "They never leave the record.",
}
