"""What plots are made from: an answer document, exact or protected, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from tejido.impact.reading.words import estimate_label, estimate_of, outcome_of, plan_of_document, side_label, time_unit_of
from tejido.impact.spec import Estimate, Plan
from tejido.ui.charts.picture import Picture

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Plot:
    """A picture of an answer: its kind in the registry, a key that is its own within the document, and its title."""

    kind: str
    key: str
    title: str
    picture: Picture


@dataclass(frozen=True)
class Source:
    """One document, asked for the parts that plots need. What was hidden in it is None here too."""

    document: Mapping[str, Any]
    plan: Plan

    @classmethod
    def of(cls, document: Mapping[str, Any], plan: Plan | None = None) -> Source:
        return cls(document, plan or plan_of_document(document))

    @property
    def threshold(self) -> int:
        """Fewer people than this are nobody's to draw, in an exact document too."""
        return int((self.document.get("protection") or {}).get("threshold", 10))

    @property
    def estimates(self) -> Iterator[Estimate]:
        return iter(self.plan.estimates)

    def rows(self, name: str, *scales: str, **wanted: Any) -> list[Row]:
        """Lines of one estimate that have a figure."""
        return [
            row
            for row in self.document.get("estimates", [])
            if row["name"] == name
            and row.get("estimate") is not None
            and (not scales or row.get("scale") in scales)
            and all(row.get(key) == value for key, value in wanted.items())
        ]

    def model(self, name: str) -> Mapping[str, Any]:
        """What is told of the fit of one estimate; in a protected document only its harmless parts."""
        found: Mapping[str, Any] = next((model for model in self.document.get("models", []) if model["name"] == name), {})
        return found

    def tables(self, name: str, kind: str) -> list[Row]:
        return [table for table in self.document.get("tables", []) if table.get("estimate") == name and table.get("kind") == kind]

    def side(self, estimate: Estimate, level: Any) -> str:
        return side_label(self.plan, estimate, level)

    def unit(self, estimate: Estimate) -> str:
        return time_unit_of(self.plan, estimate)

    def outcome(self, estimate: Estimate) -> str:
        return capfirst(outcome_of(self.plan, estimate))

    def title(self, estimate: Estimate, *parts: str) -> str:
        """The outcome and what is asked of it; the parts tell one picture from the next."""
        names = dict.fromkeys([outcome_of(self.plan, estimate), estimate_label(estimate), *parts])
        return capfirst(" · ".join(name for name in names if name))

    def named(self, name: str) -> Estimate:
        return estimate_of(self.plan, name)
