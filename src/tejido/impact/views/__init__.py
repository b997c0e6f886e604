"""Screens of evidence, by noun."""
