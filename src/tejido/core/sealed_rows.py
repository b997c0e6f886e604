"""Many rows with sealed values at once: closing, opening, and knowing which models have some."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models

from tejido.core import keys
from tejido.core.holding import Holder
from tejido.core.models import TrailHead
from tejido.core.scope import everywhere
from tejido.core.sealed import Mark, Sealed
from tejido.core.sealing import Closed, close, mark_of, normal, place_of

Row = TypeVar("Row", bound=models.Model)
CHUNK = 2000


class Closing:
    """Seals the values of many rows at once, for the bulk verbs that write tuples (`core.bulk`). Call it within the transaction."""

    def __init__(self, model: type[models.Model], holders: Mapping[int, Holder]) -> None:
        self.label, self.holders = model._meta.label, holders
        self.kinds = {name: field.kind for name, field in sealed_fields(model).items()}
        self._current: dict[int, tuple[int, bytes]] = {}

    def value(self, name: str, person: int, row: Any, value: Any) -> Closed | None:
        """`row`: the code of the row, or its primary key where it has none."""
        if value in ("", None):
            return None
        holder = self.holders[person]
        return close(holder.key, value, place_of(holder.organisation, f"{self.label}.{name}", row, person))

    def mark(self, name: str, person: int, value: str) -> str:
        text = normal(self.kinds[name], value)
        if not text:
            return ""
        organisation = self.holders[person].organisation
        if organisation not in self._current:
            self._current[organisation] = keys.organisation_keys(organisation)[0]
        return mark_of(self._current[organisation], f"{self.label}.{name}", text)


def at_hand(rows: Iterable[Row]) -> list[Row]:
    """These rows, with the keys of all their sealed values fetched from the ring in one go. Those of persons who left and whose keys were
    destroyed (they come back with an old copy of the database) are left out: nobody can read them."""
    found = list(rows)
    if not found:
        return found
    names = [field.attname for field in sealed_fields(type(found[0])).values()]
    numbers = {id(row): {value.key_id for name in names if isinstance(value := row.__dict__.get(name), Closed)} for row in found}
    wanted = set().union(*numbers.values())
    lost = {number for number in wanted - keys.person_keys_by_id(wanted).keys() if keys.is_shredded(number)}
    return [row for row in found if not numbers[id(row)] & lost]


def read_through(rows: models.QuerySet[Row], most: int) -> Iterator[Row]:
    """The newest `most` rows of a query for comparing them in memory, some thousand keys at a time."""
    found = iter(rows.order_by("-pk")[:most].iterator(chunk_size=CHUNK))
    while some := list(islice(found, CHUNK)):
        yield from at_hand(some)


def sealed_fields(model: type[models.Model]) -> dict[str, Sealed]:
    return {field.name: field for field in model._meta.concrete_fields if isinstance(field, Sealed)}


def mark_fields(model: type[models.Model]) -> dict[str, Mark]:
    return {field.name: field for field in model._meta.concrete_fields if isinstance(field, Mark)}


def sealed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if sealed_fields(model)]


def anything_sealed() -> bool:
    """Does the database hold what only the keys of its ring open or prove? Then a new one would only hide that the right one is lost.

    The trail of a place has a head from its first line on, which is written before anybody of that place seals a second factor or a file. The
    system's own trail begins with the tables and proves nothing.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with everywhere("is there anything sealed in this database?"), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if TrailHead._meta.db_table in tables and TrailHead.objects.exclude(place="").exists():
            return True
        columns = [(model._meta.db_table, str(field.column)) for model in sealed_models() for field in sealed_fields(model).values()]
        return any(_holds_bytes(connection, cursor, table, column) for table, column in columns if table in tables)


def _holds_bytes(connection: Any, cursor: Any, table: str, column: str) -> bool:
    """A sealed value in this column, if an earlier version had it at all."""
    if column not in {there.name for there in connection.introspection.get_table_description(cursor, table)}:
        return False
    quote = connection.ops.quote_name
    cursor.execute(f"SELECT {quote(column)} FROM {quote(table)} WHERE {quote(column)} IS NOT NULL LIMIT 1")  # noqa: S608  # names of models
    found = cursor.fetchone()
    return bool(found) and isinstance(found[0], bytes | memoryview)
