"""Tejido: the platform of a network of associations for mental health."""

__version__ = "0.1.0"
