"""Cells against rows: `python bench/cells.py [--persons 1000000] [--times 1,10] [--statsmodels 30000] [--rounds 3] [--skip NAME …]`.

Invented persons in 20 unequal organisations, up to 24 months each, 8 yes-or-no covariates (`house` changes in time, `prog` is given more
often where the outlook is better), one event. The same discrete-time hazard (cloglog, 51 columns) from cells and from rows, each in a
process of its own after a first, small run that loads its libraries. A peer that is not installed is left out with a line that says so.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

CHUNK = 100_000
SMALL = 2_000  # persons of the first run, which loads the libraries
SEX = ("sex", "ageb", "diag", "eth", "edu", "prog", "prior", "house")
KEYS = ("org", "mon", *SEX)
NEEDS = {"glum": "glum", "statsmodels": "statsmodels", "lifelines": "lifelines"}

PERSONS = """
SELECT id, org, sex, ageb, diag, eth, edu, prior, cens, (hash(id * 17 + 3) % 1000 / 1000.0 < 0.25 + 0.02 * org + 0.15 * prior)::UTINYINT AS prog
FROM (SELECT id, least(19, floor(-ln(1 - hash(id * 31 + 7) % 1000000 / 1000000.0 * 0.96) * 6.2))::UTINYINT AS org,
      (hash(id * 7919 + 1) % 2)::UTINYINT AS sex, (hash(id * 7919 + 2) % 2)::UTINYINT AS ageb, (hash(id * 7919 + 3) % 2)::UTINYINT AS diag,
      (hash(id * 7919 + 4) % 2)::UTINYINT AS eth, (hash(id * 7919 + 5) % 2)::UTINYINT AS edu, (hash(id * 7919 + 6) % 2)::UTINYINT AS prior,
      (6 + hash(id * 13 + 11) % 25)::UTINYINT AS cens FROM range({start}, {stop}) t(id))
