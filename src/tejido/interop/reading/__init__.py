"""Tables as they come: CSV in any usual encoding, or XLSX; read as a stream of rows of text, whatever their number."""

from tejido.core.ingest import Unreadable
from tejido.interop.reading.guess import guess_reading
from tejido.interop.reading.table import Reading, Row, read_rows

__all__ = ["Reading", "Row", "Unreadable", "guess_reading", "read_rows"]
