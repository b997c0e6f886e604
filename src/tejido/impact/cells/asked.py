"""The person-periods that a plan asks of the record, as a table of the engine: from the facts of its organisations to its own columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.cells.folding import TIMES, digest_of_groups, fold, in_one_order
from tejido.impact.cells.nouns import Exposure, PersonPeriods, Taking, Trait
from tejido.impact.cells.periods import Facts, periods_of
from tejido.impact.counted import Counted
from tejido.impact.lake.manifest import LakeMissing
from tejido.impact.lake.schema import BY_NAME
from tejido.impact.lake.tables import schema_of
from tejido.impact.persons import ROW
from tejido.impact.spec import Column, Plan
from tejido.impact.spec.periods import Stretch, lag_of
from tejido.impact.uncounted import TooManyPeriods

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from tejido.impact.engine import Engine

MOST_ROWS = 2_000_000  # some two gigabytes with all that the methods make of them
FEW_ROWS = 200_000  # not worth folding
#: What the sources `period` and `person` of a plan are called in the table of person-periods.
COLUMNS = {
    ("period", "number"): "period", ("period", "stop"): "period", ("period", "event"): "event", ("period", "repeat"): "number",
    ("period", "start_year"): "start_year", ("person", "sex"): "sex", ("person", "birth_year"): "birth_year",
    ("person", "age_at_entry"): "age", ("person", "organisation"): "organisation",
}  # fmt: skip
COUNTED = [("period", "number"), ("period", "start"), ("period", "stop")]  # each once in a person's periods


def periods_frame(plan: Plan, facts: Mapping[str, Any], engine: Engine) -> tuple[pd.DataFrame, Counted]:
    """The table as the methods take it, and how it was counted: `person` and the columns of the plan, one row for each period at risk.

    Many are folded where every method of the plan can take them so: each different row once, its number `row` in place of the person.
    Raises TooManyPeriods before it fetches more than this process can hold, and LakeMissing.
    """
    files = [name for names in (facts.get("lake") or {}).get("files", {}).values() for name in names]
    with _still_there(files):
        asked = engine.kept(asked_periods(plan, facts, engine))
        count = int(engine.arrow(asked.aggregate(n=asked.count()))["n"][0].as_py())
        told = None
        if count > FEW_ROWS and may_be_folded(plan):
            folded = fold(asked, engine)
            groups, told = folded.table, folded.told
            rows = groups.drop_columns([TIMES]).add_column(0, ROW, pa.array(range(groups.num_rows), pa.int32()))
        elif count > MOST_ROWS:
            raise TooManyPeriods(count, MOST_ROWS)
        else:
            rows = engine.arrow(asked)
            names = rows.column_names[1:]
            groups = in_one_order(rows.group_by(names, use_threads=False).aggregate([([], "count_all")]).rename_columns([*names, TIMES]), names)
    snapshot = facts["lake"]["snapshot"] if facts.get("lake") else None
    return _frame(plan, rows, facts.get("names") or {}), Counted(engine.name, digest_of_groups(groups), snapshot, told)


def may_be_folded(plan: Plan) -> bool:
    """Each person followed once, to the one event of the plan, by methods that ask of persons only what `Persons` tells.

    What else may stand as an outcome (stretches, an event of one's own making) can happen to somebody twice, and asks who that is.
    """
    assert plan.periods is not None
    waits = all(
        _source(plan, estimate.outcome.period) in COUNTED and _source(plan, estimate.outcome.event) == ("period", "event")
        for estimate in plan.estimates
    )
    return waits and not plan.periods.repeats and all(CATALOGUE[estimate.method].folds for estimate in plan.estimates)


def _source(plan: Plan, name: str) -> tuple[str, str]:
    """What a column of the plan is taken from; a derived one from nothing by itself."""
    column = plan.column(name)
    return (column.source.kind, column.source.value) if column and column.source else ("", "")


def _frame(plan: Plan, rows: pa.Table, names: Mapping[str, str]) -> pd.DataFrame:
    """Numbers as such; organisations by the name that people know."""
    import pandas as pd

    found = rows.rename_columns([rows.column_names[0], *(column.name for column in plan.columns)]).to_pandas()
    for column in plan.columns:
        if column.kind != "category":
            found[column.name] = pd.to_numeric(found[column.name], errors="coerce").astype(float)
        elif column.source is not None and (column.source.kind, column.source.value) == ("person", "organisation"):
            found[column.name] = found[column.name].map(lambda code: names.get(code, code))
    return found


def asked_periods(plan: Plan, facts: Mapping[str, Any], engine: Engine) -> ir.Table:
    """`person`, then the columns of the plan in their order, named c0, c1 …: engines do not tell capitals from small letters."""
    spec = spec_of(plan, facts["groups"])
    rows = periods_of(_tables(facts, engine), spec)
    values = {f"c{i}": _value(column, i, rows) for i, column in enumerate(plan.columns)}
    return rows.select("person", **values)


def spec_of(plan: Plan, groups: Mapping[str, Sequence[str] | None]) -> PersonPeriods:
    """The question. `groups`: for the population ("") and for each column of participations, the groups it means, None for any."""
    periods = plan.periods
    assert periods is not None
    population = _taking(groups[""], plan)
    exposures, traits = [], []
    for i, column in enumerate(plan.columns):
        if column.source is None or column.source.kind not in ("spell", "cohort", "programme"):
            continue
        options, lag = column.source.options, lag_of(column)
        if column.source.kind == "spell":
            of: Taking | Stretch = Stretch(column.source.value, tuple(options.get("types", ())))
        else:
            of = _taking(groups[column.name])
        if lag:
            exposures.append(Exposure(f"x{i}", of, lag, bool(options.get("ever"))))
        else:
            traits.append(Trait(f"x{i}", cast(Taking, of)))
    is_entry = periods.clock == "entry"
    return PersonPeriods(
        origin=population if is_entry else cast(Stretch, periods.of),
        event=periods.event,
        clock=cast(Any, periods.clock),
        unit=cast(Any, periods.unit),
        most=periods.most,
        competing=periods.competing,
        exposures=tuple(exposures),
        traits=tuple(traits),
        among=None if is_entry or plan.population is None else population,
    )


def _taking(groups: Sequence[str] | None, plan: Plan | None = None) -> Taking:
    population = plan.population if plan is not None else None
    days = (population.starts_on, population.ends_on) if population is not None else (None, None)
    return Taking(groups=None if groups is None else tuple(groups), from_on=days[0], to_on=days[1])


def _value(column: Column, place: int, rows: ir.Table) -> Any:
    assert column.source is not None
    kind, value = column.source.kind, column.source.value
    if (kind, value) == ("period", "start"):
        return rows.period - 1
    return rows[COLUMNS.get((kind, value), f"x{place}")]


def _tables(facts: Mapping[str, Any], engine: Engine) -> Facts:
    """Persons, participations and spells: of the files of the lake, or as they were read from the record just now."""
    found = []
    for name in ("persons", "participations", "spells"):
        schema = schema_of(BY_NAME[name])
        files = (facts.get("lake") or {}).get("files", {}).get(name, [])
        rows = (facts.get("rows") or {}).get(name)
        if files:
            found.append(engine.parquet(files))
        else:
            found.append(engine.table(_arrow(rows, schema) if rows else schema.empty_table()))
    persons, participations, spells = found
    return Facts(persons, participations, spells, dt.date.fromisoformat(facts["cut_off"]))


def _arrow(columns: Mapping[str, Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Plain columns, days as texts, in the shape of the lake."""
    days = {field.name for field in schema if pa.types.is_date(field.type)}
    arrays = []
    for field in schema:
        values = columns[field.name]
        arrays.append(pa.array([v and dt.date.fromisoformat(v) for v in values] if field.name in days else values, field.type))
    return pa.table(arrays, schema=schema)


@contextmanager
def _still_there(files: Sequence[str]) -> Iterator[None]:
    """A lake may be emptied or built anew while it is read: whoever left is in it no longer, and so there is no answer of it."""
    try:
        yield
    except Exception as error:
        if all(Path(file).exists() for file in files):
            raise
        raise LakeMissing("The lake changed while it was read: ask again.") from error
