"""Indicators of ten million assessments: `python bench/indicators.py [--assessments 10000000] [--skip NAME …]`.

Ten scores of each person over six years, 20 unequal organisations: mean, mean change and their 95 % intervals by organisation, quarter, sex
and age. Ours from the facts of the lake (cold) and from its standing roll-up, beside the same question to DuckDB, pandas, polars and
PostgreSQL, each in a process of its own. A peer that is not installed is left out with a line that says so.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
EACH, ORGANISATIONS, FIRST, DAYS = 10, 20, dt.date(2019, 1, 1), 6 * 365
CODES = [f"BENCHORG{n:02}" for n in range(ORGANISATIONS)]
COLD, STANDING = 4.0, 0.02
Answer = list[list[Any]]

QUESTION = """
SELECT organisation, year(taken_on) AS year, quarter(taken_on) AS quarter, sex,
  CASE WHEN a >= 65 THEN 65 WHEN a >= 55 THEN 55 WHEN a >= 45 THEN 45 WHEN a >= 35 THEN 35 WHEN a >= 25 THEN 25 WHEN a >= 18 THEN 18 ELSE 0 END AS age,
  count(*) AS n, avg(value) AS mean, stddev_samp(value) AS sd, count(change) AS changed, avg(change) AS mean_change, stddev_samp(change) AS sd_change
