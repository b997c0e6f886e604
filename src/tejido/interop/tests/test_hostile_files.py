"""Files that mean harm come in by the page or by the console and are refused in words, or lie there as plain text."""

import io
import os
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tejido.core.ingest import shown_name
from tejido.core.ingest.package import look_into_package
from tejido.core.ingest.sheets import sheet_rows
from tejido.interop.models import Import
from tejido.interop.reading import Unreadable, guess_reading, read_rows
from tests.hostile_files import cases
from tests.hostile_files.packages import SHEET, data, package, text_cell

CASES = {case.what: case for case in cases()}
SLOW = {"more than 50 MB", "picture of 30,000 by 30,000", "a million short rows", "bomb", "bomb in the shared texts", "400,000 rows"}  # made by the kilo; trust/hostile.py has them
UNSEEN = {chr(n) for n in range(32)} - set("\t\n\r") | set("\u202a\u202b\u202d\u202e\u2066\u2067")


@pytest.mark.parametrize("what", sorted(CASES.keys() - SLOW))
def test_a_hostile_file_is_refused_in_words_or_lies_there_as_text(tmp_path, what):
    case = CASES[what]
    path = tmp_path / "file.table"
    path.write_bytes(case.make())
    if case.fate == "refused":
        with pytest.raises(Unreadable) as refusal:
            guess_reading(path, case.name)
        assert len(str(refusal.value)) > 30
        return
    reading = guess_reading(path, case.name)
    rows = [row.cells for row in read_rows(path, reading)]
    assert rows
    assert not UNSEEN & set("".join(["".join(row) for row in rows] + list(reading.header)))


def test_a_long_sheet_is_read_and_a_chart_is_not_read_as_one(tmp_path):
    book, path = openpyxl.Workbook(), tmp_path / "r.xlsx"
    book.create_chartsheet("dibujo")
    book.save(path)
    long = b"".join(b"<row>" + text_cell(b"A%d" % n, os.urandom(45_000).hex().encode()) + b"</row>" for n in range(1, 81))
    with zipfile.ZipFile(path) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    path.write_bytes(package({**parts, SHEET: data(long)(parts[SHEET].replace(b"<sheetData/>", b"<sheetData></sheetData>"))}))
    look_into_package(path)
    assert len(list(sheet_rows(path, "Sheet", most_columns=5))) == 80
    with pytest.raises(Unreadable, match="es un gráfico"):
        list(sheet_rows(path, "dibujo", most_columns=5))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/registro.csv", "registro.csv"), ("..\\x\\registro.csv", "registro.csv"), ("a\u202evsc.exe", "avsc.exe"),
        ("a\r\nX-Evil: 1.csv", "aX-Evil: 1.csv"), ("a\0.csv", "a.csv"), ("", "archivo"), ("///", "archivo"), ("ñandú 2024.xlsx", "ñandú 2024.xlsx"),
    ],
)  # fmt: skip
def test_a_name_is_shown_without_its_tricks(name, shown):
    assert shown_name(name) == shown


def test_the_page_says_what_to_do_and_keeps_nothing(cast, browser_of):
    browser = browser_of(cast.ana)
    for what in ("nothing", "PDF called CSV", "macros called XLSX", "zip slip", "billion laughs"):
        case = CASES[what]
        page = browser.post(reverse("interop:new"), {"organisation": cast.a.pk, "file": SimpleUploadedFile(case.name, case.make())})
        assert page.status_code == 200, what
        assert 'class="msg"' in page.content.decode(), what
    assert not Import.objects.exists()


def test_no_name_from_outside_becomes_a_name_on_the_disk(cast, browser_of):
    sent = SimpleUploadedFile("../../evil.php.csv", b"codigo,nombre\nA-1,Ana\n")
    assert browser_of(cast.ana).post(reverse("interop:new"), {"organisation": cast.a.pk, "file": sent}).status_code == 302
    stored = Import.objects.get()
    assert stored.filename == "evil.php.csv"
    assert "evil" not in stored.file.name
    assert stored.file.name.endswith(".table")


def test_who_may_not_bring_registers_sends_no_file(cast, browser_of):
    answer = browser_of(cast.bruno).post(reverse("interop:new"), {"organisation": cast.a.pk, "file": SimpleUploadedFile("r.csv", b"codigo\nA\n")})
    assert answer.status_code == 403


def test_a_file_sent_to_a_page_that_takes_none_is_not_read(cast, browser_of):
    class Unread(io.BytesIO):
        def read(self, *size):
            raise AssertionError("read")

    browser = browser_of(cast.ana)
    answer = browser.generic("POST", reverse("desk:home"), b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="30000000", **{"wsgi.input": Unread()})
    assert answer.status_code == 413
    assert "pesa más" in answer.content.decode()
