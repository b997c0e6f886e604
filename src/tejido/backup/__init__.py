"""Backups that can be trusted: whole, sealed, drilled, and of no use to whoever steals one (docs/decisions/0017-backups.md)."""


class BackupRefused(Exception):
    """What was asked cannot be done safely. The message says what is wrong and what to do."""


class Damaged(BackupRefused):
    """The archive is not what was written, or this is not the key that it was sealed with."""
