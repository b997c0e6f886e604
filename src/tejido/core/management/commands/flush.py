"""`flush` as the owner of the tables: the role that serves may not empty them."""

from typing import Any

from django.core.management.commands.flush import Command as DjangosCommand
from django.db import connections

from tejido.core import append_only
from tejido.core.scope import everywhere
from tejido.core.walls.owner import as_owner


class Command(DjangosCommand):
    def handle(self, **options: Any) -> None:
        with as_owner(connections[options["database"]]), everywhere("every table is emptied"):
            append_only.lift(options["database"])
            super().handle(**options)
            append_only.lay(options["database"])
