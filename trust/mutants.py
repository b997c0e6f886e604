"""Bar 12: of the faults put into policy, tenancy, keys and disclosure, the tests notice at least 95 in 100.

A run judges as many mutants, drawn by the seed, as its time allows (`TEJIDO_MUTANTS_SECONDS` for each group); the floor is their number.
`python -m trust.mutants disclosure --all` judges every one and names the survivors.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trust.bar import Bar

ROOT = Path(__file__).parents[1]
LEAST = 120  # mutants judged in each group
PLANTED = "nobody_tests_this"


@dataclass(frozen=True)
class Group:
    """What is mutated, and the tests that must notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]
    data: bool = False  # faults in the data of the roles and the catalogue too
    without: str = ""  # tests that start processes of their own, or serve; as pytest's -k wants them


def named(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"tejido/{folder}/{name}.py" for name in names.split())


DISCLOSURE = sorted(str(p.relative_to(ROOT / "src")) for p in (ROOT / "src/tejido/impact/disclosure").glob("*.py") if p.stem not in {"__init__", "attack"})
POLICY = (
    *named("network", "roles catalogue permissions filters gate bearer tokens"), *named("core", "routes"),
    *(f"tejido/{app}/permissions.py" for app in ("people", "programmes", "outcomes", "impact")),
)  # fmt: skip
# What stands in PostgreSQL alone is judged there, by the walls topic and the matrix: a fork cannot share a connection to a server.
TENANCY = (*named("core", "scope belongs"), *named("core/walls", "checks crossing owner raising standing statements sqlite3/base sqlite3/sql postgresql/sql"))
KEYS = (*named("core", "sealed sealed_rows sealed_text sealing holding trail chain"), *named("core/keys", "cipher folder holders ring turning"))
GROUPS: dict[str, Group] = {
    "policy": Group(
        POLICY,
        ("tests/access/test_told.py", "network/tests/test_catalogue.py", "network/tests/test_tokens.py", "network/tests/test_roles.py", "network/tests/test_emergencies.py",
         "core/tests/test_routes.py", "accounts/tests/test_second_factor.py", "accounts/tests/test_sessions.py"),
        data=True, without="server_does_not_start or number_of_questions or every_form",
    ),
    "tenancy": Group(
        TENANCY,
        ("core/tests/test_walls.py", "core/tests/test_same_organisation.py", "core/tests/test_wall_of_a_connection.py", "core/tests/test_belongs.py", "tests/access/test_told.py"),
        without="less_than_a_fifth or every_door or every_role or every_field or no_door",
    ),
    "keys": Group(
        KEYS,
        ("core/tests/test_keys.py", "core/tests/test_keys_kept.py", "core/tests/test_sealed.py", "core/tests/test_chain.py", "core/tests/test_rotation.py"),
        without="processes or heads or console or breach",
    ),
    "disclosure": Group(
        tuple(DISCLOSURE), tuple(f"impact/tests/test_disclosure_{name}.py" for name in ("recorded", "document", "tables", "known"))
    ),
}  # fmt: skip
STATS = ROOT / "src/tejido/stats"
#: Right numbers are no bar of trust, but are judged alike: `python -m trust.mutants stats`.
STATISTICS = Group(
    tuple(sorted(f"tejido/stats/{path.name}" for path in STATS.glob("*.py") if path.stem != "__init__")),
    tuple(sorted(f"stats/tests/{path.name}" for path in (STATS / "tests").glob("test_*.py"))),
)


@dataclass(frozen=True)
class Verdicts:
    made: dict[str, str]  # each with what it changes
    judged: dict[str, str]
    failed: list[str]

    def named(self, *verdicts: str) -> list[str]:
        return [mutant for mutant, verdict in self.judged.items() if verdict in verdicts]


