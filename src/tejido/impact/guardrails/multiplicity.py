"""Many questions of the same data: the engine itself counts its tests and says what is left of each p value."""

from __future__ import annotations

from typing import Any

import numpy as np

from tejido.impact.guardrails.finding import ATTENTION, OK
from tejido.impact.spec import Plan
from tejido.stats.multiplicity import adjusted

FAMILY = {"confirmatory": "holm", "exploratory": "bh"}


def multiplicity_check(plan: Plan, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Holm within the confirmatory family, Benjamini & Hochberg for what explores; each row gets its `p_adjusted`.

    A test is an answer of the exposure (or the test of a method that has no other) with a p value; of several kinds of error the
    first counts. The primary estimate is confirmatory unless the plan says otherwise, every other one exploratory.
    """
    families = {estimate.name: estimate.family for estimate in plan.estimates}
    tests: dict[str, list[dict[str, Any]]] = {"confirmatory": [], "exploratory": []}
    seen: set[tuple[Any, ...]] = set()
    for line in rows:
        key = (line["name"], _question_of(line), line["wave"], line.get("at"))
        if line["role"] in ("exposure", "test") and line["p"] is not None and key not in seen:
            seen.add(key)
            tests[families[line["name"]]].append(line)
    for family, lines in tests.items():
        if lines:
            found = adjusted(np.array([line["p"] for line in lines]), FAMILY[family])  # type: ignore[arg-type]
            for line, p in zip(lines, found, strict=True):
                line |= {"p_adjusted": float(p), "family": family}
    count = sum(map(len, tests.values()))
    if count < 2:
        return []
    lost = [line for lines in tests.values() for line in lines if line["p"] < 0.05 <= line["p_adjusted"]]
    values = {"confirmatory": len(tests["confirmatory"]), "exploratory": len(tests["exploratory"]), "lost": len(lost)}
    return [
        {
            "name": "multiplicity",
            "estimate": None,
            "term": None,
            "verdict": ATTENTION if lost else OK,
            "statistic": count,
            "p": None,
            "values": values,
        }
    ]


def _question_of(line: dict[str, Any]) -> str:
    """Scales of one comparison are one test: odds, ratio and difference of the same two risks."""
    return "answer" if line["role"] == "exposure" else str(line["term"])
