"""Who was there, who could be analysed, and why each of the others could not: every person counted once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.canonical import SIDE
from tejido.impact.lags import exposed_column
from tejido.impact.persons import Persons, Told, persons_of
from tejido.impact.question import arms_of, used_columns
from tejido.impact.refusals import Refused
from tejido.impact.spec import Estimate, Plan

if TYPE_CHECKING:
    import pandas as pd

EVERYONE = ""


def attrition_of(
    plan: Plan, estimate: Estimate, everyone: pd.DataFrame, inside: pd.DataFrame, given: Mapping[str, Any] | None = None, told: Told | None = None
) -> dict[str, Any]:
    """Enrolled = analysed + the sum of the lost, for all and for each arm. `given` is what only the database knows:
    `enrolled`, `without_consent` and the same `by_arm`. `told`: who stands behind the rows, where these are folded."""
    given = given or {}
    persons = persons_of(inside, told)
    whole = _chain(plan, estimate, persons_of(everyone, told).number(), inside, persons, given)
    arms = []
    for level, people in _people_by_arm(plan, estimate, inside, persons).items():
        known = given.get("by_arm", {}).get(level, {})
        arms.append({"group": level} | _chain(plan, estimate, int(people.sum()), inside, persons.among(people), known))
    found = whole | {"arms": arms}
    if plan.wave:
        found["interviews"] = _interviews(estimate, inside)
    return found


def _people_by_arm(plan: Plan, estimate: Estimate, inside: pd.DataFrame, persons: Persons) -> dict[str, NDArray[np.bool_]]:
    """People whose group is known and stays the same; a state that comes and goes makes no arms."""
    try:
        arms, sides = arms_of(plan, estimate, inside)
    except (Refused, KeyError):
        return {}
    found = {arm.level: persons.having(sides == arm.side) for arm in arms}
    if arms and (found[arms[0].level] & found[arms[1].level]).any():
        return {}
    return found


def _chain(
    plan: Plan, estimate: Estimate, present: int, inside: pd.DataFrame, persons: Persons, given: Mapping[str, Any]
) -> dict[str, Any]:
    without_consent = int(given.get("without_consent", 0))
    enrolled = max(int(given.get("enrolled", 0)), present + without_consent)
    lost = [
        _lost("without_consent", without_consent),
        _lost("no_record", enrolled - without_consent - present),
        _lost("outside", present - persons.number()),
    ]
    mask = _in_comparison(plan, estimate, inside)
    remaining = persons.number(mask)
    lost.append(_lost("other_group", persons.number() - remaining))
    baseline, ends = used_columns(plan, estimate, inside)
    with_baseline = remaining
    for columns, is_baseline in ((baseline, True), (ends, False)):
        for column in columns:
            mask = mask & inside[column].notna().to_numpy()
            left = persons.number(mask)
            lost.append(_lost("missing", remaining - left, column))
            remaining = left
        with_baseline = remaining if is_baseline else with_baseline
    return {
        "enrolled": enrolled,
        "without_consent": without_consent,
        "with_baseline": with_baseline,
        "analysed": remaining,
        "lost": [item for item in lost if item["n"] > 0],
    }


def none_analysed(found: dict[str, Any]) -> dict[str, Any]:
    """The same people where every question was refused: complete they were, and nothing was computed of them."""
    arms = {"arms": [none_analysed(arm) for arm in found["arms"]]} if "arms" in found else {}
    if not found["analysed"]:
        return found | arms
    return found | {"analysed": 0, "lost": [*found["lost"], _lost("refused", found["analysed"])]} | arms


def _in_comparison(plan: Plan, estimate: Estimate, inside: pd.DataFrame) -> NDArray[np.bool_]:
    """Rows of the two groups compared, or with an unknown group: that gap is counted with the other gaps."""
    everybody = np.ones(len(inside), dtype=bool)
    try:
        arms, sides = arms_of(plan, estimate, inside)
    except (Refused, KeyError):
        return everybody
    if not arms or estimate.exposure is None:
        return everybody
    return np.asarray(inside.assign(**{SIDE: sides})[SIDE].notna() | inside[exposed_column(estimate)].isna())


def _lost(reason: str, n: int, column: str = EVERYONE) -> dict[str, Any]:
    return {"reason": reason, "column": column or None, "n": n}


def _interviews(estimate: Estimate, inside: pd.DataFrame) -> dict[str, int]:
    """Interviews that would exist if everyone had been seen at every wave, and those with an outcome."""
    name = estimate.outcome.main
    expected = int(inside["person"].nunique()) * int(inside["wave"].dropna().nunique())
    seen = int(inside[name].notna().sum()) if name in inside else 0
    return {"expected": expected, "seen": seen, "missed": expected - seen}


def attrition_table(attrition: Mapping[str, Any]) -> dict[str, Any]:
    """The same persons as a table that can be protected: a row per arm, or one row where there are no arms."""
    lines = attrition["arms"] or [dict(attrition) | {"group": "all"}]
    return {
        "name": "attrition",
        "rows": [line["group"] for line in lines],
        "columns": ["analysed", "lost"],
        "counts": [[line["analysed"], line["enrolled"] - line["analysed"]] for line in lines],
        "estimate": None,
        "kind": "attrition",
    }
