"""The refusal of a file that cannot be read, with what to do about it."""

from tejido.core.refused import Refused


class Unreadable(Refused):
    """The file cannot be read as a table."""
