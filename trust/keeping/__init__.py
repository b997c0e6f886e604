"""Backups of a working installation, what comes back of them, and migrations that are killed."""
