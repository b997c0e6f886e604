"""Whole plans at scale: `python bench/plans.py [--persons 1000000] [--peer 20000]`.

Two plans, asked as people ask them, up to the document with its checks and its counts of people: a CSV of persons with the months until
their event (`tejido impact run`), and the facts of a lake followed month by month (`periods`). Beside the first pandas with statsmodels on the rows of as many persons as it can
bear, with the largest difference of the estimates; beside the second the person-months alone, as the engine writes them. Each in a process of
its own.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
COVARIATES = 8
SAME = 1e-6
FILE_PLAN = f"""
plan: bench-file
title: First job
question: Do they find a job?
assignment: not_random
rows: person
person: code
columns:
  org: {{kind: category}}
  prog: {{kind: yes_no}}
  time: {{kind: number}}
  event: {{kind: yes_no}}
{"".join(f"  x{j}: {{kind: yes_no}}" + chr(10) for j in range(COVARIATES))}exposure: {{column: prog, reference: 0}}
outcome: {{time: time, event: event, direction: higher_is_better}}
covariates: [{", ".join(f"x{j}" for j in range(COVARIATES))}, {{column: org, coding: factor}}]
estimates:
  - {{name: job, method: discrete_time_hazard, options: {{period: 1}}}}
"""
FACTS_PLAN = """
plan: bench-facts
title: A home and a job
question: Do they find a job once they have a home?
rows: person_period
population: {programme: p}
periods: {unit: month, most: 24, event: {spell: job}}
columns:
  month: {kind: number, source: {period: number}}
  job: {kind: yes_no, source: {period: event}}
  home: {kind: yes_no, source: {spell: home, lag: 1}}
  sex: {kind: category, source: {person: sex}}
  age: {kind: number, source: {person: age_at_entry}}
  organisation: {kind: category, source: {person: organisation}}
exposure: {column: home, reference: 0}
outcome: {period: month, event: job, direction: higher_is_better}
estimates:
  - {name: job, method: discrete_time_hazard, covariates: [{column: sex, coding: factor}, {column: age, coding: spline, df: 3}], cluster: organisation}
