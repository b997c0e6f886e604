"""`make trust`: every bar, two topics at a time, one line each. A topic is a module of this folder with `bars(seed)`.

`python -m trust.run [--seed N] [topic …]` runs only these topics. Each runs in a process and a home folder of its own.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
NOT_TOPICS = {"__init__", "run", "bar", "one"}
LONG = ("matrix", "mutants", "durability", "walls", "signin")  # begun first, so that neither of the two waits for the other at the end
LONGEST = 20 * 60  # seconds for one topic


def topics() -> list[str]:
    found = {path.stem for path in HERE.glob("*.py") if path.stem not in NOT_TOPICS and "def bars(" in path.read_text()}
    return [topic for topic in LONG if topic in found] + sorted(found - set(LONG))


def run(topic: str, seed: int) -> tuple[str, int, str, float]:
    """Run one topic; give its name, exit status, output and seconds."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix=f"tejido-trust-{topic}-") as home:
        environment = {**os.environ, "TEJIDO_HOME": home, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "DJANGO_SETTINGS_MODULE": "tejido.settings"}
        try:
            done = subprocess.run(
                [sys.executable, "-m", "trust.one", topic, str(seed)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST
            )
            status, said = done.returncode, done.stdout + (done.stderr[-4000:] if done.returncode else "")
        except subprocess.TimeoutExpired as late:
            so_far = late.stdout.decode() if isinstance(late.stdout, bytes) else late.stdout or ""
            status, said = 1, f"{so_far}FAILED {topic}: not done after {LONGEST} s"
    return topic, status, said, time.monotonic() - started


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topics", nargs="*", help="only these (default: all)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    chosen = parser.parse_args(arguments)
    started, failed = time.monotonic(), []
    print(f"seed {chosen.seed}", flush=True)
    with ThreadPoolExecutor(2) as pool:
        for topic, status, said, seconds in pool.map(lambda t: run(t, chosen.seed), chosen.topics or topics()):
            print(f"\n== {topic} ({seconds:.0f} s)\n{said.rstrip()}", flush=True)
            if status:
                failed.append(topic)
    print(f"\n{'FAILED: ' + ', '.join(failed) if failed else 'Every bar is met.'} ({time.monotonic() - started:.0f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
