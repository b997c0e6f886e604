"""The same cells on a cluster: `python bench/spark.py [--persons 1000000] [--workers 2] [--cores 1] [--memory 2g] [--drill]`.

Starts a real standalone cluster of Spark on this machine (a master and its workers, each a process of its own), asks it and DuckDB for the
same hazard model and the same person-periods, compares the estimates and stops the cluster. `--drill` also stops the workers in the middle
of a question: it must end in a refusal that says what to do, and the next question, on a new cluster, in the same estimates.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
SAME = 1e-9


class Cluster:
    """A master and workers, by Spark's own classes."""

    def __init__(self, folder: Path, workers: int, cores: int, memory: str) -> None:
        import pyspark

        self.home, self.folder, self.running = Path(pyspark.__file__).parent, folder, list[subprocess.Popen[bytes]]()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"spark://127.0.0.1:{self.port}"
        self._start("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0")
        self._wait("master", "I have been elected leader")
        for number in range(workers):
            options = ["--host", "127.0.0.1", "--webui-port", "0", "-c", str(cores), "-m", memory, self.url]
            self._start(f"worker{number}", "org.apache.spark.deploy.worker.Worker", *options)
        for number in range(workers):
            self._wait(f"worker{number}", "Successfully registered with master")

    def _start(self, name: str, what: str, *options: str) -> None:
        own = {"SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_WORKER_DIR": str(self.folder / "work")}
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [str(self.home / "bin" / "spark-class"), what, *options]
            self.running.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, **own}))

    def _wait(self, name: str, words: str, seconds: int = 180) -> None:
        until = time.monotonic() + seconds
        while words not in (self.folder / f"{name}.log").read_text(errors="replace"):
            if time.monotonic() > until:
                raise SystemExit(f"{name} did not start: see {self.folder / name}.log")
            time.sleep(0.2)

    def stop(self, *, all_of_it: bool = True) -> None:
        """The workers first; the master too unless only they are to go."""
        for process in reversed(self.running[0 if all_of_it else 1 :]):
            process.terminate()
        for process in self.running[0 if all_of_it else 1 :]:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def cluster(folder: Path, options: argparse.Namespace) -> Iterator[Cluster]:
    folder.mkdir(exist_ok=True)
    found = Cluster(folder, options.workers, options.cores, options.memory)
    try:
        yield found
    finally:
        found.stop()


DAY = "DATE '2022-01-01' + (hash(id * 11 + 1) % 500)::INTEGER"
FACTS = {
    "persons": """SELECT id AS person, 'ORG' || (hash(id * 3) % 20) AS organisation, 'served' AS kind,
        CASE hash(id * 5) % 2 WHEN 0 THEN 'woman' ELSE 'man' END AS sex, 1960 + (hash(id) % 45)::BIGINT AS birth_year FROM range({persons}) t(id)""",
    "participations": f"""SELECT id AS person, 'p' AS programme, 'c' AS cohort, {DAY} AS starts_on,
        CASE WHEN hash(id * 7) % 3 = 0 THEN {DAY} + (hash(id * 13) % 600)::INTEGER END AS ends_on,
        CASE WHEN hash(id * 7) % 3 = 0 THEN 'moved' END AS exit_reason FROM range({{persons}}) t(id)""",
    "spells": f"""SELECT id AS person, CASE hash(id * 17 + n) % 2 WHEN 0 THEN 'job' ELSE 'home' END AS kind, 'x' AS type,
        {DAY} + (hash(id * 19 + n) % 900)::INTEGER - 100 AS starts_on,
        CASE WHEN hash(id * 23 + n) % 2 = 0 THEN {DAY} + 400 + (hash(id * 29 + n) % 300)::INTEGER END AS ends_on FROM range({{persons}}) t(id), range(2) s(n)""",
}


def invented_facts(folder: Path, persons: int) -> dict[str, Path]:
    """Participations and spells of as many persons, as the lake keeps them."""
    import duckdb

    run, files = duckdb.connect(), {name: folder / f"{name}.parquet" for name in FACTS}
    for name, question in FACTS.items():
        run.execute(f"COPY ({question.format(persons=persons)}) TO '{files[name]}' (FORMAT parquet)")
    return files


def asked(url: str, folder: Path, months: list[str], facts: dict[str, Path]) -> dict[str, Any]:
    """Both questions, with what each step cost."""
    import datetime as dt

    from bench.cells import KEYS

    from tejido.impact.cells import Design, Exposure, Facts, PersonPeriods, Stretch, Taking, Term, gather, periods_of
    from tejido.impact.engine import engine
    from tejido.stats.families import CLOGLOG
    from tejido.stats.glm import glm

    found: dict[str, Any] = {}
    started = time.perf_counter()
    with engine(url, folder=folder / "engine") as run:
        found["start"] = time.perf_counter() - started
        design = Design("y", tuple(Term((name,), "factor") for name in KEYS), cluster="org")
        for name in ("first", "again"):
            begun = time.perf_counter()
            cells = gather(run.parquet(months), design, run)
            found[name] = time.perf_counter() - begun
        begun = time.perf_counter()
        fit = glm(cells, CLOGLOG)
        found |= {
            "fit": time.perf_counter() - begun,
            "b": fit.coefficients,
            "se": fit.standard_errors,
            "cells": cells.cells,
            "digest": cells.digest,
        }
        begun = time.perf_counter()
        spec = PersonPeriods(Taking("p"), Stretch("job"), exposures=(Exposure("home", Stretch("home")),))
        periods = periods_of(Facts(*(run.parquet([facts[n]]) for n in ("persons", "participations", "spells")), dt.date(2024, 6, 30)), spec)
        rows = gather(
            periods, Design("event", (Term(("period",), "factor"), Term(("home",)), Term(("sex",), "factor")), cluster="organisation"), run
        )
        found |= {
            "periods": time.perf_counter() - begun,
            "period_rows": rows.rows,
            "period_digest": rows.digest,
            "period_b": glm(rows, CLOGLOG).coefficients,
        }
    return found | whole_plan(url, folder)


