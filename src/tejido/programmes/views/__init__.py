"""The screens of programmes."""
