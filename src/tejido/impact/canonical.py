"""One order and one fingerprint for a table, wherever it came from: database and flat file must agree to the last digit."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tejido.impact.spec import Plan

if TYPE_CHECKING:
    import pandas as pd

LINE = "file row"  # the name of a frame's index, and then of a column, that keeps where in a file each row stands
DIGITS = 12  # significant digits compared: beyond them lie the habits of file formats, not facts


def canonical(frame: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, str]:
    """The plan's columns with people in the order of their values, numbered anew, and the SHA-256 of that table.

    Identifiers take no part, so that the same facts under other codes give the same hash; but rows of one person stay together,
    since who said what twice is a fact too. Nor does the row of a file, which comes along as the column `LINE` so that mistakes can be found.
    """
    names = sorted(column.name for column in plan.columns)
    kept = frame[["person", *(["wave"] if plan.wave else []), *names]].reset_index(drop=True)
    cells = kept[[*(["wave"] if plan.wave else []), *names]]
    lines = ["\t".join(_cell(value) for value in row) for row in cells.itertuples(index=False, name=None)]
    people: dict[Any, list[int]] = {}
    for position, person in enumerate(kept["person"].tolist()):
        people.setdefault(person, []).append(position)
    blocks = []
    for positions in people.values():
        positions.sort(key=lines.__getitem__)
        blocks.append(("\n".join(lines[i] for i in positions), positions))
    blocks.sort(key=lambda block: block[0])
    order = [i for _text, positions in blocks for i in positions]
    numbers = [number for number, (_text, positions) in enumerate(blocks) for _ in positions]
    ordered = kept.iloc[order].reset_index(drop=True)
    ordered["person"] = numbers
    if frame.index.name == LINE:
        ordered[LINE] = frame.index[order]
    digest = hashlib.sha256("\t".join([*(["wave"] if plan.wave else []), *names]).encode())
    for text, _positions in blocks:
        digest.update(b"\n\n" + text.encode())
    return ordered, digest.hexdigest()


def _cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    try:
        return f"{float(value) + 0.0:.{DIGITS}g}"
    except (TypeError, ValueError):
        return str(value).strip().replace("\t", " ").replace("\n", " ")
