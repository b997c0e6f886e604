"""Counts behind pictures of a fitted model: scores of two groups, fields of before and after, people seen at each interview.

They stand in no table that is printed, but a reader counts them off the picture; so they go into the same ledger as every other count.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tejido.impact.disclosure.ledger import Ledger
from tejido.impact.disclosure.tables import CountTable

Model = Mapping[str, Any]
Row = Mapping[str, Any]
Pair = tuple[CountTable, Mapping[str, Any]]

OVERLAP, FIELDS, SEEN = "overlap", "fields", "seen"
#: Kinds of tables that are behind a picture only: none of them is an outcome that a model could give back.
BEHIND = frozenset({OVERLAP, FIELDS, SEEN})
EVERYBODY = "all"


def tables_behind(document: Mapping[str, Any]) -> list[Pair]:
    """The counts of every picture of every model, as tables of distinct persons."""
    found = []
    for model in document.get("models", []):
        name = str(model["name"])
        found += [
            _pair(name, kind, rows, columns, counts, wave) for kind, rows, columns, counts, wave in _counts(document, name, model) if rows
        ]
    return found


def table_name(name: str, kind: str, wave: Any = None) -> str:
    """What the ledger calls the counts behind one picture."""
    return f"picture {kind} of {name}" if wave is None else f"picture {kind} of {name} at {wave:g}"


Counted = tuple[str, list[str], list[str], list[list[int]], Any]


def _counts(document: Mapping[str, Any], name: str, model: Model) -> Iterator[Counted]:
    if model.get("overlap") and (sides := sides_of(document, name)):
        heaps = [[int(n) for n in model["overlap"][side]] for side in ("exposed", "reference")]
        yield OVERLAP, list(sides), [str(i) for i in range(len(heaps[0]))], heaps, None
    if model.get("fields") and model["fields"]["cells"]:
        cells = model["fields"]["cells"]
        yield FIELDS, [EVERYBODY], [str(i) for i in range(len(cells))], [[int(cell[2]) for cell in cells]], None
    for at in dict.fromkeys(point["at"] for point in model.get("means", [])):
        here = [point for point in model["means"] if point["at"] == at]
        counts = [[int(point["n"]), int(point["missed"])] for point in here]
        yield SEEN, [str(point["group"]) for point in here], ["seen", "missed"], counts, at


def sides_of(document: Mapping[str, Any], name: str) -> tuple[str, str] | None:
    """The compared group and the reference of an estimate."""
    rows = (row for row in document.get("estimates", []) if row.get("name") == name and row.get("compared") is not None)
    row = next(rows, None)
    return None if row is None else (str(row["compared"]), str(row["reference"]))


def _pair(name: str, kind: str, rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]], wave: Any) -> Pair:
    """That nobody has such a score is no trait of anybody, so zeros are plain; the sums of the groups are what estimates state anyway."""
    table = CountTable(
        table_name(name, kind, wave),
        tuple(rows),
        tuple(columns),
        tuple(map(tuple, counts)),
        population=f"{kind} {wave}",
        totals="both" if kind == FIELDS else "rows",
        plain_columns=frozenset(columns),
    )
    return table, {"name": table.name, "kind": kind, "estimate": name, "wave": wave}


def shown_count(ledger: Ledger, hidden: frozenset[int], table: str, row: str, column: str) -> int | None:
    """A count as it may leave; None where it is hidden, or where its whole table is withheld."""
    cell = ledger.index.get((table, row, column))
    return None if cell is None or cell in hidden else ledger.values[cell]
