"""The one shape of a check."""

from __future__ import annotations

import math
from typing import Any

from tejido.impact.question import Question

OK, ATTENTION, FAILS = "ok", "attention", "fails"


def finding(
    question: Question, name: str, verdict: str, *, statistic: float | None = None, p: float | None = None, term: str | None = None,
    **values: Any,
) -> dict[str, Any]:  # fmt: skip
    """A check of one estimate: `statistic` is the number that decides, `values` whatever else its sentence says."""
    return {
        "name": name,
        "estimate": question.estimate.name,
        "term": term,
        "verdict": verdict,
        "statistic": plain(statistic),
        "p": plain(p),
        "values": {key: plain(value) for key, value in values.items()},
    }


def plain(value: Any) -> Any:
    """Python's own numbers, and none that JSON does not have."""
    found = value.item() if hasattr(value, "item") else value
    return None if isinstance(found, float) and not math.isfinite(found) else found
