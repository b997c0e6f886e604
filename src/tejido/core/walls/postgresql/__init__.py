"""The wall in PostgreSQL."""
