"""Roll-ups: what an indicator needs of millions of rows, in a few thousand that add up. n, the sum and the sum of squares.

They stand in the lake beside the facts, so that a screen is answered in milliseconds; the same expression asked of the facts themselves
gives the same figures, only later. `persons` counts people within a quarter: it adds up over everything but the quarters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy import special

from tejido.impact.lake.schema import BY_NAME, WHAT
from tejido.impact.lake.store import Manifest, Part, write_part

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tejido.impact.lake.reading import Lake

AGES = (0, 18, 25, 35, 45, 55, 65)
WHO = ("organisation", "year", "quarter", "sex", "age")
WORDS = {"organisation", "sex", *(word for words in WHAT.values() for word in words)}
SUMS = ("n", "persons", "total", "squares", "changed", "change_total", "change_squares")


def rolled_up(facts: ir.Table, persons: ir.Table, name: str) -> ir.Table:
    """The moments of a fact by organisation, quarter, sex and age in years at that day (lower end of its band)."""
    import ibis

    day, whole = BY_NAME[name].day, "int64"
    whose = persons.select("person", "sex", "birth_year")
    known = facts.inner_join(whose, "person").filter(lambda t: t.value.notnull() | (t.level.notnull() if "level" in t.columns else False))
    age = known[day].year() - known.birth_year
    band: Any = ibis.null().cast(whole)
    for low in AGES:
        band = ibis.ifelse(age >= low, low, band).cast(whole)
    rows = known.mutate(year=known[day].year().cast(whole), quarter=known[day].quarter().cast(whole), age=band)
    change = rows.change if "change" in rows.columns else ibis.null().cast("float64")
    rows = rows.mutate(change=change)
    return rows.group_by([*WHAT[name], *WHO]).aggregate(
        n=rows.count(), persons=rows.first_in_quarter.sum(),
        total=rows.value.sum(), squares=(rows.value * rows.value).sum(),
        changed=rows.change.count(), change_total=rows.change.sum(), change_squares=(rows.change * rows.change).sum(),
    )  # fmt: skip


def write_rollups(root: Path, manifest: Manifest, before: Manifest | None, kept: dict[str, Part]) -> Iterator[Part]:
    """Each roll-up anew where its facts or the persons changed; otherwise the one that is there."""
    from tejido.impact.engine import engine

    for name in WHAT:
        if before is not None and _inputs(manifest, name) == _inputs(before, name):
            standing = [part for part in before.rollups if part.fact == name and (root / part.file).is_file()]
            if standing:
                yield standing[0]
                continue
        files, persons = ([root / p.file for p in manifest.parts if p.fact == fact] for fact in (name, "persons"))
        if files and persons:
            with engine("duckdb", folder=root / "work") as run:
                yield write_part(root, name, "", 0, run.arrow(rolled_up(run.parquet(files), run.parquet(persons), name)), kept)


def _inputs(manifest: Manifest, name: str) -> list[tuple[str, str, int, str]]:
    return sorted((p.fact, p.organisation, p.year, p.digest) for p in manifest.parts if p.fact in (name, "persons"))


@dataclass(frozen=True)
class Indicator:
    """One row per group, in order: `groups` name → values, n, mean and its interval; `changed`, the mean change and its interval.

    `persons`: how many different people are behind n, or nothing where quarters were put together and nobody can tell.
    """

    groups: dict[str, list[Any]]
    n: np.ndarray
    persons: np.ndarray | None
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    changed: np.ndarray
    mean_change: np.ndarray
    low_change: np.ndarray
    high_change: np.ndarray


def standing(
    lake: Lake, name: str, what: dict[str, str], *, by: Sequence[str] = WHO, organisations: Sequence[str] | None = None
) -> Indicator:
    """An indicator from the standing roll-up: `what` says which, such as {"instrument": "qpr-15", "scale": "total"}."""
    wanted: Any = None
    for column, value in what.items():
        wanted = _and(wanted, pc.field(column) == value)
    if organisations is not None:
        wanted = _and(wanted, pc.field("organisation").isin(list(organisations)))
    columns = list(dict.fromkeys([*what, "organisation", *by, *SUMS]))
    words = [column for column in columns if column in WORDS]  # a word that stands in every row is read, and compared, once
    rows = pq.ParquetFile(lake.rollup(name), read_dictionary=words).read(columns, use_threads=False)
    return indicator(rows if wanted is None else rows.filter(wanted), by)


def _and(one: Any, other: Any) -> Any:
    return other if one is None else one & other


def indicator(rows: pa.Table, by: Sequence[str] = WHO, level: float = 0.95) -> Indicator:
    """Means with intervals of Student's t from rolled-up rows: sd² = (Σx² − (Σx)²/n) / (n − 1). No interval for fewer than two."""
    summed = rows.group_by(list(by), use_threads=False).aggregate([(name, "sum") for name in SUMS])
    for name in set(by) & WORDS:
        summed = summed.set_column(summed.schema.get_field_index(name), name, summed[name].cast(pa.string()))
    summed = summed.sort_by([(name, "ascending") for name in by])
    n, persons, total, squares, changed, change_total, change_squares = (
        np.asarray(pc.fill_null(summed[f"{name}_sum"].cast(pa.float64()), 0.0)) for name in SUMS
    )
    groups = {name: summed[name].to_pylist() for name in by}
    told = persons if {"year", "quarter"} <= set(by) else None
    return Indicator(groups, n, told, *interval(n, total, squares, level), changed, *interval(changed, change_total, change_squares, level))


def interval(n: np.ndarray, total: np.ndarray, squares: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        spread = np.maximum(squares - total * mean, 0.0) / (n - 1)
        sizes, at = np.unique(n, return_inverse=True)  # a quantile of t is dear, and sizes repeat
        reach = special.stdtrit(np.where(sizes > 1, sizes - 1, np.nan), 0.5 + level / 2)[at] * np.sqrt(spread / n)
    return mean, mean - reach, mean + reach