"""
MONTHS = """
CREATE OR REPLACE TEMP TABLE months AS SELECT p.*, m.m::UTINYINT AS mon, (hash(id * 41 + m.m // 6) % 2)::UTINYINT AS house FROM persons p, range(1, 25) m(m);
CREATE OR REPLACE TEMP TABLE events AS SELECT id, min(mon) AS happened FROM (
  SELECT id, mon, hash(id * 1009 + mon * 9176 + 5) % 1000000007 / 1000000007.0 AS u, 1 - exp(-exp(-4.0 + 0.05 * mon - 0.0022 * mon * mon + 0.35 * prog
    + 0.25 * prior - 0.12 * ageb - 0.15 * diag + 0.05 * edu - 0.05 * eth + 0.08 * sex + 0.15 * house + 0.2 * sin(org * 1.7))) AS hazard FROM months)
  WHERE u < hazard GROUP BY id;
"""


def generate(folder: Path, persons: int) -> None:
    """Person-months and persons, in files of 100,000 persons each; the same at every run."""
    import duckdb

    run = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    for start in range(0, persons, CHUNK):
        stop = min(start + CHUNK, persons)
        if (folder / f"persons-{start:09}.parquet").exists():
            continue
        run.execute(f"CREATE OR REPLACE TEMP TABLE persons AS {PERSONS.format(start=start, stop=stop)}")
        run.execute(MONTHS)
        columns = "id, org, mon, sex, ageb, diag, eth, edu, prog, prior, house"
        run.execute(f"""COPY (SELECT {columns}, (happened IS NOT NULL AND happened = mon)::UTINYINT AS y FROM months LEFT JOIN events USING (id)
            WHERE mon <= least(coalesce(happened, 99), cens)) TO '{folder}/months-{start:09}.parquet' (FORMAT parquet, COMPRESSION zstd)""")
        run.execute(f"""COPY (SELECT id, org, sex, ageb, diag, eth, edu, prog, prior, least(coalesce(happened, 99), cens, 24)::UTINYINT AS duration,
            (happened IS NOT NULL AND happened <= cens)::UTINYINT AS event FROM persons LEFT JOIN events USING (id))
            TO '{folder}/persons-{start:09}.parquet' (FORMAT parquet, COMPRESSION zstd)""")


def files(folder: Path, kind: str) -> list[str]:
    """All the files of a folder: each number of persons has a folder of its own, so that nobody is asked of more than the table says."""
    return [str(p) for p in sorted(folder.glob(f"{kind}-*.parquet"))]


# --- one method each: (folder) → what it found. Timed from the files on the disk.


def ours(folder: Path) -> dict[str, Any]:
    from tejido.impact.cells import Design, Term, gather
    from tejido.impact.engine import engine
    from tejido.stats.families import CLOGLOG
    from tejido.stats.glm import glm

    design = Design("y", tuple(Term((name,), "factor") for name in KEYS), cluster="org")
    with engine("duckdb", folder=folder / "engine") as run:
        started = time.perf_counter()
        cells = gather(run.parquet(files(folder, "months")), design, run)
        gathered = time.perf_counter()
        fit = glm(cells, CLOGLOG)
        done = time.perf_counter()
    note = f"{cells.cells:,} cells in {gathered - started:.2f} s, fit in {done - gathered:.2f} s, {fit.rounds} rounds"
    found = {"rows": cells.rows, "columns": len(cells.names), "wall": done - started, "note": note}
    return found | {"names": list(cells.names), "b": fit.coefficients.tolist(), "se": fit.standard_errors.tolist()}


def bare(folder: Path) -> dict[str, Any]:
    """What nobody can be faster than: DuckDB reads the files, groups them and hands the groups over. No model."""
    import duckdb

    run = duckdb.connect(config={"threads": os.cpu_count(), "memory_limit": "512MB"})
    started = time.perf_counter()
    names = ", ".join(f"'{name}'" for name in files(folder, "months"))
    found = run.sql(
        f"SELECT {', '.join(KEYS)}, count(*) AS n, sum(y)::BIGINT AS y FROM read_parquet([{names}]) GROUP BY ALL"
    ).to_arrow_table()
    wall = time.perf_counter() - started
    return {"rows": sum(found["n"].to_pylist()), "wall": wall, "note": f"{found.num_rows:,} groups, no model"}


def _coded(folder: Path) -> tuple[Any, list[str]]:
    import pandas as pd
    import pyarrow.dataset as ds

    frame = ds.dataset(files(folder, "months")).to_table(columns=[*KEYS, "y"]).to_pandas()
    names = ["const"]
    for name in KEYS:
        frame[name] = pd.Categorical(frame[name])
        names += [f"{name}[{level}]" for level in frame[name].cat.categories[1:]]
    return frame, names


def glum(folder: Path) -> dict[str, Any]:
    import numpy as np
    import tabmat
    from glum import GeneralizedLinearRegressor

    started = time.perf_counter()
    frame, names = _coded(folder)
    design = tabmat.SplitMatrix([tabmat.CategoricalMatrix(frame[name], drop_first=True) for name in KEYS])
    model = GeneralizedLinearRegressor(family="binomial", link="cloglog", alpha=0, gradient_tol=1e-10, max_iter=100)
    model.fit(design, frame["y"].to_numpy(dtype=float))
    wall = time.perf_counter() - started
    return {"rows": len(frame), "columns": len(names), "wall": wall, "names": names, "b": np.r_[model.intercept_, model.coef_].tolist()}


def statsmodels(folder: Path) -> dict[str, Any]:
    import numpy as np
    import statsmodels.api as sm

    started = time.perf_counter()
    frame, names = _coded(folder)
    columns = [np.ones(len(frame))]
    for name in KEYS:
        columns += [(frame[name] == level).to_numpy(dtype=float) for level in frame[name].cat.categories[1:]]
    family = sm.families.Binomial(sm.families.links.CLogLog())
    fit = sm.GLM(frame["y"].to_numpy(dtype=float), np.column_stack(columns), family=family).fit(tol=1e-12)
    wall = time.perf_counter() - started
    return {"rows": len(frame), "columns": len(names), "wall": wall, "names": names, "b": fit.params.tolist(), "se": fit.bse.tolist()}


def lifelines(folder: Path) -> dict[str, Any]:
    import pandas as pd
    import pyarrow.dataset as ds
    from lifelines import CoxPHFitter

    started = time.perf_counter()
    frame = ds.dataset(files(folder, "persons")).to_table().to_pandas()
    design = pd.get_dummies(frame[["org", *SEX[:-1]]].astype("category"), drop_first=True, dtype=float)
    design["duration"], design["event"] = frame["duration"].astype(float), frame["event"]
    fit = CoxPHFitter().fit(design, "duration", "event")
    wall = time.perf_counter() - started
    return {
        "rows": len(frame),
        "columns": design.shape[1] - 2,
        "wall": wall,
        "note": f"Cox, prog {fit.params_['prog_1']:.6f} (house left out: it changes)",
    }


def r_cox(folder: Path) -> dict[str, Any]:
    import pyarrow.csv as pc
    import pyarrow.dataset as ds

    table = ds.dataset(files(folder, "persons")).to_table()
    pc.write_csv(table, folder / "persons.csv")
    script = f"""suppressMessages(library(survival)); d <- read.csv('{folder}/persons.csv'); t <- proc.time()[['elapsed']]
      f <- coxph(Surv(duration, event) ~ factor(org)+{"+".join(SEX[:-1])}, d); cat(proc.time()[['elapsed']]-t, coef(f)[['prog']], gc()[2,6]/1024)"""
    said = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True).stdout.split()
    note = f"Cox, prog {float(said[1]):.6f}, reading the file not counted"
    return {"rows": table.num_rows, "columns": 26, "wall": float(said[0]), "peak": float(said[2]), "note": note}


METHODS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "ours": ours, "bare": bare, "glum": glum, "statsmodels": statsmodels, "lifelines": lifelines, "r_cox": r_cox,
}  # fmt: skip


def measure(name: str, folder: Path, persons: int, rounds: int) -> None:
    """In a process of its own: a small run first, then the real one; wall and processor time of the best round, and the peak of memory."""
    import resource

    small = folder.parent / str(SMALL)
    if name != "r_cox":
        METHODS[name](small)
    best: dict[str, Any] = {}
    for _ in range(rounds):
        before = time.process_time()
        found = METHODS[name](folder)
        found["cpu"] = time.process_time() - before
        if not best or found["wall"] < best["wall"]:
            best = found
    best.setdefault("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
    print(json.dumps(best | {"name": name, "persons": persons}))


def run(name: str, folder: Path, persons: int, rounds: int = 1) -> dict[str, Any] | None:
    if name in NEEDS and importlib.util.find_spec(NEEDS[name]) is None:
        print(f"{name}: not installed, left out (pip install -r requirements/bench.txt)")
        return None
    if name == "r_cox" and not shutil.which("Rscript"):
        print("R: not installed, left out")
        return None
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} if name in ("ours", "bare") else {}
    command = [
        sys.executable,
        "-W",
        "ignore",
        __file__,
        "--measure",
        name,
        "--folder",
        str(folder / str(persons)),
        "--persons",
        str(persons),
        "--rounds",
        str(rounds),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **one_thread})
    if done.returncode:
        print(f"{name}: failed\n{done.stderr[-1500:]}")
        return None
    return dict(json.loads(done.stdout.splitlines()[-1]))


def in_turn(names: list[str], folder: Path, persons: int, rounds: int) -> dict[str, dict[str, Any]]:
    """The best of each, measured in turn: no machine is as fast in one minute as in the next."""
    best: dict[str, dict[str, Any]] = {}
    for name in names * 2:
        found = run(name, folder, persons, rounds)
        if found and (name not in best or found["wall"] < best[name]["wall"]):
            best[name] = found
    return best


def apart(one: dict[str, Any], other: dict[str, Any]) -> float:
    """The largest difference of a coefficient; both name their columns alike."""
    theirs = dict(zip(other["names"], other["b"], strict=True))
    assert set(one["names"]) == set(theirs)
    return max(abs(b - theirs[name]) for name, b in zip(one["names"], one["b"], strict=True))


def compare(options: argparse.Namespace, folder: Path) -> int:
    persons, times = options.persons, [float(t) for t in options.times.split(",")]
    sizes = sorted({SMALL, options.statsmodels, persons, *(int(persons * t) for t in times)})
    for count in sizes:
        (folder / str(count)).mkdir()
        started = time.perf_counter()
        generate(folder / str(count), count)
    print(f"{sizes[-1]:,} persons generated in {time.perf_counter() - started:.0f} s\n")
    lines = [
        "| method | persons | rows | columns | wall s | CPU s | peak GB | against ours | largest difference | |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    results = in_turn([name for name in ("ours", "bare") if name not in options.skip], folder, persons, options.rounds)
    if "ours" not in results:
        return 1
    mine = results["ours"]
    part = run("ours", folder, options.statsmodels, 1)
    for name in METHODS:
        if name in options.skip:
            continue
        count = options.statsmodels if name == "statsmodels" else persons
        found = results.get(name) or run(name, folder, count)
        if found is None:
            continue
        results[name] = found
        own = part if name == "statsmodels" else mine
        difference = f"{apart(own, found):.1e}" if "b" in found and own and name != "ours" else ""
        lines.append(_line(name, found, f"× {found['wall'] / own['wall']:.1f}" if own else "", difference))
    print("\n".join(lines))
    print("\n| persons | rows | wall s | CPU s | peak GB | µs CPU a thousand rows |\n|---|---|---|---|---|---|")
    costs = []
    for multiple in times:
        found = mine if multiple == 1 else run("ours", folder, int(persons * multiple), options.rounds)
        if found:
            costs.append(found["cpu"] / found["rows"])
            print(
                f"| {found['persons']:,} | {found['rows']:,} | {found['wall']:.2f} | {found['cpu']:.2f} | {found['peak']:.2f} | {costs[-1] * 1e9:.0f} |"
            )
    print(f"\nPer row, the largest against the smallest size: × {costs[-1] / costs[0]:.2f} (the fit itself does not grow with the rows)")
    return _verdicts(results)


def _line(name: str, found: dict[str, Any], ratio: str, difference: str) -> str:
    numbers = f"{found['rows']:,} | {found.get('columns', '')} | {found['wall']:.2f} | {found['cpu']:.2f} | {found['peak']:.2f}"
    return f"| {name} | {found['persons']:,} | {numbers} | {ratio} | {difference} | {found.get('note', '')} |"


def _verdicts(results: dict[str, dict[str, Any]]) -> int:
    mine, kept = results["ours"], True
    promises = [("at most 0.6 GB at the peak", mine["peak"] <= 0.6, f"{mine['peak']:.2f}")]
    if "bare" in results:
        ratio = mine["wall"] / results["bare"]["wall"]
        promises.append(("at most twice the bare scan and group", ratio <= 2, f"{ratio:.2f}"))
    if "glum" in results:
        ratio, difference = results["glum"]["wall"] / mine["wall"], apart(mine, results["glum"])
        promises += [
            ("at least 15 times as fast as glum on rows", ratio >= 15, f"{ratio:.1f}"),
            ("equal to glum to 1e-8", difference <= 1e-8, f"{difference:.1e}"),
        ]
    for words, holds, value in promises:
        print(f"{'holds' if holds else 'DOES NOT HOLD'}: {words} ({value})")
        kept &= holds
    return 0 if kept else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--times", default="1,10", help="multiples of the persons for the cost per row (default 1,10)")
    parser.add_argument("--statsmodels", type=int, default=30_000, metavar="N", help="persons that statsmodels can bear (default 30000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip", nargs="*", default=[], choices=list(METHODS))
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--measure", choices=list(METHODS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure, options.folder, options.persons, options.rounds)
        return 0
    with tempfile.TemporaryDirectory(prefix="tejido-bench-") as folder:
        return compare(options, Path(folder))


if __name__ == "__main__":
    raise SystemExit(main())
