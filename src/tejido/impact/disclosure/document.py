"""An answer document in, the publishable document out. The only place that knows the document's shape.

Deny by default: a key that is not named here, or in `estimates` and `attrition`, does not leave the house.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.attrition import publishable_attrition, scopes
from tejido.impact.disclosure.audit import AuditReport, audit_ledger
from tejido.impact.disclosure.curves import merge_steps, steps_of
from tejido.impact.disclosure.estimates import hidden_row, shown_row, unsafe_rows
from tejido.impact.disclosure.gathering import Document, Pair, gather
from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.rules import HIDDEN, Rules
from tejido.impact.disclosure.suppress import hide
from tejido.impact.disclosure.tables import CountTable, ProtectedTable, printed_table

#: Parts of an answer that speak of the question and the method, never of people.
OPEN_PARTS = (
    "schema", "plan", "plan_hash", "data_hash", "versions", "status", "asked_at", "cut_off", "source", "language",
    "organisation", "network", "title", "period", "primary",
)  # fmt: skip
TABLE_PARTS = ("name", "title", "rows", "columns", "structural_zeros", "totals", "estimate", "kind", "wave", "unit")


def protect_figures(document: Document, rules: Rules | None = None) -> dict[str, Any]:
    """The document that page, CSV, JSON and PDF of a release are all made from."""
    rules = rules or Rules()
    rows = list(document.get("estimates", []))
    pairs = tables_in(document)
    ledger = gather(document, pairs, rules)
    hidden = hide(ledger, rules)
    printed = [printed_table(ledger, hidden, table) for table, _ in pairs]
    unsafe = unsafe_rows(rows, ledger, hidden, rules, _exposed(printed, pairs))
    if rules.network_problem(persons_by_organisation(document)) or not _arms_large_enough(document, rules):
        unsafe = set(range(len(rows)))
    published = {key: document[key] for key in OPEN_PARTS if key in document}
    published["estimates"] = [_row_out(row, position, unsafe, ledger, hidden, rules) for position, row in enumerate(rows)]
    published["tables"] = [table_out(table, given) for table, (_, given) in zip(printed, pairs, strict=True)]
    if document.get("attrition"):
        published["attrition"] = publishable_attrition(ledger, hidden, document["attrition"])
    published["curves"] = [_curve_out(curve, rules) for curve in document.get("curves", [])]
    silent = {rows[position].get("name") for position in unsafe}
    published["checks"] = [check for check in document.get("checks", []) if _may_speak(check, silent)]
    published["sentences"] = [sentence for sentence in document.get("sentences", []) if _may_speak(sentence, silent)]
    published["protection"] = {"threshold": rules.threshold, "hidden_estimates": len(unsafe), "hidden_cells": len(hidden)}
    return published


def figures_audit(document: Document, rules: Rules | None = None) -> AuditReport:
    """Attack the tables, attrition and shares of the publishable document together."""
    rules = rules or Rules()
    ledger = gather(document, tables_in(document), rules)
    return audit_ledger(ledger, hide(ledger, rules), rules)


def tables_in(document: Document) -> list[Pair]:
    return [(table_in(given), given) for given in document.get("tables", [])]


def table_in(given: Mapping[str, Any]) -> CountTable:
    return CountTable(
        name=str(given["name"]),
        title=str(given.get("title", "")),
        row_labels=labels(given["rows"]),
        column_labels=labels(given["columns"]),
        counts=tuple(tuple(int(count) for count in row) for row in given["counts"]),
        structural_zeros=frozenset((int(i), int(j)) for i, j in given.get("structural_zeros", [])),
        population=str(given.get("population", "")),
        totals=given.get("totals", "both"),
    )


def labels(given: Sequence[Any]) -> tuple[str, ...]:
    return tuple(str(label.get("key", label.get("label", label))) if isinstance(label, Mapping) else str(label) for label in given)


def table_out(table: ProtectedTable, given: Mapping[str, Any]) -> dict[str, Any]:
    """The table in the shape it came in, with its totals, and None for what is hidden."""
    kept = {key: given[key] for key in TABLE_PARTS if key in given}
    kept["counts"] = [[cell.value for cell in row] for row in table.cells]
    kept["row_totals"] = [cell.value for cell in table.row_totals]
    kept["column_totals"] = [cell.value for cell in table.column_totals]
    kept["total"] = table.grand_total.value if table.grand_total else None
    kept["reason"] = HIDDEN if any(cell.value is None for cell in table.every_cell()) else None
    return kept


def _exposed(printed: Sequence[ProtectedTable], pairs: Sequence[Pair]) -> set[str]:
    """Estimates whose outcome table has a hidden cell: a fitted model could give that cell back."""
    return {
        str(given["estimate"])
        for table, (_, given) in zip(printed, pairs, strict=True)
        if given.get("estimate") is not None and any(cell.value is None for row in table.cells for cell in row)
    }


def _row_out(
    row: Mapping[str, Any], position: int, unsafe: set[int], ledger: Ledger, hidden: frozenset[int], rules: Rules
) -> dict[str, Any]:
    if position in unsafe or row.get("estimate") is None:
        return hidden_row(row, rules)
    return shown_row(row, rules, missed_hidden=ledger.index.get(("missed", position)) in hidden)


def persons_by_organisation(document: Document) -> list[int]:
    """Persons of each member organisation behind a network's answer; empty for the answer of one organisation."""
    return [int(one["n"]) if isinstance(one, Mapping) else int(one) for one in document.get("persons_by_organisation", [])]


def _arms_large_enough(document: Document, rules: Rules) -> bool:
    sizes = [stages["analysed"] for _, stages in scopes(document.get("attrition") or {}) if stages.get("analysed") is not None]
    return not any(rules.is_too_few(int(size)) for size in sizes)


def _curve_out(curve: Mapping[str, Any], rules: Rules) -> dict[str, Any]:
    kept = {key: curve[key] for key in ("name", "estimate", "group", "label", "unit") if key in curve}
    return {**kept, "steps": merge_steps(steps_of(curve), rules)}


def _may_speak(said: Any, silent: set[Any]) -> bool:
    """A sentence or check may stay when it belongs to an estimate of which nothing is hidden."""
    if not silent:
        return True
    name = said.get("estimate", said.get("name")) if isinstance(said, Mapping) else None
    return name is not None and name not in silent
