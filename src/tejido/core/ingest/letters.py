"""Signs that nobody typed and nobody sees: they break databases, logs and lines, or make a text read backwards; and accents apart."""

from unicodedata import is_normalized, normalize

KEPT = "\t\n\r"
_UNSEEN = [chr(n) for n in (*range(0x20), 0x7F, *range(0x80, 0xA0)) if chr(n) not in KEPT]
_TURNING = [chr(n) for n in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF)]
_GONE = dict.fromkeys(map(ord, [*_UNSEEN, *_TURNING]))


def plain(text: str) -> str:
    """The text without control characters and without marks that turn its direction."""
    return text if text.isprintable() else text.translate(_GONE)


def composed(text: str) -> str:
    """Each letter with its accent as one sign: some computers write them as two, and a word would not be equal to itself."""
    return text if text.isascii() or is_normalized("NFC", text) else normalize("NFC", text)
