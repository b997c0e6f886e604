"""Who was there, who could be analysed, and why each of the others could not: every person counted once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tejido.impact.lags import exposed_column
from tejido.impact.question import arms_of, used_columns
from tejido.impact.refusals import Refused
from tejido.impact.spec import Estimate, Plan

if TYPE_CHECKING:
    import pandas as pd

EVERYONE = ""


def attrition_of(
    plan: Plan, estimate: Estimate, everyone: pd.DataFrame, inside: pd.DataFrame, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Enrolled = analysed + the sum of the lost, for all and for each arm. `given` is what only the database knows:
    `enrolled`, `without_consent` and the same `by_arm`."""
    given = given or {}
    whole = _chain(plan, estimate, everyone, inside, given)
    arms = []
    for level, people in _people_by_arm(plan, estimate, inside).items():
        mine = inside[inside["person"].isin(people)]
        known = given.get("by_arm", {}).get(level, {})
        arms.append({"group": level} | _chain(plan, estimate, mine, mine, known))
    found = whole | {"arms": arms}
    if plan.wave:
        found["interviews"] = _interviews(estimate, inside)
    return found


def _people_by_arm(plan: Plan, estimate: Estimate, inside: pd.DataFrame) -> dict[str, set[Any]]:
    """People whose group is known and stays the same; a state that comes and goes makes no arms."""
    try:
        arms, sides = arms_of(plan, estimate, inside)
    except (Refused, KeyError):
        return {}
    if not arms:
        return {}
    known = inside.assign(arm=sides).dropna(subset=["arm"])
    if (known.groupby("person")["arm"].nunique() > 1).any():
        return {}
    return {arm.level: set(known.loc[known["arm"] == arm.side, "person"]) for arm in arms}


def _chain(plan: Plan, estimate: Estimate, everyone: pd.DataFrame, inside: pd.DataFrame, given: Mapping[str, Any]) -> dict[str, Any]:
    present = int(everyone["person"].nunique())
    without_consent = int(given.get("without_consent", 0))
    enrolled = max(int(given.get("enrolled", 0)), present + without_consent)
    lost = [
        _lost("without_consent", without_consent),
        _lost("no_record", enrolled - without_consent - present),
        _lost("outside", present - int(inside["person"].nunique())),
    ]
    mask, remaining = _in_comparison(plan, estimate, inside)
    lost.append(_lost("other_group", int(inside["person"].nunique()) - remaining))
    baseline, ends = used_columns(plan, estimate, inside)
    with_baseline = remaining
    for columns, is_baseline in ((baseline, True), (ends, False)):
        for column in columns:
            mask = mask & inside[column].notna()
            left = int(inside.loc[mask, "person"].nunique())
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


def _in_comparison(plan: Plan, estimate: Estimate, inside: pd.DataFrame) -> tuple[pd.Series[Any], int]:
    """Rows of the two groups compared, or with an unknown group: that gap is counted with the other gaps."""
    try:
        arms, sides = arms_of(plan, estimate, inside)
    except (Refused, KeyError):
        arms, sides = (), float("nan")
    if not arms or estimate.exposure is None:
        return inside["person"].notna(), int(inside["person"].nunique())
    mask = inside.assign(arm=sides)["arm"].notna() | inside[exposed_column(estimate)].isna()
    return mask, int(inside.loc[mask, "person"].nunique())


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
