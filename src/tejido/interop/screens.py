"""Imports as the tables and sentences of a screen."""

from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tejido.interop.models import Import, ImportRow
from tejido.interop.queries import rows_to_fix
from tejido.interop.reading import Row

SHOWN = 80  # letters of a cell


def used_columns(brought: Import) -> list[str]:
    """The columns that go in, in the order of the file."""
    says = brought.mapping.get("columns", {})
    targets = {name: to.get("to") if isinstance(to, dict) else to for name, to in says.items()}
    return [name for name in brought.reading["header"] if targets.get(name, "ignore") != "ignore"]


def troubled_first(brought: Import, rows: list[ImportRow]) -> list[str]:
    """The columns for a table of bad rows: who it is, then where something is wrong, then the rest. On a phone the first ones show."""
    columns = used_columns(brought)
    says = brought.mapping.get("columns", {})
    who = [name for name in columns if says.get(name) == "person.register_code"]
    wrong = {name for row in rows for name in row.problems}
    return sorted(columns, key=lambda name: (name not in who, name not in wrong))


def cells_table(brought: Import, rows: list[ImportRow], columns: list[str], *, editable: bool = False) -> list[dict[str, Any]]:
    """Bad rows, cell by cell. A problem of a column that does not go in shows at the first cell."""
    table = []
    places = {name: at for at, name in enumerate(brought.reading["header"])}
    for row in rows:
        elsewhere = " ".join(message for name, message in row.problems.items() if name not in columns)
        cells = [
            {
                "value": row.cells.get(name, "") if editable else row.cells.get(name, "")[:SHOWN],
                "problem": row.problems.get(name) or (elsewhere if at == 0 else ""),
                "name": cell_name(row, places[name]) if editable else "",
            }
            for at, name in enumerate(columns)
        ]
        table.append({"number": row.number, "cells": cells})
    return table


def cell_name(row: ImportRow, at: int) -> str:
    """The name of the box in which a cell is corrected."""
    return f"r{row.number}-{at}"


def rows_table(rows: list[Row], brought: Import, columns: list[str]) -> list[dict[str, Any]]:
    """The first rows of the file, the bad cells among them marked."""
    bad = rows_to_fix(brought).filter(number__in=[row.number for row in rows])
    problems: dict[int, dict[str, str]] = {row.number: row.problems for row in bad}
    places = {name: at for at, name in enumerate(brought.reading["header"])}
    return [
        {
            "number": row.number,
            "cells": [
                {"value": row.cells[places[name]][:SHOWN] if places[name] < len(row.cells) else "", "problem": problems.get(row.number, {}).get(name, "")}
                for name in columns
            ],
        }
        for row in rows
    ]


def long_job(brought: Import) -> dict[str, Any]:
    """Words and figures of the progress bar."""
    said = {"done": _count(brought.rows_read), "total": _count(brought.rows)}
    text = _("%(done)s de %(total)s. Puede cerrar esta página.") % said
    note = _("%(n)s filas necesitan revisión hasta ahora.") % {"n": _count(brought.rows_bad)} if brought.rows_bad else ""
    return {"text": text, "done": brought.rows_read, "total": brought.rows, "note": note, "refresh_url": reverse("interop:progress", args=[brought.code])}


def _count(n: int) -> str:
    return number_format(n, use_l10n=True, force_grouping=n >= 10_000)
