"""Which letters do the bytes stand for? UTF-8 and its marks first; then the code pages of the offices of these countries."""

import codecs
from pathlib import Path

from django.utils.translation import gettext as _

from tejido.core.ingest.refusal import Unreadable

SAMPLE = 256_000
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp1250", "iso-8859-2", "mac-roman", "cp850")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def guess_encoding(path: Path) -> str:
    """The encoding of a text file, checked against all of its bytes."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return _checked(path, encoding)
    if wide := _without_mark(sample):
        return _checked(path, wide)
    if b"\0" in sample:
        raise Unreadable(_("El archivo no es texto o está dañado: contiene bytes vacíos. Ábralo en la hoja de cálculo y guárdelo como CSV UTF-8 o .xlsx."))
    broken_at = _first_broken_byte(path, "utf-8")
    if broken_at is None:
        return "utf-8"
    return _code_page(path, sample, broken_at)


def _without_mark(sample: bytes) -> str:
    """UTF-16 without its mark: every second byte of Latin text is zero."""
    head = sample[:4000]
    if len(head) < 4:
        return ""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) * 0.35 and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.35 and odd < even / 10 else ""


def _first_broken_byte(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(1_000_000)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as problem:
                return max(0, done + problem.start)
            if not piece:
                return None
            done += len(piece)


def _checked(path: Path, encoding: str) -> str:
    if _first_broken_byte(path, encoding) is not None:
        raise Unreadable(_broken(None))
    return encoding


def _broken(line: int | None) -> str:
    where = _("cerca de la línea %(line)d ") % {"line": line} if line else ""
    return _(
        "Las letras del archivo están dañadas: %(where)shay signos que no se pueden leer. Ábralo en la hoja de cálculo, corrija esas letras y guárdelo como «CSV UTF-8» o .xlsx."
    ) % {"where": where}


def _code_page(path: Path, sample: bytes, broken_at: int) -> str:
    """Not UTF-8. A file that is UTF-8 nearly everywhere is a broken one, not a code page: guessing would spoil its letters."""
    loose = sample.decode("utf-8", errors="replace")
    well, badly = sum(ord(c) > 127 and c != "\ufffd" for c in loose), loose.count("\ufffd")
    if well > badly:
        with path.open("rb") as file:
            raise Unreadable(_broken(file.read(broken_at + 1).count(b"\n") + 1))
    from charset_normalizer import from_bytes  # imported late: few files come this way

    best = from_bytes(sample, cp_isolation=["cp1252", "cp1250", "mac_roman", "cp850"]).best()
    guessed = {"cp1250": "cp1250", "mac_roman": "mac-roman", "cp850": "cp850"}.get(best.encoding if best else "", "cp1252")
    if guessed == "cp1250" and not any(letter in sample.decode("cp1250", "replace") for letter in "őűŐŰ"):
        guessed = "cp1252"  # the two differ in few letters; without ő or ű the western page is the likelier
    return guessed if _first_broken_byte(path, guessed) is None else "latin-1"
