"""Columns computed from columns, by named operations only: nothing written in a plan is ever evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tejido.impact.refusals import Refused
from tejido.impact.spec import Condition, Derived, Plan

if TYPE_CHECKING:
    import pandas as pd

MOST_LEVELS = 20


def derive_columns(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The frame with every derived column; a category becomes one 0/1 column per level, `race[black]`."""
    found = frame.copy()
    for derived in plan.derive:
        if derived.operation == "category":
            _add_dummies(found, derived)
        else:
            found[derived.name] = _computed(found, derived)
    return found


def _computed(frame: pd.DataFrame, derived: Derived) -> pd.Series[Any]:
    first = frame[derived.columns[0]]
    if derived.operation == "indicator":
        assert derived.condition is not None
        return meets(frame, derived.condition).where(first.notna()).astype(float)
    if derived.operation == "square":
        return first**2
    if derived.operation == "minus":
        return _apart(first, derived.value or 0.0)
    if derived.operation == "difference":
        return _apart(first, frame[derived.columns[1]])
    return frame[list(derived.columns)].prod(axis=1, skipna=False)


def _apart(first: pd.Series[Any], last: pd.Series[Any] | float) -> pd.Series[Any]:
    """One minus the other in the decimals that people write, so that an indicator of it finds who stands on its limit."""
    import pandas as pd

    from tejido.stats.subtraction import subtracted

    return pd.Series(subtracted(first, last), index=first.index)


def _add_dummies(frame: pd.DataFrame, derived: Derived) -> None:
    column = frame[derived.columns[0]]
    text = levels_of(column)
    levels = sorted({level for level in text if level})
    if derived.reference not in levels:
        raise Refused("no_reference", reference=derived.reference, column=derived.columns[0], levels=", ".join(levels[:MOST_LEVELS]))
    if len(levels) > MOST_LEVELS:
        raise Refused("many_levels", column=derived.columns[0], n=len(levels))
    for level in levels:
        if level != derived.reference:
            frame[f"{derived.name}[{level}]"] = (text == level).astype(float).where(column.notna())


def level_of(value: Any) -> str:
    """A category as text: 1.0 and 1 are the same level, every digit counts, and a missing value is none."""
    if value is None or value != value:
        return ""
    if not isinstance(value, int | float):
        return str(value).strip()
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def levels_of(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column as levels, each value told once."""
    import numpy as np
    import pandas as pd

    codes, known = pd.factorize(column, use_na_sentinel=False)
    texts = np.array([level_of(value) for value in known.tolist()], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype=object)


def base_columns(names: list[str], plan: Plan) -> list[str]:
    """The columns of the register behind these names, in order and once each: where a gap must be looked for."""
    found: list[str] = []
    for name in names:
        derived = plan.derived(name)
        behind = base_columns(list(derived.columns), plan) if derived else [name]
        found += [column for column in behind if column not in found]
    return found


def meets(frame: pd.DataFrame, condition: Condition) -> pd.Series[Any]:
    """Who meets a condition; a missing value meets none."""
    column, value = frame[condition.column], condition.value
    if condition.comparison in ("equals", "in"):
        wanted = value if isinstance(value, tuple) else (value,)
        numeric = column.dtype.kind in "bif"
        return levels_of(column).isin({_as_level(item, numeric=numeric) for item in wanted}) & column.notna()
    limit = float(value)  # type: ignore[arg-type]
    compared = {"above": column.gt, "below": column.lt, "at_least": column.ge, "at_most": column.le}[condition.comparison]
    return compared(limit)


def _as_level(value: Any, *, numeric: bool) -> str:
    """A level of a plan as the column has it: a code of digits stays text in a column of text, so that 007 is not 7."""
    if isinstance(value, bool):
        return "1" if value else "0"
    try:
        return level_of(float(value)) if numeric else str(value).strip()
    except ValueError:
        return str(value).strip()
