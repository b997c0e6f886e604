"""The only way in for files: what kind a file really is, its rows of text within fixed limits, and YAML without its traps.

Only tables (CSV, XLSX) and small YAML texts come in today; every other kind is refused with what to do instead. Nothing is
unpacked to the disk, no name from outside becomes a name on the disk, no formula is computed, no address in a file is followed.
"""

from tejido.core.ingest.encoding import ENCODINGS, guess_encoding
from tejido.core.ingest.gaps import EMPTY, EMPTY_WORDS
from tejido.core.ingest.kinds import MOST_BYTES, kind_of
from tejido.core.ingest.letters import composed
from tejido.core.ingest.lines import MOST_ROWS, csv_rows
from tejido.core.ingest.names import shown_name, stored_name
from tejido.core.ingest.numerals import bare_number
from tejido.core.ingest.refusal import Unreadable
from tejido.core.ingest.separators import guess_separator
from tejido.core.ingest.sheets import sheet_names, sheet_rows
from tejido.core.ingest.yaml_text import read_yaml
from tejido.core.ingest.yes_no import NO, YES, yes_or_no

__all__ = [
    "EMPTY", "EMPTY_WORDS", "ENCODINGS", "MOST_BYTES", "MOST_ROWS", "NO", "YES", "Unreadable", "bare_number", "composed", "csv_rows", "guess_encoding", "guess_separator",
    "kind_of", "read_yaml", "sheet_names", "sheet_rows", "shown_name", "stored_name", "yes_or_no",
]  # fmt: skip
