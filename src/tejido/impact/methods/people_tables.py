"""Tables of persons behind an answer: partitions without totals, so that they can be protected before anyone reads them."""

from collections.abc import Sequence
from typing import Any

from tejido.impact.canonical import SIDE
from tejido.impact.question import Question


def people_table(name: str, rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], **more: Any) -> dict[str, Any]:
    """Distinct persons: each person of a row is in exactly one of its columns."""
    return {"name": name, "rows": list(rows), "columns": list(columns), "counts": [[int(n) for n in line] for line in counts]} | more


def yes_no_table(question: Question) -> dict[str, Any]:
    """How many in each group had the outcome."""
    outcome, side = question.values(question.estimate.outcome.column), question.values(SIDE)
    counts = [[int(((side == arm.side) & (outcome == value)).sum()) for value in (0, 1)] for arm in question.arms]
    rows = [arm.level for arm in question.arms]
    return people_table(f"{question.estimate.name}.outcome", rows, ["no", "yes"], counts, estimate=question.estimate.name, kind="outcome")
