"""What kind of file is it? Told by its bytes; its name must agree."""

from pathlib import Path

from django.utils.translation import gettext as _

from tejido.core.ingest.names import ENDINGS, ending_of
from tejido.core.ingest.package import look_into_package
from tejido.core.ingest.refusal import Unreadable

MOST_BYTES = 50_000_000
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM", b"8BPS", b"\x00\x00\x01\x00")
_PACKED = (b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"MSCF")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", b"X5O!P%@AP")  # the last is the text that tests a virus scanner
_MARKUP = (b"<!doctype", b"<!entity", b"<html", b"<head", b"<body", b"<table", b"<script", b"<svg", b"<?xml", b"<?php", b"<!--", b"<iframe", b"<img")


def kind_of(path: Path, name: str = "") -> str:
    """`csv` or `xlsx`; anything else is refused with the way to get one of them. `name`: as the file was called by who brings it."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(_("El archivo está vacío. Compruebe que se guardó y vuelva a elegirlo."))
    if size > MOST_BYTES:
        raise Unreadable(_("El archivo pesa más de 50 MB. Divídalo en partes, por ejemplo por año, y traiga cada una."))
    with path.open("rb") as file:
        head = file.read(4096)
    _refuse_other_kinds(head)
    kind = "xlsx" if head.startswith(b"PK") else "csv"
    if kind == "xlsx":
        look_into_package(path)
    if name and ending_of(name) not in ENDINGS[kind]:
        _refuse_name(kind)
    return kind


def _refuse_name(kind: str) -> None:
    if kind == "xlsx":
        raise Unreadable(_("El contenido es de una hoja .xlsx, pero el nombre del archivo termina de otro modo. Guárdelo como .xlsx desde su programa y vuelva a elegirlo."))
    raise Unreadable(_("El contenido es texto, pero el nombre del archivo no termina en .csv, .tsv o .txt. Guárdelo como CSV desde su programa y vuelva a elegirlo."))


def _refuse_other_kinds(head: bytes) -> None:
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\x0b\x0c").lower()
    if b"%PDF-" in head[:1100]:  # readers of PDF look for the mark in the first kilobyte, so files that are two things at once hide it there
        raise Unreadable(_("Esto es un PDF. Un PDF no guarda filas y columnas: pida la hoja de cálculo de origen (.xlsx o .csv)."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("Esto es un archivo del formato antiguo de Office (.xls o .doc), o una hoja con contraseña. Ábralo y guárdelo como .xlsx sin contraseña o como CSV."))
    if head.startswith(_PICTURES) or head[4:8] == b"ftyp":
        raise Unreadable(_("Esto es una imagen. Hace falta la hoja de cálculo (.xlsx o .csv), no su fotografía."))
    if start.startswith(_MARKUP):
        raise Unreadable(_("Esto es una página web o un XML, aunque su nombre diga otra cosa. Ábralo en la hoja de cálculo y guárdelo como .xlsx o CSV."))
    if head.startswith(b"{\\rtf") or start.startswith((b"{\\rtf", b"%!ps")):
        raise Unreadable(_("Esto es un documento de texto. Copie la tabla en una hoja de cálculo y guárdela como .xlsx o CSV."))
    if head.startswith(_PACKED):
        raise Unreadable(_("Esto es un archivo comprimido, no una hoja. Descomprímalo y elija la hoja .xlsx o .csv que lleva dentro."))
    if head.startswith(_PROGRAMS):
        raise Unreadable(_("Esto no es una hoja de cálculo. Elija el archivo .xlsx o .csv de su registro."))
