"""The wall in SQLite."""
