"""Steps that migrations of several apps share."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q

from tejido.core.holding import holding, lock_holders

CHUNK = 500


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


def seal_from_plain(app: str, model: str, names: Sequence[str], marks: Sequence[str] = ()) -> Callable[[Any, Any], None]:
    """A migration step: seal what `<name>_plain` holds into the sealed column `<name>`, some hundred rows at a time."""

    def seal(apps: Any, editor: Any) -> None:
        rows = apps.get_model(app, model)
        last, said = 0, Q()
        for name in names:
            said |= Q(**{f"{name}_plain__isnull": False})
        while some := list(rows.objects.filter(said, pk__gt=last).order_by("pk")[:CHUNK]):
            with holding(lock_holders(apps.get_model("people", "Person"), {row.person_id for row in some})):
                for row in some:
                    for name in names:
                        setattr(row, name, getattr(row, f"{name}_plain"))
                    row.save(update_fields=[*names, *marks])
            last = some[-1].pk
        if editor.connection.vendor == "postgresql":
            editor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return seal
