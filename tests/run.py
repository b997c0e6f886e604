"""`make test`: everything that can be tested on this machine, and the name of what could not."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tejido.core.walls.counting import total
from tests.browser import chromium
from tests.postgres import cluster, server_binaries

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]


FAILURE = re.compile(r"(FAILED|ERROR) \S+\.py\b")
wrong: list[str] = []  # said once more at the end, where whoever sees only the end of the output finds it


def step(name: str, *command: str, **environment: str) -> bool:
    print(f"\n== {name}", flush=True)
    started, failures = time.monotonic(), []
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, errors="replace") as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            if FAILURE.match(line):
                failures.append(line.rstrip())
    if running.returncode:
        wrong.append("\n".join([f"{name} failed", *failures]))
    print(f"== {name}: {'FAILED' if running.returncode else 'ok'} in {time.monotonic() - started:.0f} s", flush=True)
    return running.returncode == 0


def counted(*command: str) -> bool:
    """The suite on SQLite, and how many of its statements on rows of organisations had been declared for some of them, or for all."""
    with tempfile.TemporaryDirectory(prefix="tejido-counted-") as folder:
        file = Path(folder) / "statements"
        good = step("tests on SQLite", *command, TEJIDO_COUNT_STATEMENTS=str(file))
        found = total(file)
    said = f"{found.statements:,} statements on tables of organisations, {len(found.undeclared)} without a declaration ({found.everywhere:,} for all of them)"
    print(said)
    if not (declared := found.statements > 0 and not found.undeclared):
        wrong.append("\n".join([said, *found.undeclared[:20]]))
    return good and declared


def main() -> int:
    good, skipped = [], []
    pytest = str(BIN / "pytest")
    good.append(step("style (ruff)", str(BIN / "ruff"), "check", "."))
    good.append(step("types (mypy)", str(BIN / "mypy")))
    good.append(step("borders (import-linter)", str(BIN / "lint-imports")))
    if not chromium():
        skipped.append("the journeys in a real browser: install Chromium (Debian: apt install chromium)")
    if not shutil.which("xgettext"):
        skipped.append("that every text is in the catalogues: install gettext (Debian: apt install gettext)")
    good.append(counted(pytest, "-rfEs", "-n", "2", "--dist", "loadfile"))
    if server_binaries():
        with cluster() as url:
            good.append(step("tests on PostgreSQL", pytest, "-rfEs", "-n", "2", "--dist", "loadfile", "-m", "not journey", TEJIDO_DATABASE_URL=url))
    else:
        skipped.append("the suite on PostgreSQL: install its server (Debian: apt install postgresql)")
    print()
    for what in skipped:
        print(f"SKIPPED on this machine: {what}")
    for what in wrong:
        print(f"FAILED: {what}")
    print("All that can run here is green." if all(good) else "Something failed, see above.")
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
