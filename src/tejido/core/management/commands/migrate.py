"""`migrate` as the owner of the tables, each migration whole (`core.whole_migrations`); the walls are raised at its end (`core.walls.raising`)."""

from typing import Any

from django.core.management.commands import migrate
from django.core.management.commands.migrate import Command as DjangosCommand
from django.db import connections

from tejido.core.walls.owner import as_owner
from tejido.core.whole_migrations import WholeMigrations

migrate.MigrationExecutor = WholeMigrations  # type: ignore[attr-defined]  # the command names its executor in no other way


class Command(DjangosCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner(connections[options["database"]]):
            super().handle(*args, **options)

    def check(self, *args: Any, **options: Any) -> None:
        """Without the checks of the database: what they would miss is what this command is about to make."""
        super().check(*args, **{**options, "databases": None})
