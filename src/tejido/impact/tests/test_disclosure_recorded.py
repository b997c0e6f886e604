"""What is hidden stays what it was: a published document is sealed, and protecting the same answer again must give the same one.

For 200 invented answers (the quick ones of 400) and some real ones (`recorded/real.py`), each part of the protected document and of the
ledger behind it is recorded as a digest; not the sentences, which are told from those parts and may be worded better any day. The other
tests say that what is recorded is safe; this one says that it has not changed. After an intended change:
`python -m tejido.impact.tests.test_disclosure_recorded`.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tejido.impact.disclosure import CountTable, Rules, audit, figures_audit, protect, protect_figures
from tejido.impact.disclosure.document import tables_in
from tejido.impact.disclosure.gathering import gather
from tejido.impact.tests.recorded.answers import answer

FILE = Path(__file__).parent / "recorded" / "digests.json"
REAL = json.loads(FILE.with_name("real.json").read_text())
ANSWERS = sorted(int(number) for number in json.loads(FILE.read_text())["answers"])
RULES = (Rules(), Rules(threshold=5), Rules(complementary=False), Rules(hide_zero=False, hide_full=False))


def digest(thing: Any) -> str:
    return hashlib.sha256(json.dumps(thing, sort_keys=True, default=str).encode()).hexdigest()[:12]


def parts_of(document: dict[str, Any], number: int) -> dict[str, str]:
    """The digest of each part of what is made of one answer."""
    rules = RULES[number % len(RULES)]
    published = protect_figures(document, rules)
    ledger = gather(document, tables_in(document, rules), rules)
    named = {str(ledger.names[cell]): rule for cell, rule in ledger.sensitive.items()}
    cells = [(str(name), value, weight, floor) for name, value, weight, floor in zip(ledger.names, ledger.values, ledger.weights, ledger.floors, strict=True)]
    found = {key: digest(part) for key, part in published.items() if key != "sentences"}
    found["checks"] = digest([{key: item for key, item in check.items() if key != "sentence"} for check in published["checks"]])
    found["ledger"] = digest([cells, sorted(ledger.known), sorted(ledger.unprinted), ledger.sums, sorted(named.items())])
    report = figures_audit(document, rules)
    found["audit"] = digest([report.examined, [(str(f.cell), f.rule, f.lower, f.upper, f.is_exact) for f in report.unsafe], report.is_clean])
    return found


def linked_tables(number: int) -> dict[str, str]:
    """Two or three tables of a network with the persons of each member, one of them part of another."""
    import random

    draw = random.Random(number)
    rows, columns = tuple("abc"), tuple("uv")
    large = [[[draw.choice((0, 4, 30, 80)) for _ in range(draw.randint(1, 4))] for _ in columns] for _ in rows]
    counts = tuple(tuple(sum(cell) for cell in line) for line in large)
    part = tuple(tuple(draw.randint(0, count) if draw.random() < 0.7 else count for count in line) for line in counts)
    whole = CountTable("whole", rows, columns, counts, population="all", contributions=tuple(tuple(tuple(c) for c in line) for line in large))
    less = CountTable("less", rows, columns, part, population="some", part_of="all")
    turned = CountTable("turned", columns, rows, tuple(zip(*counts, strict=True)), population="all", totals=draw.choice(("both", "rows", "none")))
    protected = protect([whole, less, turned], Rules(threshold=draw.choice((5, 10))).at_least(Rules(threshold=draw.choice((3, 12)), least_organisations=draw.choice((2, 4)))))
    cells = {t.name: [(cell.value, cell.status) for cell in t.every_cell()] for t in protected.tables}
    why = {f"{t.name}{row}{column}": protected.rule_of(t.name, row, column) for t in protected.tables for row in t.row_labels for column in t.column_labels}
    return {"cells": digest(cells), "why": digest([why, protected.withheld]), "audit": digest([(str(f.cell), f.lower, f.upper) for f in audit(protected).unsafe])}


@pytest.fixture(scope="module")
def recorded():
    return json.loads(FILE.read_text())


@pytest.mark.parametrize("number", ANSWERS)
def test_an_answer_is_protected_as_it_was_recorded(number, recorded):
    assert parts_of(answer(number), number) == recorded["answers"][str(number)]


@pytest.mark.parametrize("number", range(len(REAL)))
def test_a_real_answer_is_protected_as_it_was_recorded(number, recorded):
    assert parts_of(REAL[number], number) == recorded["real"][number]


@pytest.mark.parametrize("number", range(30))
def test_linked_tables_are_protected_as_they_were_recorded(number, recorded):
    assert linked_tables(number) == recorded["tables"][str(number)]


def main() -> None:
    found: dict[str, Any] = {"answers": {str(n): parts_of(answer(n), n) for n in ANSWERS}}
    found["real"] = [parts_of(document, number) for number, document in enumerate(REAL)]
    found["tables"] = {str(n): linked_tables(n) for n in range(30)}
    FILE.write_text(json.dumps(found, indent=0, sort_keys=True) + "\n")


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tejido.settings")

    django.setup()
    main()
