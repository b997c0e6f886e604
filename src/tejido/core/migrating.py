"""Steps that migrations of several apps share."""

from collections.abc import Callable
from typing import Any


def organisation_from(app: str, model: str, by: str) -> Callable[[Any, Any], None]:
    """A migration step: give each row the organisation of the row it hangs on (see `core.belongs`)."""

    def fill(apps: Any, editor: Any) -> None:
        rows = apps.get_model(app, model)
        link = rows._meta.get_field(by)
        parent = link.related_model._meta
        quote = editor.quote_name
        table = quote(rows._meta.db_table)
        editor.execute(
            f"UPDATE {table} SET organisation_id = (SELECT up.organisation_id FROM {quote(parent.db_table)} up "  # noqa: S608  # names of models
            f"WHERE up.{quote(parent.pk.column)} = {table}.{quote(link.column)})"
        )
        if editor.connection.vendor == "postgresql":
            editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the table cannot be altered in the same transaction

    return fill
