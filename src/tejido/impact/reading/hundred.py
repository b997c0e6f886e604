"""Absolute numbers first: of a hundred people in each group, how many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tejido.impact.numbers import written
from tejido.impact.reading.words import moment_text, outcome_of, plan_of_document, side_label
from tejido.impact.spec import Estimate, Plan
from tejido.ui.charts import hundred


@dataclass(frozen=True)
class Square:
    """A hundred people of one group; `count`, `low` and `high` in whole people, `exact` the same three unrounded."""

    svg: SafeString
    kind: str
    exact: tuple[float, float, float]
    group: str
    count: str
    low: str
    high: str


@dataclass(frozen=True)
class Hundred:
    """The squares of the groups compared, the compared one first."""

    outcome: str
    when: str
    squares: tuple[Square, ...]
    key: str = "hundred"

    @property
    def title(self) -> str:
        """What the squares show and when."""
        return f"{_('De cada 100 personas')}: {', '.join(part for part in (self.outcome, self.when) if part)}"


def hundred_of(document: Mapping[str, Any], plan: Plan | None = None) -> Hundred | None:
    """The first estimate that gives a share for both groups, at its last interview; None where no such pair may be shown."""
    plan = plan or plan_of_document(document)
    for estimate in plan.estimates:
        rows = [row for row in document["estimates"] if row["name"] == estimate.name and row.get("scale") == "proportion" and row.get("group") is not None]
        if not rows:
            continue
        last = [row for row in rows if row.get("wave") == rows[-1].get("wave")]
        if len(last) == 2 and all(row["estimate"] is not None and row["low"] is not None for row in last):
            return _pair(last, plan, estimate)
    return None


def _pair(rows: list[Mapping[str, Any]], plan: Plan, estimate: Estimate) -> Hundred:
    reference = estimate.exposure.reference if estimate.exposure else ""
    ordered = sorted(rows, key=lambda row: str(row["group"]) == reference)
    squares = tuple(_square(row, plan, estimate, "jade" if i == 0 else "azul") for i, row in enumerate(ordered))
    return Hundred(outcome_of(plan, estimate), moment_text(rows[0], plan, estimate), squares)


def _square(row: Mapping[str, Any], plan: Plan, estimate: Estimate, kind: str) -> Square:
    count, low, high = (100 * row[key] for key in ("estimate", "low", "high"))
    square, group = hundred(count, low, high, kind), side_label(plan, estimate, row["group"])
    return Square(square, kind, (count, low, high), group, written(count, 0), written(low, 0), written(high, 0))