FROM (SELECT s.organisation, taken_on, value, change, sex, year(taken_on) - birth_year AS a FROM {scores} s JOIN {persons} p USING (person)) GROUP BY ALL
"""


def start_django(home: Path) -> None:
    os.environ.update(TEJIDO_HOME=str(home), TEJIDO_KEYS=str(home / "keys"), DJANGO_SETTINGS_MODULE="tejido.settings")
    import django

    django.setup()


def people(assessments: int) -> Iterator[tuple[str, int, int]]:
    """Organisations with the first and the last of their persons; the largest has about twenty times as many as the smallest."""
    import numpy as np

    ends = np.cumsum(np.geomspace(1, 20, ORGANISATIONS))
    ends = np.round(ends / ends[-1] * (assessments // EACH)).astype(int)
    yield from zip(CODES, [0, *ends[:-1].tolist()], ends.tolist(), strict=True)


def generate(home: Path, assessments: int) -> float:
    """A lake with invented facts, written as a build writes it; the seconds that took, invention not counted."""
    start_django(home)
    from dataclasses import replace

    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from tejido.impact.lake.rollups import write_rollups
    from tejido.impact.lake.schema import BY_NAME
    from tejido.impact.lake.store import Manifest, Part, private, snapshot_of, write_part, write_text
    from tejido.impact.lake.tables import schema_of

    root, parts, seconds = private(home / "lake"), list[Part](), 0.0
    for number, (code, first, last) in enumerate(people(assessments)):
        chance, count = np.random.default_rng([7, number]), last - first
        who, size = np.arange(first, last), count * EACH
        persons = pa.table({
            "person": who, "organisation": [code] * count, "kind": ["served"] * count, "sex": chance.choice(["woman", "man"], count),
            "birth_year": chance.integers(1945, 2006, count), "registered_on": pa.array([FIRST] * count),
        }).select(BY_NAME["persons"].names).cast(schema_of(BY_NAME["persons"]))  # fmt: skip
        days = np.sort(chance.integers(0, DAYS, (count, EACH)), axis=1)
        days += np.arange(EACH)  # no two on one day
        value = np.round(np.clip(chance.normal(30, 8, (count, 1)) + chance.normal(0, 4, (count, EACH)) + days / 400, 0, 60))
        quarters = (np.datetime64(FIRST) + days).astype("datetime64[M]").astype(int) // 3
        first = np.column_stack([np.ones(count, dtype=bool), quarters[:, 1:] != quarters[:, :-1]])
        change = np.where(np.arange(EACH) == 0, np.nan, value - value[:, :1])
        scores = pa.table({
            "person": np.repeat(who, EACH), "organisation": pa.array([code]).take(pa.array(np.zeros(size, dtype=int))),
            "instrument": ["qpr-15"] * size, "instrument_version": ["1"] * size, "scale": ["total"] * size, "mode": ["self"] * size, "value": value.ravel(),
            "answered": np.full(size, 15), "change": pa.array(change.ravel(), from_pandas=True),
            "first_in_quarter": first.ravel().astype(int),
            "taken_on": pa.array((np.datetime64(FIRST) + days.ravel()).astype("datetime64[D]")), "wave": pa.nulls(size, pa.string()),
        }).select(BY_NAME["scores"].names).cast(schema_of(BY_NAME["scores"]))  # fmt: skip
        started = time.perf_counter()
        parts.append(write_part(root, "persons", code, FIRST.year, persons, {}))
        years = pc.year(scores["taken_on"])
        parts += [write_part(root, "scores", code, year, scores.filter(pc.equal(years, year)), {}) for year in pc.unique(years).to_pylist()]
        seconds += time.perf_counter() - started
    started = time.perf_counter()
    cut_off = "2025-12-31"
    manifest = Manifest(snapshot_of(parts, cut_off), cut_off, cut_off, cut_off, tuple(parts))
    write_text(root, "manifest.json", replace(manifest, rollups=tuple(write_rollups(root, manifest, None, {}))).text())
    return seconds + time.perf_counter() - started


def told(found: Any) -> Answer:
    """Rows of our indicator in the shape of the question above, for comparing."""
    import numpy as np

    columns = [
        *found.groups.values(),
        found.n,
        found.mean,
        found.low,
        found.high,
        found.changed,
        found.mean_change,
        found.low_change,
        found.high_change,
    ]
    return [[v.item() if isinstance(v, np.generic) else v for v in row] for row in zip(*columns, strict=True)]


def with_intervals(rows: list[tuple[Any, ...]]) -> Answer:
    """From n, mean and standard deviation of a peer to the same intervals."""
    import numpy as np
    from scipy import special

    def bounds(n: float, mean: float | None, sd: float | None) -> tuple[float, float]:
        reach = special.stdtrit(n - 1, 0.975) * sd / np.sqrt(n) if n > 1 and sd is not None else np.nan
        return (np.nan, np.nan) if mean is None else (mean - reach, mean + reach)

    ordered = sorted(tuple(row) for row in rows)
    return [[*r[:5], r[5], r[6], *bounds(r[5], r[6], r[7]), r[8], r[9], *bounds(r[8], r[9], r[10])] for r in ordered]


# --- one method each: (home) → seconds and the answer


def cold(home: Path) -> tuple[float, Answer]:
    from tejido.impact.engine import engine
    from tejido.impact.lake import indicator, open_lake, rolled_up

    with engine("duckdb", folder=home / "engine") as run:
        started = time.perf_counter()
        lake = open_lake(home / "lake")
        table = run.arrow(rolled_up(lake.table("scores", run), lake.table("persons", run), "scores"))
        found = indicator(table)
        return time.perf_counter() - started, told(found)


def standing(home: Path) -> tuple[float, Answer]:
    from tejido.impact.lake import open_lake
    from tejido.impact.lake import standing as from_rollup

    lake = open_lake(home / "lake")
    times = []
    for _ in range(5):
        started = time.perf_counter()
        found = from_rollup(lake, "scores", {"instrument": "qpr-15", "scale": "total"})
        times.append(time.perf_counter() - started)
    return sorted(times)[2], told(found)


def _files(home: Path, fact: str) -> list[str]:
    return [str(p) for p in sorted((home / "lake" / "facts" / fact).rglob("*.parquet"))]


def duckdb(home: Path) -> tuple[float, Answer]:
    import duckdb as library

    run = library.connect()
    started = time.perf_counter()
    sources = {
        fact: f"read_parquet([{', '.join(repr(f) for f in _files(home, fact))}], hive_partitioning = false)"
        for fact in ("scores", "persons")
    }
    rows = run.execute(QUESTION.format(**sources)).fetchall()
    return time.perf_counter() - started, with_intervals(rows)


def pandas(home: Path) -> tuple[float, Answer]:
    import pandas as pd
    import pyarrow.dataset as ds

    started = time.perf_counter()
    scores = (
        ds.dataset(_files(home, "scores"))
        .to_table(columns=["person", "organisation", "value", "change", "taken_on"])
        .to_pandas(date_as_object=False)
    )
    persons = ds.dataset(_files(home, "persons")).to_table(columns=["person", "sex", "birth_year"]).to_pandas()
    frame = scores.merge(persons, on="person")
    frame["year"], frame["quarter"] = frame["taken_on"].dt.year, frame["taken_on"].dt.quarter
    frame["age"] = pd.cut(
        frame["year"] - frame["birth_year"], [0, 18, 25, 35, 45, 55, 65, 200], right=False, labels=[0, 18, 25, 35, 45, 55, 65]
    ).astype(int)
    keys = ["organisation", "year", "quarter", "sex", "age"]
    found = frame.groupby(keys, observed=True).agg({"value": ["size", "mean", "std"], "change": ["count", "mean", "std"]})
    rows = [(*key, *(None if v != v else v for v in row)) for key, row in zip(found.index, found.to_numpy().tolist(), strict=True)]
    return time.perf_counter() - started, with_intervals(rows)


def polars(home: Path) -> tuple[float, Answer]:
    import polars as pl

    started = time.perf_counter()
    persons = pl.scan_parquet(_files(home, "persons"), hive_partitioning=False).select("person", "sex", "birth_year")
    scores = pl.scan_parquet(_files(home, "scores"), hive_partitioning=False).select(
        "person", "organisation", "value", "change", "taken_on"
    )
    frame = scores.join(persons, on="person").with_columns(year=pl.col("taken_on").dt.year(), quarter=pl.col("taken_on").dt.quarter())
    age, band = pl.col("year") - pl.col("birth_year"), pl.lit(0)
    for low in (18, 25, 35, 45, 55, 65):
        band = pl.when(age >= low).then(low).otherwise(band)
    value, change = pl.col("value"), pl.col("change")
    found = frame.with_columns(age=band).group_by("organisation", "year", "quarter", "sex", "age").agg(
        pl.len(), value.mean().alias("m"), value.std().alias("s"), change.count().alias("c"), change.mean().alias("cm"), change.std().alias("cs")
    )  # fmt: skip
    rows = found.collect(engine="streaming").rows()
    return time.perf_counter() - started, with_intervals(rows)


def postgresql(home: Path) -> tuple[float, Answer]:
    """Tables loaded and analysed beforehand: only the question is timed."""
    import psycopg
    import pyarrow.dataset as ds

    from tests.postgres import cluster

    types = {
        "scores": "person bigint, organisation text, value float8, change float8, taken_on date",
        "persons": "person bigint, sex text, birth_year int",
    }
    question = QUESTION.replace("year(taken_on)", "extract(year FROM taken_on)").replace(
        "quarter(taken_on)", "extract(quarter FROM taken_on)"
    )
    question = question.replace("GROUP BY ALL", "AS asked GROUP BY 1, 2, 3, 4, 5")
    with cluster() as url, psycopg.connect(os.environ["TEJIDO_DATABASE_OWNER_URL"] or url, autocommit=True) as run:
        for fact, columns in types.items():
            run.execute(f"CREATE UNLOGGED TABLE {fact} ({columns})")
            names = [column.split()[0] for column in columns.split(", ")]
            with run.cursor().copy(f"COPY {fact} FROM STDIN") as copy:
                for batch in ds.dataset(_files(home, fact)).to_batches(columns=names, batch_size=1 << 16):
                    for row in zip(*(batch.column(name).to_pylist() for name in names), strict=True):
                        copy.write_row(row)
            run.execute(f"ANALYZE {fact}")
        started = time.perf_counter()
        rows = run.execute(question.format(scores="scores", persons="persons")).fetchall()
        wall = time.perf_counter() - started
    return wall, with_intervals([(r[0], int(r[1]), int(r[2]), *r[3:]) for r in rows])


METHODS: dict[str, Callable[[Path], tuple[float, Answer]]] = {
    "cold": cold, "standing": standing, "duckdb": duckdb, "pandas": pandas, "polars": polars, "postgresql": postgresql,
}  # fmt: skip


def measure(name: str, home: Path, small: Path) -> None:
    """A small question first, which loads the libraries; then the real one."""
    import resource

    start_django(home)
    if name != "postgresql":
        METHODS[name](small)
    before = time.process_time()
    wall, answer = METHODS[name](home)
    cpu, peak = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"name": name, "wall": wall, "cpu": cpu, "peak": peak, "answer": answer}))


def run(name: str, home: Path, small: Path) -> dict[str, Any] | None:
    if name == "polars" and importlib.util.find_spec("polars") is None:
        print("polars: not installed, left out (pip install -r requirements/bench.txt)")
        return None
    if name == "postgresql" and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        print("PostgreSQL: not installed, left out")
        return None
    command = [sys.executable, "-W", "ignore", __file__, "--measure", name, "--home", str(home), "--small", str(small)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"{name}: failed\n{done.stderr[-1500:]}")
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


def apart(one: Answer, other: Answer) -> float:
    """The largest difference of any figure, between the same groups."""
    import numpy as np

    assert [row[:5] for row in one] == [row[:5] for row in other], "other groups"
    mine, theirs = (np.array([row[5:] for row in answer], dtype=float) for answer in (one, other))
    return float(np.nanmax(np.abs(mine - theirs) / np.maximum(1.0, np.abs(mine))))


def compare(options: argparse.Namespace, folder: Path) -> int:
    home, small = folder / "home", folder / "small"
    for place, count in ((small, 20_000), (home, options.assessments)):
        command = [sys.executable, "-W", "ignore", __file__, "--generate", "--home", str(place), "--assessments", str(count)]
        seconds = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])
    print(f"{options.assessments:,} assessments; files and roll-up written in {seconds:.0f} s\n")
    found = {name: run(name, home, small) for name in METHODS if name not in options.skip}
    mine = found.get("cold")
    if mine is None or not found.get("standing"):
        return 1
    print("| method | wall s | CPU s | peak GB | against ours | largest difference |\n|---|---|---|---|---|---|")
    for name, one in found.items():
        if one:
            print(
                f"| {name} | {one['wall']:.3f} | {one['cpu']:.2f} | {one['peak']:.2f} | × {one['wall'] / mine['wall']:.2f} | {apart(mine['answer'], one['answer']):.0e} |"
            )
    print(f"\n{len(mine['answer']):,} groups. PostgreSQL's own processes are not in CPU and peak.")
    kept = True
    for name, most in (("cold", COLD), ("standing", STANDING)):
        holds = found[name]["wall"] <= most  # type: ignore[index]
        print(f"{'holds' if holds else 'DOES NOT HOLD'}: {name} in at most {most:g} s")
        kept &= holds
    return 0 if kept else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--assessments", type=int, default=10_000_000)
    parser.add_argument("--skip", nargs="*", default=[], choices=list(METHODS))
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--small", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--generate", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=list(METHODS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.generate:
        print(generate(options.home, options.assessments))
        return 0
    if options.measure:
        measure(options.measure, options.home, options.small)
        return 0
    with tempfile.TemporaryDirectory(prefix="tejido-bench-") as folder:
        return compare(options, Path(folder))


if __name__ == "__main__":
    raise SystemExit(main())
