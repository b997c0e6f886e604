"""Every cell of a register is read and compared with what is known, before anything is written."""

from tejido.interop.checking.check import BadRow, Checked, Checker
from tejido.interop.checking.facts import Facts
from tejido.interop.checking.ground import Ground

__all__ = ["BadRow", "Checked", "Checker", "Facts", "Ground"]
