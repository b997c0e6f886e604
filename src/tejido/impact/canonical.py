"""One order and one fingerprint for a table, wherever it came from: database and flat file must agree to the last digit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tejido.impact.spec import Plan

if TYPE_CHECKING:
    import pandas as pd

SIDE = "compared side"  # the column that says where in the comparison each row stands; no column of a plan can be called so
LINE = "file row"  # the name of a frame's index, and then of a column, that keeps where in a file each row stands
CHUNK = 1 << 18
DIGITS = 12  # significant digits compared: beyond them lie the habits of file formats, not facts


def canonical(frame: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, str]:
    """The plan's columns with people in the order of their values, numbered anew, and the SHA-256 of that table.

    Identifiers take no part, so that the same facts under other codes give the same hash; but rows of one person stay together,
    since who said what twice is a fact too. Nor does the row of a file, which comes along as the column `LINE` so that mistakes can be found.
    """
    import pandas as pd

    names = sorted(column.name for column in plan.columns)
    kept = frame[["person", *(["wave"] if plan.wave else []), *names]].reset_index(drop=True)
    lines, line = _lines(kept[[*(["wave"] if plan.wave else []), *names]])
    person = pd.factorize(kept["person"], use_na_sentinel=False)[0]
    order = np.lexsort((line, person))  # the rows of each person together, in the order of their lines
    starts = np.flatnonzero(np.diff(person[order], prepend=-1))
    blocks = _in_order(line[order], starts)
    length = np.diff(starts, append=len(order))[blocks]
    places = np.repeat(starts[blocks] - np.cumsum(length) + length, length) + np.arange(len(order))
    rows = order[places]
    ordered = kept.iloc[rows].reset_index(drop=True)
    people = np.repeat(np.arange(len(length)), length)
    ordered["person"] = people
    if frame.index.name == LINE:
        ordered[LINE] = frame.index[rows]
    digest = hashlib.sha256("\t".join([*(["wave"] if plan.wave else []), *names]).encode())
    new = np.diff(people, prepend=-1) > 0
    for start in range(0, len(rows), CHUNK):
        piece = slice(start, start + CHUNK)
        parts = [("\n\n" if first else "\n") + lines[at] for at, first in zip(line[rows[piece]], new[piece], strict=True)]
        digest.update("".join(parts).encode())
    return ordered, digest.hexdigest()


def _lines(cells: pd.DataFrame) -> tuple[list[str], NDArray[np.intp]]:
    """The rows as texts: each different one once, in alphabetical order, and which of them every row is (n,)."""
    import pandas as pd

    columns, texts = [], []
    for _name, values in cells.items():
        codes, known = pd.factorize(values, use_na_sentinel=False)
        columns.append(codes)
        texts.append([_cell(value) for value in known.tolist()])
    which, firsts = _distinct(columns, [len(known) for known in texts])
    written = [
        "\t".join(row)
        for row in zip(*(map(known.__getitem__, codes[firsts]) for known, codes in zip(texts, columns, strict=True)), strict=True)
    ]
    lines = sorted(set(written))
    place = {text: i for i, text in enumerate(lines)}
    return lines, np.array([place[text] for text in written], dtype=np.intp)[which]


def _distinct(columns: Sequence[NDArray[np.intp]], sizes: Sequence[int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which of the different rows each row is (n,), and the first row of each."""
    import pandas as pd

    which, known = np.zeros(len(columns[0]), dtype=np.int64), 1
    for codes, size in zip(columns, sizes, strict=True):
        which, found = pd.factorize(which * size + codes)
        known = len(found)
    firsts = np.full(known, -1)
    firsts[which[::-1]] = np.arange(len(which))[::-1]
    return which, firsts


def _in_order(line: NDArray[np.intp], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    """The people in the order of all that each says; `line` by person, `starts` where each begins."""
    if len(starts) == len(line):
        return np.argsort(line, kind="stable")
    written = line.astype(">u8").tobytes()  # bytes compare as the numbers do, and a shorter list before a longer that begins like it
    ends = np.append(starts[1:], len(line))
    said = [written[8 * start : 8 * end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    return np.array(sorted(range(len(said)), key=said.__getitem__), dtype=np.intp)


def _cell(value: Any) -> str:
    if value is None or value != value:
        return ""
    try:
        return f"{float(value) + 0.0:.{DIGITS}g}"
    except (TypeError, ValueError):
        return str(value).strip().replace("\t", " ").replace("\n", " ")
