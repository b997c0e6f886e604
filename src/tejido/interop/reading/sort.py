"""What sort of file is it? Told by its first bytes, never by its name alone."""

import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from tejido.interop.reading.unreadable import Unreadable

MOST_BYTES = 50_000_000
MOST_UNPACKED = 400_000_000
MOST_RATIO = 150  # a sheet of repeated text packs 50 to 1; a bomb a thousand to 1


def sort_of(path: Path) -> str:
    """`csv` or `xlsx`; anything else is refused with the way to get one of them."""
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(_("El archivo está vacío. Compruebe que se guardó y vuelva a elegirlo."))
    if size > MOST_BYTES:
        raise Unreadable(_("El archivo pesa más de 50 MB. Divídalo en partes, por ejemplo por año, y traiga cada una."))
    with path.open("rb") as file:
        head = file.read(4096)
    _refuse_other_kinds(head)
    if head.startswith(b"PK"):
        _look_into_package(path)
        return "xlsx"
    return "csv"


def _refuse_other_kinds(head: bytes) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith(b"%PDF"):
        raise Unreadable(_("Esto es un PDF. Un PDF no guarda filas y columnas: pida la hoja de cálculo de origen (.xlsx o .csv)."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("Esto es un archivo del formato antiguo de Office (.xls o .doc). Ábralo y guárdelo como .xlsx o como CSV."))
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")):
        raise Unreadable(_("Esto es una imagen. Hace falta la hoja de cálculo (.xlsx o .csv), no su fotografía."))
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise Unreadable(_("Esto es una página web o un XML, aunque su nombre diga otra cosa. Ábralo en la hoja de cálculo y guárdelo como .xlsx o CSV."))
    if head.startswith(b"{\\rtf"):
        raise Unreadable(_("Esto es un documento de texto. Copie la tabla en una hoja de cálculo y guárdela como .xlsx o CSV."))


def _look_into_package(path: Path) -> None:
    """An .xlsx is a zip: look at its list of parts before unpacking any of them."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = {part.filename: part for part in package.infolist()}
            _refuse_other_packages(set(parts), package)
            unpacked = sum(part.file_size for part in parts.values())
            packed = max(1, sum(part.compress_size for part in parts.values()))
            if unpacked > MOST_UNPACKED or (unpacked > 20_000_000 and unpacked / packed > MOST_RATIO):
                raise Unreadable(_("La hoja ocupa demasiado al abrirla. Copie solo las filas y columnas que quiere traer en una hoja nueva y guárdela."))
            for name in parts:
                if name.endswith(".xml") and b"<!DOCTYPE" in package.open(name).read(1024):
                    raise Unreadable(_("El archivo contiene instrucciones que una hoja de cálculo no lleva. Vuelva a guardarlo como .xlsx desde su programa."))
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        raise Unreadable(
            _("El archivo llegó incompleto o dañado: quizá se cortó la subida. Compruebe que se abre en su computadora y vuelva a subirlo.")
        ) from None


def _refuse_other_packages(parts: set[str], package: zipfile.ZipFile) -> None:
    if any(name.endswith("vbaProject.bin") for name in parts):
        raise Unreadable(_("La hoja lleva macros (.xlsm) y por seguridad no se abre. Guárdela como .xlsx, sin macros."))
    if "xl/workbook.xml" in parts:
        return
    if "word/document.xml" in parts:
        raise Unreadable(_("Esto es un documento de Word. Copie la tabla en una hoja de cálculo y guárdela como .xlsx o CSV."))
    if "mimetype" in parts and b"opendocument" in package.read("mimetype")[:80]:
        raise Unreadable(_("Esto es un archivo de LibreOffice (.ods). Guárdelo como .xlsx o como CSV y vuelva a elegirlo."))
    raise Unreadable(_("Esto es un archivo comprimido, no una hoja. Descomprímalo y elija la hoja .xlsx o .csv que lleva dentro."))
