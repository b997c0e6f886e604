"""Every number of every study: case, model, quantity, ours, reference, difference.

    python -m science.run [--cases FOLDER] [CASE …] [--all]

Studies under a free licence lie in `science/cases`; a folder with others (each with `data.csv` and `expected.json`) is read where it is
given. A line that differs is always shown; --all shows every line.
"""

import argparse
import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from science.case import Case
from science.line import Line

HOME = Path(__file__).parent / "cases"


def cases(others: Path | None = None) -> list[Case]:
    """By name; a study that lies here is not read from elsewhere."""
    folders = {path.name: path for home in (others, HOME) if home for path in sorted(home.iterdir()) if (path / "expected.json").exists()}
    return [Case(folders[name]) for name in sorted(folders)]


def lines_of(case: Case) -> list[Line]:
    return list(importlib.import_module(f"science.checks.{case.name}").lines(case))


def show(case: Case, lines: Iterable[Line], everything: bool) -> None:
    for line in lines:
        if everything or not line.holds:
            mark = "  " if line.holds else "✗ "
            print(
                f"{mark}{case.name:<30} {line.model:<26} {line.quantity:<30} {line.ours:>18.9g} {line.reference:>18.9g} {line.difference:>9.1e}"
            )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="CASE")
    parser.add_argument("--cases", type=Path, metavar="FOLDER", help="more studies, whose licence keeps them out of this repository")
    parser.add_argument("--all", action="store_true")
    chosen = parser.parse_args()
    if chosen.cases and not chosen.cases.is_dir():
        print(f"There is no folder {chosen.cases}: only the studies of this repository are run.", file=sys.stderr)
        chosen.cases = None
    wrong = total = 0
    summary = []
    for case in cases(chosen.cases):
        if chosen.names and case.name not in chosen.names:
            continue
        lines = lines_of(case)
        show(case, lines, chosen.all)
        bad = sum(not line.holds for line in lines)
        exact = [line for line in lines if line.tolerance is not None]
        summary.append((case.name, len(lines), len(lines) - len(exact), bad, max((line.difference for line in exact), default=0.0)))
        wrong, total = wrong + bad, total + len(lines)
    print(f"\n{'case':<32} {'numbers':>8} {'in print':>9} {'differ':>7} {'largest difference to R':>25}")
    for name, count, in_print, bad, worst in summary:
        print(f"{name:<32} {count:>8} {in_print:>9} {bad:>7} {worst:>25.1e}")
    print(f"\n{total} numbers of {len(summary)} studies, {wrong} differ")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    raise SystemExit(main())
