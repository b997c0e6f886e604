"""What is followed of whom, until what, in periods of which length: the question behind a table of person-periods."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from tejido.impact.spec.periods import MOST_PERIODS, Stretch

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Taking:
    """Participations: of a programme, or of some of its groups; of any where nothing is named.

    `groups` names them one by one, each as organisation/programme/cohort. They began between `from_on` and `to_on`, both included.
    """

    programme: str = ""
    cohorts: tuple[str, ...] = ()
    groups: tuple[str, ...] | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None


@dataclass(frozen=True)
class Exposure:
    """A column 0/1 that changes in time: was the person in one of these `lag` periods before, or (`ever`) had been in one by then?"""

    name: str
    of: Taking | Stretch
    lag: int = 1
    ever: bool = False

    def __post_init__(self) -> None:
        if self.lag < 1:
            raise ValueError("an exposure comes before the outcome: its lag is at least 1")
        if not self.name.isidentifier() or self.name in ("person", "number", "period", "event", "organisation"):
            raise ValueError("an exposure has a name of its own")


@dataclass(frozen=True)
class Trait:
    """A column 0/1 that never changes: had the person begun one of these participations by the first day?"""

    name: str
    of: Taking


@dataclass(frozen=True)
class PersonPeriods:
    """What is followed.

    `clock` entry: from the first participation of `origin` to the first `event` on or after that day · spell: each spell of `origin` from
    its first day to its end · gap: from the end of each spell of `origin` to the next `event`. `number` tells repeated ones apart.
    `competing`: another exit after which the event is no longer waited for. `most` periods are looked at.
    `among`: only of who began one of these participations, and only spells (or ends of spells) from that day on.
    """

    origin: Taking | Stretch
    event: Stretch | None = None
    clock: Literal["entry", "spell", "gap"] = "entry"
    unit: Literal["month", "quarter", "year"] = "month"
    most: int = 24
    competing: Stretch | None = None
    exposures: tuple[Exposure, ...] = ()
    traits: tuple[Trait, ...] = ()
    among: Taking | None = None

    def __post_init__(self) -> None:
        if self.unit not in MONTHS or not 1 <= self.most <= MOST_PERIODS:
            raise ValueError(f"periods are months, quarters or years, from 1 to {MOST_PERIODS} of them")
        if isinstance(self.origin, Taking) != (self.clock == "entry"):
            raise ValueError("an entry is a participation; spells and gaps are of spells")
        if (self.event is None) != (self.clock == "spell"):
            raise ValueError("a spell ends by itself; every other clock waits for an event")
        if self.among is not None and self.clock == "entry":
            raise ValueError("whoever is followed from entry is named by the origin")
        names = self.names
        if len(set(names)) != len(names):
            raise ValueError("two exposures have one name")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that the question makes."""
        return (*(one.name for one in self.exposures), *(one.name for one in self.traits))