def whole_plan(url: str, folder: Path) -> dict[str, Any]:
    """A plan asked of the same facts as the desk asks it: its months, its people and its answer."""
    import numpy as np
    from bench.plans import of_facts

    begun = time.perf_counter()
    answer = of_facts(folder, "facts", url)
    return {"plan": time.perf_counter() - begun, "plan_b": np.array(answer["estimates"]), "plan_hash": answer["hash"], "plan_periods": answer["periods"]}


def compare(options: argparse.Namespace, folder: Path) -> int:
    import numpy as np
    from bench.cells import files, generate

    (folder / "data").mkdir()
    generate(folder / "data", options.persons)
    (folder / "facts").mkdir()
    months, facts = files(folder / "data", "months"), invented_facts(folder / "facts", options.persons // 5)
    here = asked("duckdb", folder, months, facts)
    begun = time.perf_counter()
    with cluster(folder / "cluster", options) as spark:
        standing = time.perf_counter() - begun
        there = asked(spark.url, folder, months, facts)
    print(
        f"{options.persons:,} persons, {here['cells']:,} cells; cluster of {options.workers} workers with {options.cores} core and {options.memory} each, up in {standing:.1f} s\n"
    )
    print("| | DuckDB here, s | Spark, s | ratio |\n|---|---|---|---|")
    words = {
        "start": "session",
        "first": "cells, first time",
        "again": "cells, again",
        "fit": "fit (in this process)",
        "periods": f"{here['period_rows']:,} person-periods from spells",
        "plan": f"a whole plan on these facts, {here['plan_periods']:,} person-months, session and all",
    }
    for name, what in words.items():
        print(f"| {what} | {here[name]:.2f} | {there[name]:.2f} | × {there[name] / max(here[name], 1e-9):.1f} |")
    apart = max(float(np.abs(here[k] - there[k]).max()) for k in ("b", "se", "period_b", "plan_b"))
    same = all(here[k] == there[k] for k in ("digest", "period_digest", "plan_hash"))
    print(f"\n{'holds' if apart <= SAME else 'DOES NOT HOLD'}: the same estimates to {SAME:g} (largest difference {apart:.1e})")
    print(f"{'holds' if same else 'DOES NOT HOLD'}: the same cells, bit for bit")
    kept = apart <= SAME and same
    return 0 if (not options.drill or drill(options, folder, months, facts, here)) and kept else 1


def drill(options: argparse.Namespace, folder: Path, months: list[str], facts: dict[str, Path], here: dict[str, Any]) -> bool:
    """The workers go in the middle of a question; a refusal before they went would be about something else, and does not count."""
    from tejido.impact.engine import EngineGone

    taken, said = threading.Event(), ""
    with cluster(folder / "drill", options) as doomed:
        asked(doomed.url, folder, months, facts)  # it works while they are there

        def take_away(these: Cluster = doomed) -> None:
            these.stop(all_of_it=False)
            taken.set()

        timer = threading.Timer(options.after, take_away)
        timer.start()
        began = time.monotonic()
        try:
            while not taken.is_set() or time.monotonic() - began < options.after + 600:
                asked(doomed.url, folder, months, facts)
        except EngineGone as gone:
            said = str(gone)
        finally:
            timer.cancel()
    refused = bool(said) and taken.is_set()
    how = (
        f"{time.monotonic() - began:.0f} s after the first whole answer, workers taken at {options.after:g} s: {said}"
        if refused
        else f"workers taken: {taken.is_set()}; {said}"
    )
    print(f"{'holds' if refused else 'DOES NOT HOLD'}: a cluster that goes in the middle is refused, {how}")
    with cluster(folder / "after", options) as fresh:
        again = asked(fresh.url, folder, months, facts)
    same = bool(again["digest"] == here["digest"])
    print(f"{'holds' if same else 'DOES NOT HOLD'}: on a new cluster the same question gives the same cells")
    return refused and same


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--memory", default="2g")
    parser.add_argument("--drill", action="store_true")
    parser.add_argument("--after", type=float, default=25.0, help="seconds after which the drill stops the workers")
    options = parser.parse_args()
    try:
        import pyspark  # noqa: F401
    except ImportError:
        print("pyspark: not installed, left out (pip install -r requirements/spark.txt)")
        return 0
    if not shutil.which("java"):
        print("Java: not installed, left out")
        return 0
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"
    os.environ.setdefault("TEJIDO_ENGINE_PATIENCE", "120")
    with tempfile.TemporaryDirectory(prefix="tejido-bench-", ignore_cleanup_errors=True) as folder:
        from bench.plans import start_django

        start_django(Path(folder))
        return compare(options, Path(folder))


if __name__ == "__main__":
    raise SystemExit(main())
