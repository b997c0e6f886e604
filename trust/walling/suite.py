"""The tests of pages and verbs, with every statement on walled rows counted; and one file of them under a gate that forgets to declare."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tejido.core.walls.counting import Counts, total

APPS = ("people", "programmes", "outcomes", "network", "interop", "privacy", "desk")
ROOT = Path(__file__).parents[2]
NOT_OF_ROWS = {"test_hostile_files.py", "test_long_files.py", "test_reading.py", "test_regions.py", "test_catalogue.py"}  # they read files and models


def main() -> None:
    files = [str(file) for app in APPS for file in sorted((ROOT / "src/tejido" / app / "tests").glob("test_*.py")) if file.name not in NOT_OF_ROWS]
    counts, passed = counted(*files)
    planted, broken = counted("-p", "trust.walling.forgetful", str(ROOT / "src/tejido/desk/tests/test_search.py"))
    print(json.dumps({**vars(counts), "undeclared": len(counts.undeclared), "files": len(files), "passed": passed, "planted": len(planted.undeclared), "planted_passed": broken}))


def counted(*arguments: str) -> tuple[Counts, bool]:
    with tempfile.TemporaryDirectory(prefix="tejido-counted-") as folder:
        file = Path(folder) / "statements"
        environment = {**os.environ, "TEJIDO_COUNT_STATEMENTS": str(file)}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr)
        return total(file), done.returncode == 0


if __name__ == "__main__":
    main()
