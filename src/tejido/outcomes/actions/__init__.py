"""The verbs of outcomes."""
