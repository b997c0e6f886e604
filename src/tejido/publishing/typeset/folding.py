"""What repeats in a report is printed once: the tables of one question as one, and pictures of one kind side by side.

A report of moves between four interviews has a picture and a table for each step and group, and again the tables of all their people.
On paper one table of a question says them all, its fields shaded as those of the pictures; each picture has a file of its own on the page.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.reading import PeopleTable, Plot
from tejido.ui.charts.alone import paper_of_picture
from tejido.ui.charts.picture import of_hundred

MOVES = "transition"
#: Kinds of pictures that stand side by side and leave their numbers to the tables of people, which say the same.
COUNTED = frozenset({"states", "flows"})
#: The picture whose fields are those of the table of moves, so that on paper the table is the picture.
AS_TABLE = "transitions"
SHADES = 5


def tables_of(tables: Sequence[PeopleTable]) -> list[dict[str, Any]]:
    """The tables of people besides moves, neighbours of one series as one."""
    return [_folded(list(same)) for kind, same in itertools.groupby(tables, _series) if kind[0] != MOVES]


def blocks_of(plots: Sequence[Plot], tables: Sequence[PeopleTable], alone: Callable[[Plot], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The pictures in their order; those that count people in pairs, and for moves their tables."""
    moves = [_folded(list(same)) for kind, same in itertools.groupby(tables, _series) if kind[0] == MOVES]
    for kind in dict.fromkeys(plot.kind for plot in plots):
        same = [plot for plot in plots if plot.kind == kind]
        if kind in COUNTED and len(same) > 1:
            yield {"pair": [_beside(plot) for plot in same], "legends": _legends(same)}
        elif kind != AS_TABLE:
            yield from (alone(plot) for plot in same)
        elif moves:
            words = same[0].picture.text.partition(". ")[0]
            yield {"tables": moves, "words": _("%(words)s. Cada paso es también una figura en la página del informe.") % {"words": words}}
            moves = []


def _series(table: PeopleTable) -> tuple[Any, ...]:
    """Tables that may be one: of one question and kind, with the same columns. A table of its own is like no other."""
    estimate = table.name.partition(".")[0] if table.part else table.name
    return table.kind, estimate, table.series, table.head, table.columns


def _folded(tables: Sequence[PeopleTable]) -> dict[str, Any]:
    """One table: each part under its name, or as a line where every part has one."""
    first = tables[0]
    found = {"title": first.series if len(tables) > 1 else first.title, "note": next((one.note for one in tables if one.note), "")}
    if len(tables) > 1 and all(len(one.rows) == 1 for one in tables):
        lines = [_line(one, one.part, one.rows[0][1]) for one in tables]
        return found | {"head": ["", *first.columns], "sections": [{"title": "", "rows": lines}]}
    sections = [
        {"title": one.part if len(tables) > 1 else "", "rows": [_line(one, label, counts) for label, counts in one.rows]} for one in tables
    ]
    return found | {"head": [first.head, *first.columns], "sections": sections}


def _line(table: PeopleTable, label: str, counts: Sequence[Any]) -> list[dict[str, Any]]:
    """The fields of a line; of moves with their share of the line, and as dark as it is large."""
    whole = counts[-1].number if table.kind == MOVES and counts else None
    cells = [{"text": label, "shade": 0}]
    for one in counts[:-1] if whole else counts:
        is_shaded = bool(whole) and one.number is not None
        share = one.number / whole if is_shaded else 0.0
        words = f"{one.text} · {of_hundred(round(share, 2))}" if is_shaded else one.text
        cells.append({"text": words, "shade": min(SHADES - 1, int(SHADES * share)) + 1 if is_shaded else 0})
    return [*cells, *({"text": one.text, "shade": 0} for one in (counts[-1:] if whole else ()))]


def _beside(plot: Plot) -> dict[str, Any]:
    return {**paper_of_picture(plot.picture), "title": plot.title, "refused": plot.picture.refused}


def _legends(plots: Sequence[Plot]) -> list[dict[str, str]]:
    """The key of all pictures together, each line once."""
    found = {line["words"]: line for plot in plots for line in paper_of_picture(plot.picture)["legend"]}
    return list(found.values())
