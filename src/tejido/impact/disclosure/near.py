"""Two answers about one outcome of nearly the same people: what one says less what the other says is of the few between.

Twice the mean of a score, of 150 people and of 147, is the sum of three scores. The later answer is withheld as a whole, with the number
of people it rests on; that of the plan's first question stays, and so do answers of quite the same people.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tejido.impact.disclosure.attrition import scopes
from tejido.impact.disclosure.rules import Rules
from tejido.impact.disclosure.shares import count_behind

Document = Mapping[str, Any]
#: Group and wave → the different numbers of people that rows of an estimate rest on.
People = dict[tuple[str, str], set[int]]


def nearly_asked_before(document: Document, rules: Rules) -> set[str]:
    """Estimates that stay inside because an earlier one has told of the same outcome, of a few people more or less."""
    told: dict[tuple[str, ...], list[People]] = {}
    found = set()
    for name, outcome in _in_order(document):
        people = _people(document, name)
        before = told.setdefault(outcome, _analysed(document) if not told else [])
        if any(_few_between(people, earlier, rules) for earlier in before):
            found.add(name)
        else:
            before.append(people)
    return found


def _in_order(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every estimate of the plan, its first question first, with the columns of its outcome."""
    plan = document.get("plan", {})
    for one in plan.get("estimates", []):
        outcome = one.get("outcome") or plan.get("outcome") or {}
        named = {"column": outcome} if isinstance(outcome, str) else outcome
        columns = (str(named[key]) for key in sorted(named) if isinstance(named[key], str) and key != "direction")
        yield str(one["name"]), tuple(columns)


def _people(document: Document, name: str) -> People:
    """Numbers that the ledger does not protect: those of shares, and of the people in one state, are cells of it."""
    found: People = {}
    for row in document.get("estimates", []):
        if row.get("name") != name or row.get("n") is None or row.get("estimate") is None or row.get("role") == "organisation":
            continue
        if count_behind(row) is None and row.get("category") is None:
            found.setdefault((str(row.get("group")), str(row.get("wave"))), set()).add(int(row["n"]))
    return found


def _analysed(document: Document) -> list[People]:
    """Who is analysed in the plan's first question is told in all and by side, whatever its method says."""
    attrition = document.get("attrition") or {}
    return [
        {(name or "None", "None"): {int(stages["analysed"])} for name, stages in scopes(attrition) if stages.get("analysed") is not None}
    ]


def _few_between(people: People, earlier: People, rules: Rules) -> bool:
    return any(rules.is_small(abs(n - before)) for key in people.keys() & earlier.keys() for n in people[key] for before in earlier[key])
