"""asvs.toml answers every requirement it aims at, and its answers exist."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ANSWERS = {"test", "document", "reason", "deviation", "open"}
LISTED = tomllib.loads((ROOT / "asvs.toml").read_text(encoding="utf-8"))

# Requirements of ASVS 5.0.0 by chapter: levels 1 and 2, and level 3 where we aim at it.
AIMED_AT = {
    "V1": (27, 0), "V2": (11, 0), "V3": (19, 0), "V4": (10, 0), "V5": (9, 4), "V6": (35, 0), "V7": (18, 0), "V8": (7, 6), "V9": (7, 0),
    "V11": (14, 0), "V12": (9, 0), "V13": (13, 0), "V14": (9, 4), "V15": (13, 0), "V16": (16, 1),
}  # fmt: skip
MOST_OPEN = 29  # may only become fewer


def functions_of(path):
    return {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}


def anchors_of(path):
    return {re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).strip().replace(" ", "-") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")}


def wrong_with(answer):
    given = ANSWERS & answer.keys()
    if len(given) != 1 or not str(answer[next(iter(given))]).strip() or not answer.get("title"):
        return "no answer, or more than one"
    if "test" in answer:
        path, _, name = answer["test"].partition("::")
        if not (ROOT / path).is_file():
            return f"no file {path}"
        return f"no test {name}" if name and name not in functions_of(ROOT / path) else ""
    if "document" in answer:
        path, _, anchor = answer["document"].partition("#")
        if not (ROOT / path).is_file():
            return f"no file {path}"
        return f"no heading {anchor}" if anchor and anchor not in anchors_of(ROOT / path) else ""
    return ""


def test_every_requirement_has_one_answer_and_it_exists():
    assert {key: said for key, answer in LISTED.items() if (said := wrong_with(answer))} == {}


def test_no_requirement_is_left_out():
    counts = {chapter: Counter() for chapter in AIMED_AT}
    for key, answer in LISTED.items():
        counts[key.split(".")[0]][answer["level"] == 3] += 1
    assert {chapter: (found[False], found[True]) for chapter, found in counts.items()} == AIMED_AT
    assert len(LISTED) == 217 + 15


def test_what_is_open_is_said_and_does_not_grow():
    left = [key for key, answer in LISTED.items() if "open" in answer]
    assert len(left) <= MOST_OPEN, left


@pytest.mark.parametrize(
    "answer",
    [
        {"level": 1, "title": "x"}, {"level": 1, "title": "x", "test": ""}, {"level": 1, "title": "x", "test": "tests/architecture/test_asvs.py::test_nothing"},
        {"level": 1, "title": "x", "document": "docs/architecture.md#nowhere"}, {"level": 1, "title": "x", "open": "y", "reason": "z"},
    ],
)  # fmt: skip
def test_a_blank_or_an_invented_answer_is_found(answer):
    assert wrong_with(answer)
