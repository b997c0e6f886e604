"""An answer document in, the publishable document out. The only place that knows the document's shape.

Deny by default: a key that is not named here, or in `estimates` and `attrition`, does not leave the house.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tejido.impact.disclosure.attrition import arms_large_enough, publishable_attrition
from tejido.impact.disclosure.audit import AuditReport, audit_ledger
from tejido.impact.disclosure.estimates import hidden_row, shown_row, unsafe_rows, without_adjusted
from tejido.impact.disclosure.events import events_told
from tejido.impact.disclosure.gathering import Document, Pair, gather
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.models import models_out
from tejido.impact.disclosure.near import nearly_asked_before
from tejido.impact.disclosure.organisations import of_named_alone, unnamed_with_others
from tejido.impact.disclosure.outcomes import exposed, few_events, outcomes_behind
from tejido.impact.disclosure.pictures import tables_behind
from tejido.impact.disclosure.rules import HIDDEN, Rules
from tejido.impact.disclosure.suppress import hide
from tejido.impact.disclosure.survival import Curves, at_risk_shown, curves_in, curves_out, unsafe_moments
from tejido.impact.disclosure.tables import CountTable, ProtectedTable, printed_table
from tejido.impact.disclosure.verdicts import checks_out, drop_adjusted

#: Parts of an answer that speak of the question and the method, never of people.
OPEN_PARTS = (
    "schema", "plan", "plan_hash", "data_hash", "versions", "status", "asked_at", "cut_off", "source", "language",
    "organisation", "network", "title", "period", "primary",
)  # fmt: skip
ATTRITION = "attrition"
PLAIN_COLUMNS = frozenset({"lost", "missed"})
TABLE_PARTS = ("name", "title", "rows", "columns", "structural_zeros", "totals", "estimate", "kind", "wave", "unit", "group")


@dataclass(frozen=True)
class Judged:
    """What may be told of one answer: its rows and models (some computed again), its curves, its tables, the rows that stay inside,
    and of these the ones whose people are not told either: organisations that go unnamed, and answers nearly given before."""

    rows: Sequence[Mapping[str, Any]]
    models: Sequence[Mapping[str, Any]]
    curves: Curves
    printed: Mapping[str, ProtectedTable]
    unsafe: set[int]
    uncounted: set[int]
    large_enough: bool


def protect_figures(document: Document, rules: Rules | None = None) -> dict[str, Any]:
    """The document that page, CSV, JSON and PDF of a release are all made from."""
    rules = rules or Rules()
    pairs = tables_in(document, rules)
    ledger = gather(document, pairs, rules)
    hidden = hide(ledger, rules)
    judged = _judged(document, pairs, ledger, hidden, rules)
    published = {key: document[key] for key in OPEN_PARTS if key in document}
    published["estimates"] = _rows_out(judged, ledger, hidden, rules)
    published["tables"] = [table_out(judged.printed.get(str(given["name"])), given) for given in document.get("tables", [])]
    if document.get("attrition"):
        published["attrition"] = publishable_attrition(ledger, hidden, document["attrition"])
    published["curves"] = curves_out(judged.rows, judged.curves, judged.unsafe, rules)
    silent = {str(judged.rows[position].get("name")) for position in judged.unsafe}
    published["checks"] = checks_out(document, silent)
    published["models"] = models_out(document, judged.models, silent, ledger, hidden, rules)
    published["protection"] = {"threshold": rules.threshold, "hidden_estimates": len(judged.unsafe), "hidden_cells": len(hidden)}
    published["sentences"] = _sentences(document, published)
    return published


def _judged(document: Document, pairs: Sequence[Pair], ledger: Ledger, hidden: frozenset[int], rules: Rules) -> Judged:
    rows, near = list(document.get("estimates", [])), nearly_asked_before(document, rules)
    curves = {key: steps for key, steps in curves_in(document, rules).items() if key[0] not in near}
    printed = {table.name: printed_table(ledger, hidden, table) for table, _ in pairs}
    fitted, behind = exposed(printed, every_table(document))
    unsafe = unsafe_rows(rows, ledger, hidden, rules, fitted | few_events(document, rules))
    unsafe |= {position for position, row in enumerate(rows) if row.get("name") in behind | near}
    unsafe |= unsafe_moments(rows, curves, rules)
    unnamed = unnamed_with_others(document, unsafe, rules)
    uncounted = unnamed | {position for position, row in enumerate(rows) if row.get("name") in near}
    unsafe |= unnamed
    for table, given in pairs:
        if any(rows[position].get("name") == given.get("estimate") for position in unnamed):
            printed.pop(table.name)
    large_enough = arms_large_enough(document.get("attrition") or {}, rules)
    if rules.network_problem(persons_by_organisation(document)):
        # a member that takes its own from the whole is left with the others: nothing that counts people leaves
        return Judged(rows, [], {}, {}, set(range(len(rows))), uncounted, large_enough)
    if not large_enough:
        unsafe = set(range(len(rows)))
    rows, models, undone = of_named_alone(document, rows, unsafe)
    unsafe |= undone | {position for position, row in enumerate(rows) if row.get("estimate") is None}
    return Judged(rows, models, curves, printed, unsafe, uncounted, large_enough)


def _rows_out(judged: Judged, ledger: Ledger, hidden: frozenset[int], rules: Rules) -> list[dict[str, Any]]:
    rows, unsafe = judged.rows, judged.unsafe
    at_risk = at_risk_shown(rows, unsafe, rules)
    with_events = events_told(rows, unsafe, rules, is_alone=not judged.curves and not hidden)
    found = []
    for position, row in enumerate(rows):
        if position in unsafe:
            with_people = judged.large_enough and position not in judged.uncounted and ledger.index.get(("people", position)) not in hidden
            found.append(hidden_row(row, rules, with_people=with_people))
        else:
            missed_hidden = ledger.index.get(("missed", position)) in hidden
            found.append(shown_row(row, at_risk.get(position), missed_hidden=missed_hidden, with_events=position in with_events))
    drop_adjusted(found, without_adjusted(rows, unsafe))
    return found


def figures_audit(document: Document, rules: Rules | None = None) -> AuditReport:
    """Attack the tables, attrition and shares of the publishable document together."""
    rules = rules or Rules()
    ledger = gather(document, tables_in(document, rules), rules)
    return audit_ledger(ledger, hide(ledger, rules), rules)


def tables_in(document: Document, rules: Rules) -> list[Pair]:
    """The tables that can be printed side by side: one that nearly repeats an earlier one would show the few between."""
    pairs: list[Pair] = []
    for table, given in every_table(document):
        if not any(nearly_repeats(table, earlier, rules) for earlier, _ in pairs):
            pairs.append((table, given))
    return pairs


def every_table(document: Document) -> list[Pair]:
    """The printed tables, and the counts that a reader takes from pictures and models."""
    return [*((table_in(given), given) for given in document.get("tables", [])), *tables_behind(document), *outcomes_behind(document)]


def nearly_repeats(table: CountTable, earlier: CountTable, rules: Rules) -> bool:
    """Same lines and columns, and every cell the same or up to a few persons more (or fewer)."""
    if (table.row_labels, table.population) != (earlier.row_labels, earlier.population) or len(table.column_labels) != len(
        earlier.column_labels
    ):
        return False
    places = ((i, j) for i in range(len(table.row_labels)) for j in range(len(table.column_labels)))
    gaps = [table.counts[i][j] - earlier.counts[i][j] for i, j in places]
    return any(rules.is_small(abs(gap)) for gap in gaps) and (min(gaps) >= 0 or max(gaps) <= 0)


def table_in(given: Mapping[str, Any]) -> CountTable:
    """A table of the document for the ledger; who was lost or missed is no trait of anybody, so its zeros are plain."""
    return CountTable(
        name=str(given["name"]),
        row_labels=tuple(map(str, given["rows"])),
        column_labels=tuple(map(str, given["columns"])),
        counts=tuple(tuple(int(count) for count in row) for row in given["counts"]),
        structural_zeros=frozenset((int(i), int(j)) for i, j in given.get("structural_zeros", [])),
        population=" ".join(
            [f"{given.get('kind')} {given.get('wave')}", *([str(given["group"])] if given.get("group") is not None else [])]
        ),
        totals=given.get("totals", "both"),
        plain_columns=frozenset(given["columns"]) if given.get("kind") == ATTRITION else PLAIN_COLUMNS,
    )


def table_out(table: ProtectedTable | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The table in the shape it came in, with its totals, and None for what is hidden; empty when it is withheld."""
    kept = {key: given[key] for key in TABLE_PARTS if key in given}
    if table is None:
        return {
            **kept,
            "counts": [[None for _ in row] for row in given["counts"]],
            "row_totals": [],
            "column_totals": [],
            "total": None,
            "reason": HIDDEN,
        }
    kept["counts"] = [[cell.value for cell in row] for row in table.cells]
    kept["row_totals"] = [cell.value for cell in table.row_totals]
    kept["column_totals"] = [cell.value for cell in table.column_totals]
    kept["total"] = table.grand_total.value if table.grand_total else None
    kept["reason"] = HIDDEN if any(cell.value is None for cell in table.every_cell()) else None
    return kept


def _sentences(document: Document, published: Mapping[str, Any]) -> list[str]:
    """The sentences as they were when nothing is hidden, else told again from what is published."""
    if not published["protection"]["hidden_estimates"] and not published["protection"]["hidden_cells"]:
        return list(document.get("sentences", []))
    from tejido.impact.sentences import sentences_of

    return sentences_of(published) if document.get("sentences") else []


def persons_by_organisation(document: Document) -> list[int]:
    """Persons of each member organisation behind a network's answer; empty for the answer of one organisation."""
    return list(document.get("persons_by_organisation", []))
