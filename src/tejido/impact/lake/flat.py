"""A plan's flat file as a table of the engine: the same cells and the same models, without any database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tejido.impact.cells.digest import digest_of
from tejido.impact.spec import Plan

if TYPE_CHECKING:
    import pandas as pd


def flat_table(frame: pd.DataFrame, plan: Plan) -> pa.Table:
    """The plan's columns; persons are numbered in the order in which the file names them first, so that no code of theirs goes on."""
    order = {code: number for number, code in enumerate(dict.fromkeys(frame["person"]))}
    columns: dict[str, pa.Array] = {"person": pa.array([order[code] for code in frame["person"]], pa.int64())}
    if "wave" in frame:
        waves = frame["wave"]
        columns["wave"] = pa.array(
            waves, pa.float64() if waves.map(lambda w: w is None or isinstance(w, float)).all() else pa.string(), from_pandas=True
        )
    for column in plan.columns:
        text = column.kind == "category"
        columns[column.name] = pa.array(frame[column.name], pa.string() if text else pa.float64(), from_pandas=True)
    return pa.table(columns)


def flat_snapshot(table: pa.Table) -> str:
    """What a manifest of an answer keeps of the data: the same for the same rows in any order."""
    return digest_of(table.drop_columns(["person"]))
