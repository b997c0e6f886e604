"""An .xlsx is a zip of XML: looked through as a stream, within limits, before anything parses it. Nothing is unpacked to the disk."""

import re
import stat
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from tejido.core.ingest.refusal import Unreadable

MOST_UNPACKED = 200_000_000
MOST_RATIO = 150  # a sheet of repeated text packs 50 to 1; a bomb a thousand to 1
RATIO_COUNTS_FROM = 5_000_000
MOST_PARTS = 1_000
MOST_ROWS = 300_000
MOST_TEXTS = 500_000  # different texts of a book: they are read whole before its first row
LONGEST_ROW = 3_000_000  # bytes of XML from one row to the next: 200 columns of long texts fit
MOST_IN_MEMORY = {"sharedstrings": 40_000_000}  # parts that are read whole; the others hold no data
MOST_OF_A_SMALL_PART = 5_000_000
LOOKED_INTO = (".xml", ".rels", ".vml")
PIECE = 1 << 20
KINDS = "[Content_Types].xml"
A_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")


class LookedInto(zipfile.ZipFile):
    """Gives out only the parts that `look_into_package` reads, whatever name a relation inside of the package points to."""

    def getinfo(self, name: str) -> zipfile.ZipInfo:
        if not name.lower().endswith(LOOKED_INTO):
            raise KeyError(name)
        return super().getinfo(name)


def look_into_package(path: Path) -> None:
    """Refuse what is no plain sheet: other packages, macros, bombs, odd names, links, encryption, XML that defines things."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            _refuse_odd_parts(parts)
            _refuse_bombs(parts)
            sheets = _sheets_of(package)
            _refuse_large_parts(parts, sheets)
            _refuse_other_packages(package)
            for part in parts:
                if part.filename.lower().endswith(LOOKED_INTO):
                    _look_into_part(package, part, sheets)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, UnicodeError):
        raise Unreadable(
            _("El archivo llegó incompleto o dañado: quizá se cortó la subida. Compruebe que se abre en su computadora y vuelva a subirlo.")
        ) from None


def _refuse_odd_parts(parts: list[zipfile.ZipInfo]) -> None:
    odd = len(parts) > MOST_PARTS or len({part.filename.lower() for part in parts}) < len(parts)
    for part in parts:
        place = PurePosixPath(part.filename)
        odd |= place.is_absolute() or ".." in place.parts or bool({"\\", ":", "\0"} & set(part.orig_filename))
        odd |= stat.S_ISLNK(part.external_attr >> 16) or bool(part.flag_bits & 1)
        odd |= part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if odd:
        raise Unreadable(_("El archivo no está hecho como lo guarda una hoja de cálculo. Ábralo en su programa, guárdelo otra vez como .xlsx y vuelva a subirlo."))


def _refuse_bombs(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > MOST_RATIO):
        _too_much()


def _sheets_of(package: zipfile.ZipFile) -> frozenset[str]:
    """The parts that are declared as sheets, and as nothing else: only they are read row by row, whatever the name of their folder."""
    if KINDS not in package.namelist():
        return frozenset()
    kinds = package.getinfo(KINDS)
    if kinds.file_size > MOST_OF_A_SMALL_PART:
        _too_much()
    _look_into_part(package, kinds, frozenset())
    try:
        declared = [node.attrib for node in ElementTree.fromstring(package.read(kinds)) if "PartName" in node.attrib]  # noqa: S314  # looked into
    except ElementTree.ParseError:
        return frozenset()
    times = Counter(one["PartName"].lower() for one in declared)
    return frozenset(one["PartName"][1:].lower() for one in declared if one.get("ContentType") == A_SHEET and times[one["PartName"].lower()] == 1)


def _refuse_large_parts(parts: list[zipfile.ZipInfo], sheets: frozenset[str]) -> None:
    for part in parts:
        name = part.filename.lower()
        most = MOST_IN_MEMORY.get(PurePosixPath(name).stem, MOST_OF_A_SMALL_PART)
        if name.endswith(LOOKED_INTO) and name not in sheets and part.file_size > most:
            _too_much()


def _too_much() -> None:
    raise Unreadable(_("La hoja ocupa demasiado al abrirla. Copie solo las filas y columnas que quiere traer en una hoja nueva y guárdela."))


def _look_into_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, sheets: frozenset[str]) -> None:
    """Read the part once as bytes. XML whose first byte is «<» and that has no zero byte (UTF-16 may come without its mark) shows its
    definitions as plain bytes, whatever letters it declares."""
    rows = since_row = texts = 0
    shared = part.filename.lower().endswith("sharedstrings.xml")
    is_sheet = part.filename.lower() in sheets or "worksheets/" in part.filename.lower()
    before = b""
    with package.open(part) as stream:
        while piece := stream.read(PIECE):
            if not before and not piece.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
                _defines()
            seen = before + piece
            if b"\0" in piece or b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                _defines()
            before = seen[-16:]
            texts += len(_TEXT.findall(piece)) if shared else 0
            last = 0
            for found in _ROW.finditer(piece):
                rows, since_row, last = rows + 1, 0, found.start()
            since_row += len(piece) - last
            if texts > MOST_TEXTS or (is_sheet and (rows > MOST_ROWS or since_row > LONGEST_ROW)):
                _too_much()


def _defines() -> None:
    raise Unreadable(_("El archivo contiene instrucciones que una hoja de cálculo no lleva. Vuelva a guardarlo como .xlsx desde su programa."))


def _refuse_other_packages(package: zipfile.ZipFile) -> None:
    parts = set(package.namelist())
    kinds = package.read("[Content_Types].xml") if "[Content_Types].xml" in parts else b""
    if any(name.lower().endswith((".bin",)) and "vba" in name.lower() for name in parts) or b"macroEnabled" in kinds:
        raise Unreadable(_("La hoja lleva macros (.xlsm) y por seguridad no se abre. Guárdela como .xlsx, sin macros."))
    if "xl/workbook.xml" in parts:
        return
    if "word/document.xml" in parts:
        raise Unreadable(_("Esto es un documento de Word. Copie la tabla en una hoja de cálculo y guárdela como .xlsx o CSV."))
    if "mimetype" in parts and b"opendocument" in package.open("mimetype").read(80):
        raise Unreadable(_("Esto es un archivo de LibreOffice (.ods). Guárdelo como .xlsx o como CSV y vuelva a elegirlo."))
    raise Unreadable(_("Esto es un archivo comprimido, no una hoja. Descomprímalo y elija la hoja .xlsx o .csv que lleva dentro."))
