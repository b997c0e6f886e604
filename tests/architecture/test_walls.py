"""Who may act for all organisations, and who may go past the models: by name."""

import re
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "tejido"
FILES = sorted(p for p in SRC.rglob("*.py") if not {"migrations", "tests"} & set(p.parts))

FOR_ALL = {
    "core/command.py", "core/daily.py", "core/keys_command.py", "core/rotation.py", "core/sealed_rows.py",  # the trail, keys and what happens every day
    "core/management/commands/flush.py", "core/walls/postgresql/base.py", "core/walls/sqlite3/base.py",  # the tables themselves
    "backup/settling.py", "network/command.py", "interop/actions/starting.py",
    "demo/queries.py", "demo/actions/loading.py", "demo/actions/removing.py",
}  # fmt: skip


def named(pattern):
    return {str(p.relative_to(SRC)) for p in FILES if re.search(pattern, p.read_text(), re.MULTILINE)}


def test_only_these_act_for_all_organisations_and_each_gives_a_reason():
    callers = named(r"\beverywhere\(") - {"core/scope.py"}
    assert callers <= FOR_ALL
    without_reason = {p for p in callers if re.search(r"\beverywhere\(\s*\)|\beverywhere\(\"\"\)", (SRC / p).read_text())}
    assert without_reason == set()


def test_nobody_names_the_tables_behind_the_wall():
    assert {p for p in named(r"\bmain\.\"|\bmain\.[a-z]+_[a-z]+") if not p.startswith(("core/", "backup/"))} == set()


def test_cursors_are_opened_in_the_core_only():
    assert {p for p in named(r"connections?(\[\w+\])?\.cursor\(") if not p.startswith(("core/", "backup/", "accounts/"))} == set()
