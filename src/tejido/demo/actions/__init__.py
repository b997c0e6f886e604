"""The two verbs of the demonstration."""

from tejido.demo.actions.loading import AlreadyLoaded, RealDataHere, load_demo
from tejido.demo.actions.removing import remove_demo

__all__ = ["AlreadyLoaded", "RealDataHere", "load_demo", "remove_demo"]