def judge(group: Group, seed: int, seconds: float, only: Sequence[str] = (), least: int = 0) -> tuple[Verdicts, Path]:
    """Mutate a copy of the source and let its tests judge, for `seconds` beyond one plain run, or longer until `least` are judged."""
    from trust.mutating.making import plant

    folder = Path(tempfile.mkdtemp(prefix="tejido-mutants-"))
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for part in ("src", "tests", "trust", "examples", "science", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    for part in ("conftest.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / part, folder / part)
    names = plant(folder / "src", group.files)
    drawn = [n for n in names if not only or any(word in n for word in only)]
    random.Random(seed).shuffle(drawn)
    drawn.sort(key=lambda name: PLANTED not in name)  # first the planted ones: no sample is without them
    task = folder / "task.json"
    task.write_text(json.dumps({"mutants": drawn, "seconds": seconds, "least": least, "result": str(folder / "result.json"), "data": seed if group.data and not only else None}))
    tests = [f"src/tejido/{test}" if not test.startswith("tests/") else test for test in group.tests]
    chosen = ["-k", f"not ({group.without})", *tests] if group.without else tests
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "trust.mutating.judge", "-p", "no:cacheprovider", "-p", "no:xdist", *chosen],
        cwd=folder, capture_output=True, text=True,
        env={
            **os.environ, "MUTANTS": str(task), "PYTHONPATH": f"{folder / 'src'}{os.pathsep}{folder}", "TEJIDO_HOME": str(folder / "home"),
            "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        },
    )  # fmt: skip
    if not (folder / "result.json").exists():
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    told = json.loads((folder / "result.json").read_text())
    return Verdicts(names, told["verdicts"], told["failed"]), folder


def bars(seed: int) -> Iterator[Bar]:
    from trust.mutating.equivalent import refuse_strangers
    from trust.mutating.making import module_of

    refuse_strangers(module_of(file) for group in (*GROUPS.values(), STATISTICS) for file in group.files)
    seconds = float(os.environ.get("TEJIDO_MUTANTS_SECONDS", "75"))
    for name, group in GROUPS.items():
        found, folder = judge(group, seed, seconds, least=LEAST + 10)  # some of them are the functions that no test calls
        shutil.rmtree(folder, ignore_errors=True)
        judged = {m: v for m, v in found.judged.items() if PLANTED not in m}
        unwatched = [v for m, v in found.judged.items() if PLANTED in m]
        killed = sum(v.startswith("killed") for v in judged.values())
        share = 100 * killed / len(judged) if judged else 0.0
        survivors = [m.removeprefix("tejido.") for m, v in judged.items() if not v.startswith("killed")]
        yield Bar(
            "12", f"mutants of {name} that the tests notice", f"{killed} of {len(judged)} = {share:.1f} %" + (f"; not: {', '.join(survivors[:12])}" if survivors else ""),
            f"{min(LEAST, len(found.made))} of {len(found.made)} judged, ≥ 95 %", "a function that no test calls: its mutants survive",
            met=share >= 95 and not found.failed, floor_met=len(judged) >= min(LEAST, len(found.made)),
            caught=bool(unwatched) and not any(v.startswith("killed") for v in unwatched),
        )  # fmt: skip


def narrowed(group: Group, files: Sequence[str], tests: Sequence[str]) -> Group:
    """The group with only those of its files and tests whose paths end in one of these words; with all of them where there is no word."""
    return replace(
        group,
        files=tuple(file for file in group.files if not files or file.endswith(tuple(files))),
        tests=tuple(test for test in group.tests if not tests or test.endswith(tuple(tests))),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group", choices=[*GROUPS, "stats"])
    parser.add_argument("--all", action="store_true", help="every mutant, however long it takes")
    parser.add_argument("--only", nargs="*", default=[], help="only mutants whose name holds one of these words")
    parser.add_argument("--files", nargs="*", default=[], help="mutate only files whose path ends in one of these, such as stats/glm.py")
    parser.add_argument("--tests", nargs="*", default=[], help="run only tests whose path ends in one of these")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=110.0)
    chosen = parser.parse_args()
    group = narrowed({**GROUPS, "stats": STATISTICS}[chosen.group], chosen.files, chosen.tests)
    found, folder = judge(group, chosen.seed, 36_000 if chosen.all else chosen.seconds, chosen.only)
    killed = sum(v.startswith("killed") for v in found.judged.values())
    print(f"{len(found.made)} mutants, {len(found.judged)} judged, {killed} killed; plain run failed: {found.failed}")
    for verdict in ("survived", "no test calls it", "killed (endless)"):
        for mutant in sorted(found.named(verdict)):
            print(f"{verdict}: {mutant}\n    {found.made.get(mutant, '')}")
    print(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
