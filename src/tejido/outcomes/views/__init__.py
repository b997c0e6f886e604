"""The screens of outcomes."""
