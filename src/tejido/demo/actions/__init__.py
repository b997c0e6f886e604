"""The two verbs of the demonstration."""

from tejido.demo.actions.removing import remove_demo

__all__ = ["remove_demo"]
