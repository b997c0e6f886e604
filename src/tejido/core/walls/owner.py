"""Two roles of PostgreSQL: the owner makes and changes the tables; the role that serves may only read and write rows.

Row-level security binds neither a superuser nor a role with BYPASSRLS, and the owner of a table could take it down: so Tejido serves
as a third. Without TEJIDO_DATABASE_OWNER_URL one role does both, and `tejido check` says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

_KEPT = ("USER", "PASSWORD", "HOST", "PORT")


def has_owner() -> bool:
    return bool(settings.DATABASE_OWNER)


def serving_role() -> str:
    """The role that Tejido serves as."""
    return str(settings.DATABASE_ROLE)


@contextmanager
def as_owner(connection: Any) -> Iterator[None]:
    """Run the block on a connection of the owner, where one is named. Never inside a transaction."""
    if connection.vendor != "postgresql" or not has_owner():
        yield
        return
    serving = {key: connection.settings_dict[key] for key in _KEPT}
    connection.close()
    owner: Any = settings.DATABASE_OWNER
    connection.settings_dict.update({key: owner[key] for key in _KEPT})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(serving)