"""


def start_django(home: Path) -> None:
    os.environ["TEJIDO_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")
    import django

    django.setup()


def register(path: Path, persons: int) -> None:
    """A CSV of invented persons in 20 organisations, up to 24 months each."""
    import numpy as np

    chance = np.random.default_rng(1)
    known = chance.integers(0, 2, (persons, COVARIATES))
    org, prog = chance.integers(0, 20, persons), chance.integers(0, 2, persons)
    hazard = 0.02 * np.exp(0.3 * prog + 0.1 * known.sum(axis=1) + 0.05 * (org % 5))
    event_at, seen = chance.geometric(np.minimum(hazard, 0.9)), chance.integers(6, 25, persons)
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["code", "org", "prog", "time", "event", *(f"x{j}" for j in range(COVARIATES))])
        columns = (org, prog, np.minimum(event_at, seen), (event_at <= seen).astype(int), *known.T)
        lines.writerows((f"P{i:08d}", f"O{row[0]}", *row[1:]) for i, row in enumerate(zip(*(c.tolist() for c in columns), strict=True)))


def of_file(folder: Path, name: str) -> dict[str, Any]:
    from tejido.impact.answer import answer_plan
    from tejido.impact.flatfile import read_flatfile
    from tejido.impact.spec import load_plan

    plan = load_plan(FILE_PLAN)
    return told(answer_plan(plan, read_flatfile(folder / name, plan), source="file", registered=False, asked_at=dt.datetime.now(dt.UTC)))


def of_facts(folder: Path, name: str, url: str = "duckdb") -> dict[str, Any]:
    """The plan as the desk asks it, from the files of a lake."""
    from tejido.impact.answer import answer_plan
    from tejido.impact.cells.asked import periods_frame
    from tejido.impact.engine import engine
    from tejido.impact.spec import load_plan

    plan = load_plan(FACTS_PLAN)
    with engine(url, folder=folder / "engine") as run:
        frame, counted = periods_frame(plan, facts_of(folder, name), run)
    answer = answer_plan(plan, frame, source="database", registered=False, asked_at=dt.datetime.now(dt.UTC), counted=counted)
    return told(answer)


def months_alone(folder: Path, name: str) -> dict[str, Any]:
    from tejido.impact.cells.asked import asked_periods
    from tejido.impact.engine import engine
    from tejido.impact.spec import load_plan

    with engine("duckdb", folder=folder / "engine") as run:
        months = run.kept(asked_periods(load_plan(FACTS_PLAN), facts_of(folder, name), run))
        return {"periods": int(run.arrow(months.aggregate(n=months.count()))["n"][0].as_py())}


def facts_of(folder: Path, name: str) -> dict[str, Any]:
    files = {fact: [str(folder / name / f"{fact}.parquet")] for fact in ("persons", "participations", "spells")}
    return {"cut_off": "2024-06-30", "groups": {"": None}, "lake": {"snapshot": "invented", "files": files}, "rows": None}


def told(document: dict[str, Any]) -> dict[str, Any]:
    (model,) = document["models"]
    estimates = [(row["estimate"], row["se"]) for row in document["estimates"] if row["role"] in ("exposure", "covariate")]
    return {
        "estimates": estimates,
        "people": document["attrition"]["analysed"],
        "periods": model["periods"],
        "cells": model["cells"],
        "hash": document["manifest"]["cells_hash"],
    }


def statsmodels(folder: Path, name: str) -> dict[str, Any]:
    """What an analyst would write: a row for each person and month, dummies, and a binomial model with a complementary log-log link."""
    import numpy as np
    import pandas as pd
    import statsmodels.api as sm

    people = pd.read_csv(folder / name)
    rows = people.loc[people.index.repeat(people["time"])].reset_index(drop=True)
    rows["month"] = rows.groupby("code").cumcount() + 1
    happened = ((rows["month"] == rows["time"]) & (rows["event"] == 1)).astype(float)
    dummies = pd.get_dummies(rows[["org", "month"]].astype(str), drop_first=False, dtype=float).drop(columns=["org_O0", "month_1"])
    wide = sorted(name for name in dummies if name.startswith("org_"))
    months = [f"month_{m}" for m in range(2, int(rows["month"].max()) + 1)]
    design = pd.concat([rows[["prog", *(f"x{j}" for j in range(COVARIATES))]].astype(float), dummies[wide + months]], axis=1)
    fit = sm.GLM(happened, sm.add_constant(design), sm.families.Binomial(sm.families.links.CLogLog())).fit(tol=1e-12, maxiter=50)
    names = ["prog", *(f"x{j}" for j in range(COVARIATES)), *wide]
    return {"estimates": [(float(fit.params[n]), float(fit.bse[n])) for n in names], "people": len(people), "periods": int(np.sum(people["time"]))}


SIDES: dict[str, Callable[[Path, str], dict[str, Any]]] = {
    "of_file": of_file, "of_facts": of_facts, "months_alone": months_alone, "statsmodels": statsmodels,
}  # fmt: skip


def measure(side: str, folder: Path, name: str) -> None:
    start_django(folder)
    started = time.perf_counter()
    found = SIDES[side](folder, name)
    found |= {"seconds": time.perf_counter() - started, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}
    print(json.dumps(found))


def run(side: str, folder: Path, name: str) -> dict[str, Any]:
    command = [sys.executable, __file__, "--measure", side, "--folder", str(folder), "--name", name]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    if said.returncode:
        raise SystemExit(said.stderr[-2000:])
    return dict(json.loads(said.stdout.splitlines()[-1]))


def line(what: str, found: dict[str, Any], beside: str) -> None:
    people, periods = (f"{found[key]:,}" if key in found else "" for key in ("people", "periods"))
    print(f"| {what} | {people} | {periods} | {found['seconds']:.1f} | {found['peak']:.2f} | {beside} |", flush=True)


def compare(options: argparse.Namespace, folder: Path) -> int:
    import numpy as np
    from bench.spark import invented_facts

    register(folder / "large.csv", options.persons)
    register(folder / "small.csv", options.peer)
    (folder / "facts").mkdir()
    invented_facts(folder / "facts", options.persons)
    print("| | people | periods | s | GB | |\n|---|---|---|---|---|---|")
    large = run("of_file", folder, "large.csv")
    line(f"plan on a CSV: {large['cells']:,} cells, {len(large['estimates'])} ratios, months, curves, checks", large, "")
    small = run("of_file", folder, "small.csv")
    line("the same plan on fewer", small, "")
    peer = run("statsmodels", folder, "small.csv")
    line("pandas and statsmodels on the rows of these", peer, f"× {peer['seconds'] / small['seconds']:.1f} the plan")
    alone = run("months_alone", folder, "facts")
    line("person-months from facts, written and no more", alone, "")
    facts = run("of_facts", folder, "facts")
    line(f"plan on those facts: {facts['cells']:,} cells", facts, f"× {facts['seconds'] / alone['seconds']:.1f} the months alone")
    apart = float(np.abs(np.array(small["estimates"]) - np.array(peer["estimates"])).max())
    print(f"\n{'holds' if apart <= SAME else 'DOES NOT HOLD'}: estimates and errors as statsmodels has them (largest difference {apart:.1e})")
    print(f"{'holds' if facts['periods'] == alone['periods'] else 'DOES NOT HOLD'}: every person-month of the facts is in the answer")
    return 0 if apart <= SAME and facts["periods"] == alone["periods"] else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--peer", type=int, default=20_000)
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--name", help=argparse.SUPPRESS)
    options = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if options.measure:
        measure(options.measure, options.folder, options.name)
        return 0
    with tempfile.TemporaryDirectory(prefix="tejido-bench-", ignore_cleanup_errors=True) as folder:
        return compare(options, Path(folder))


if __name__ == "__main__":
    raise SystemExit(main())
