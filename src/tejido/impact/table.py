"""The table of a plan as plain lists, and the frame that the methods take: two forms, so that a web server can read
the record without loading the libraries of statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tejido.impact.spec import Plan

if TYPE_CHECKING:
    import pandas as pd

#: Column → one value per row; `person` and, where the plan has waves, `wave` among them.
Table = dict[str, list[Any]]


def frame_of(plan: Plan, table: Table) -> pd.DataFrame:
    """Categories as they are; everything else as floats, with a gap where there is no number."""
    import pandas as pd

    frame = pd.DataFrame({"person": table["person"]})
    if plan.wave:
        frame["wave"] = _waves(table["wave"])
    for column in plan.columns:
        values = pd.Series(table[column.name], dtype=object)
        frame[column.name] = values if column.kind == "category" else pd.to_numeric(values, errors="coerce").astype(float)
    return frame


def _waves(waves: list[str | None]) -> pd.Series[Any]:
    """Waves as numbers where all that have a name are, so that 6 comes before 12; one without a name is a gap, as in a file."""
    import pandas as pd

    series = pd.Series([wave or None for wave in waves], dtype=object)
    numbers = pd.to_numeric(series, errors="coerce")
    return numbers.astype(float) if int(numbers.notna().sum()) == int(series.notna().sum()) else series
