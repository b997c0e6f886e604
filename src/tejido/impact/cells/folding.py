"""Many rows as the few different ones among them, with who stands behind each: tens of millions of person-periods as thousands of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tejido.impact.cells.counting import survey_of
from tejido.impact.cells.digest import Digest, in_order
from tejido.impact.persons import PERSON, ROW, Told
from tejido.impact.uncounted import TooManyPeriods

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tejido.impact.engine import Engine

MOST_DIFFERENT = 2_000_000
TIMES = "times found"


@dataclass(frozen=True)
class Folded:
    """`table`: the different rows in order, with `times found`, how often each was · `told` of whom."""

    table: pa.Table
    told: Told


def fold(rows: ir.Table, engine: Engine) -> Folded:
    """Rows of `person` and other columns; the engine groups them and says of each person in which of the groups they stand.

    They are asked twice: give what the engine has kept. Raises TooManyPeriods where nearly every row is another.
    """
    names = [name for name in rows.columns if name != PERSON]
    survey = survey_of(rows, names, engine)
    if survey.cells > MOST_DIFFERENT:
        raise TooManyPeriods(survey.rows, MOST_DIFFERENT, is_different=True)
    table = in_one_order(engine.arrow(rows.group_by(names).aggregate(**{TIMES: rows.count()})), names)
    there = engine.table(table.drop_columns([TIMES]).append_column(ROW, pa.array(np.arange(table.num_rows, dtype=np.int32))))
    alike = [rows[name].identical_to(there[name]) for name in names]  # a gap is like a gap
    told = engine.arrow(rows.join(there, alike).select(rows[PERSON], there[ROW]))
    return Folded(table, _told(told))


def in_one_order(groups: pa.Table, names: list[str]) -> pa.Table:
    """Groups in one order, whoever counted them."""
    return in_order(groups.select([*names, TIMES]), names).combine_chunks()


def digest_of_groups(table: pa.Table) -> str:
    return Digest().add(table).hex()


def _told(found: pa.Table) -> Told:
    import pandas as pd

    person = pd.factorize(found[PERSON].to_numpy())[0].astype(np.intc)
    return Told(person, found[ROW].to_numpy().astype(np.intc, copy=False))
