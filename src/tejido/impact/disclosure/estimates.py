"""Estimates: which of them would speak of too few people, and how one is taken out of a document."""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.catalogue import CATALOGUE
from tejido.impact.disclosure.events import round_moments
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.rules import HIDDEN, Rules
from tejido.impact.disclosure.shares import near_copies, nested_shares

Row = Mapping[str, Any]

#: Keys that say which figure this is.
IDENTITY = (
    "name", "label", "term", "method", "group", "wave", "category", "scale", "role", "outcome", "exposure",
    "errors", "time", "at", "unit", "ties", "n", "reference", "compared",
)  # fmt: skip
#: Figures that may leave with a row that is shown. A key that is named nowhere does not leave.
FIGURES = (
    "estimate", "se", "low", "high", "p", "note", "ratio", "ratio_low", "ratio_high", "sd", "df", "count", "seen", "missed", "at_risk",
    "interviews", "p_adjusted", "family", "e_value", "e_value_limit", "disjoint", "draws", "organisations", "shrinkage",
    "limit_95", "limit_998", "position", "overdispersion", "own", "mid", "from", "until", "period", "events",
)  # fmt: skip
VALUES = ("estimate", "se", "low", "high", "p", "note")
#: Numbers of people that a row may state.
PERSONS = ("n",)
#: The smallest number behind a row, of a side or of its events; it never leaves.
FEWEST = "fewest"
#: Persons behind a figure that is told with the name of an organisation.
FEWEST_BY_NAME = 30
#: Methods that fit parameters; plain shares and curves do not.
FITTED = frozenset(name for name, method in CATALOGUE.items() if method.fits)
#: Methods whose figures these rules know how to protect. Nothing of any other leaves the house.
PROTECTABLE = frozenset(CATALOGUE)


def unsafe_rows(rows: Sequence[Row], ledger: Ledger, hidden: frozenset[int], rules: Rules, exposed: set[str]) -> set[int]:
    """Positions of the rows that may not be printed; `exposed` names the estimates of which a whole table must be kept."""
    unsafe = {position for position, row in enumerate(rows) if few_people(row, rules) or few_events(row, rules)}
    unsafe |= {position for position, row in enumerate(rows) if row.get("method") is not None and row["method"] not in PROTECTABLE}
    unsafe |= {position for position, row in enumerate(rows) if unknown_people(row) or small_organisation(row, rules)}
    unsafe |= {position for position in range(len(rows)) if ledger.index.get(("share", position)) in hidden}
    unsafe |= {position for position in range(len(rows)) if ledger.index.get(("people", position)) in hidden}
    unsafe |= {position for position, row in enumerate(rows) if row.get("name") in exposed and row.get("method") in FITTED}
    unsafe |= near_copies(rows, rules) | nested_shares(rows, rules) | _overfitted(rows, rules)
    return unsafe | _giving_away(rows, unsafe)


def few_people(row: Row, rules: Rules) -> bool:
    """A mean, a model or a share over fewer people than the threshold, in all or on one side."""
    return any(row.get(key) is not None and rules.is_too_few(int(row[key])) for key in (*PERSONS, FEWEST))


def unknown_people(row: Row) -> bool:
    """A figure of which nobody knows how many persons stand behind it, such as an effect that an organisation brought ready-made."""
    return row.get("method") in ("meta_analysis", "shrinkage") and row.get("n") is None


def small_organisation(row: Row, rules: Rules) -> bool:
    """An organisation told by name with fewer persons than a name asks for."""
    return row.get("role") == "organisation" and int(row.get("n") or 0) < max(FEWEST_BY_NAME, rules.threshold)


def few_events(row: Row, rules: Rules) -> bool:
    """A model of yes and no in which few said yes, or few said no."""
    if row.get("method") not in FITTED or row.get("events") is None:
        return False
    others = int(row["n"]) - int(row["events"]) if row.get("n") is not None else rules.threshold
    return rules.is_too_few(int(row["events"])) or (row["method"] == "logistic" and rules.is_too_few(others))


def _overfitted(rows: Sequence[Row], rules: Rules) -> set[int]:
    """Models with more than a third as many parameters as people begin to describe single persons (the DataSHIELD bound)."""
    terms: dict[Any, set[Any]] = {}
    for row in rows:
        if row.get("role") != "group" and row.get("scale") != "risk_difference":
            terms.setdefault(row.get("name"), set()).add(row.get("term"))
    return {
        position
        for position, row in enumerate(rows)
        if row.get("method") in FITTED
        and row.get("n")
        and int(row.get("parameters") or len(terms.get(row.get("name"), ()))) > rules.parameters_per_person * int(row["n"])
    }


def _giving_away(rows: Sequence[Row], unsafe: set[int]) -> set[int]:
    """Rows from which a hidden one could be worked out: the contrast of two groups of which one is hidden, or its model."""
    marks = {(rows[position].get("name"), rows[position].get("wave"), rows[position].get("at")) for position in unsafe}
    models = {rows[position].get("name") for position in unsafe if rows[position].get("method") in FITTED}
    return {
        position
        for position, row in enumerate(rows)
        if (row.get("group") is None and (row.get("name"), row.get("wave"), row.get("at")) in marks) or row.get("name") in models
    }


def hidden_row(row: Row, rules: Rules, *, with_people: bool) -> dict[str, Any]:
    """The row without its figures; the number of people stays when it is not small itself.

    A refusal keeps its name but not its words, which may count people.
    """
    found = {key: row[key] for key in IDENTITY if key in row} | dict.fromkeys(VALUES) | round_moments(row)
    if not with_people or found.get("n") is None or rules.is_too_few(int(found["n"])):
        found["n"] = None
    return found | {"reason": HIDDEN, "refused": {"code": HIDDEN, "values": {}}}


def without_adjusted(rows: Sequence[Row], unsafe: set[int]) -> set[str]:
    """Families of tests with a hidden one: what is left of the p values of the others would tell of it."""
    return {str(rows[position]["family"]) for position in unsafe if rows[position].get("family")}


def shown_row(row: Row, at_risk: int | None, *, missed_hidden: bool, with_events: bool = False) -> dict[str, Any]:
    """The row with only those figures that are known to be harmless; small side counts are masked."""
    found = {key: row[key] for key in (*IDENTITY, *FIGURES, *PERSONS) if key in row}
    if "at_risk" in found:
        found["at_risk"] = at_risk
    if missed_hidden:
        found["missed"] = None
    if not with_events:
        found.pop("events", None)
    found |= round_moments(row)
    return found | {"reason": None, "refused": None}
