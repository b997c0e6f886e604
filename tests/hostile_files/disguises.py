"""Files of another kind than their name says, or of two kinds at once."""

import io
import struct
import zlib

GOOD = b"codigo,nombre\nA-1,Ana\nA-2,Bea\n"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def png(width, height):
    """A picture that claims these measures and packs as little as a picture of one colour does."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row, packed = b"\0" * (width // 8 + 1), io.BytesIO()
    for _line in range(height):
        packed.write(packer.compress(row))
    packed.write(packer.flush())
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", packed.getvalue()) + chunk(b"IEND", b"")


def jpeg_with_place():
    """A photograph with the place where it was taken in its EXIF part."""
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0" + b"\x01\0\x02\0\x05\0\x03\0\0\0\x38\0\0\0"
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + b"\xff\xd9"


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Names<</EmbeddedFiles 2 0 R>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><script>alert(document.cookie)</script></html>"
XML = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def as_is(content):
    return lambda: content


CASES = {
    "PDF with script": ("registro.pdf", as_is(PDF), "refused"),
    "PDF called CSV": ("registro.csv", as_is(PDF), "refused"),
    "PDF behind a comment": ("registro.csv", as_is(b"codigo,nombre\n" + PDF + b"\nA,B\n"), "refused"),
    "SVG called CSV": ("registro.csv", as_is(SVG), "refused"),
    "SVG": ("dibujo.svg", as_is(SVG), "refused"),
    "SVG behind blanks": ("registro.csv", as_is(b"\r\n\t \x0b" + SVG), "refused"),
    "HTML called CSV": ("registro.csv", as_is(HTML), "refused"),
    "HTML behind a mark": ("registro.csv", as_is(b"\xef\xbb\xbf" + HTML), "refused"),
    "HTML in UTF-16": ("registro.csv", as_is(HTML.decode().encode("utf-16")), "refused"),
    "HTML called XLSX": ("registro.xlsx", as_is(HTML), "refused"),
    "XML with an outside entity": ("registro.csv", as_is(XML), "refused"),
    "XML called XLSX": ("registro.xlsx", as_is(XML), "refused"),
    "picture of 30,000 by 30,000": ("foto.png", lambda: png(30_000, 30_000), "refused"),
    "picture called CSV": ("registro.csv", lambda: png(8, 8), "refused"),
    "photograph with a place": ("foto.jpg", jpeg_with_place, "refused"),
    "photograph called XLSX": ("registro.xlsx", jpeg_with_place, "refused"),
    "GIF and CSV at once": ("registro.csv", as_is(b"GIF89a=1;\ncodigo,nombre\nA,B\n"), "refused"),
    "film called CSV": ("registro.csv", as_is(b"\0\0\0\x18ftypmp42" + b"\0" * 60), "refused"),
    "program of Windows": ("registro.exe", as_is(b"MZ\x90\0" + b"\0" * 200), "refused"),
    "program called CSV": ("registro.csv", as_is(b"MZ,codigo\nA,B\n"), "refused"),
    "program of Linux": ("registro.csv", as_is(b"\x7fELF" + b"\2" * 200), "refused"),
    "shell script": ("registro.csv", as_is(b"#!/bin/sh\nrm -rf /\n"), "refused"),
    "CSV called exe": ("registro.exe", as_is(GOOD), "refused"),
    "CSV called html": ("registro.html", as_is(GOOD), "refused"),
    "CSV with two endings": ("registro.csv.php", as_is(GOOD), "refused"),
    "CSV without an ending": ("registro", as_is(GOOD), "refused"),
    "text of the virus test": ("registro.csv", as_is(EICAR), "refused"),
    "virus test as a program": ("registro.com", as_is(EICAR), "refused"),
    "old Office": ("registro.xls", as_is(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "refused"),
    "old Office called XLSX": ("registro.xlsx", as_is(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "refused"),
    "rich text": ("registro.csv", as_is(b"{\\rtf1{\\object\\objdata 0105}}"), "refused"),
    "gzip": ("registro.csv.gz", lambda: zlib.compress(GOOD, wbits=31), "refused"),
    "gzip called CSV": ("registro.csv", lambda: zlib.compress(b"0" * 30_000_000, wbits=31), "refused"),
    "7z called CSV": ("registro.csv", as_is(b"7z\xbc\xaf\x27\x1c" + b"\0" * 100), "refused"),
    "script of PHP": ("registro.csv", as_is(b"<?php system($_GET['c']); ?>"), "refused"),
    "name with path": ("../../../../etc/cron.d/registro.csv", as_is(GOOD), "neutral"),
    "name with path of Windows": ("..\\..\\windows\\registro.csv", as_is(GOOD), "neutral"),
    "name that turns": ("registro\u202evsc.exe.csv", as_is(GOOD), "neutral"),
    "name with a line break": ("registro\r\nX-Evil: 1\r\n.csv", as_is(GOOD), "neutral"),
    "name with an empty byte": ("registro.php\0.csv", as_is(GOOD), "neutral"),
    "name of 5,000 letters": ("r" * 5_000 + ".csv", as_is(GOOD), "neutral"),
    "name with markup": ('"><img src=x onerror=alert(1)>.csv', as_is(GOOD), "neutral"),
}
