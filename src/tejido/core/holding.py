"""Under whose key a row is sealed, and holding that person while it is written, so that a rotation cannot pass in between."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.transaction import TransactionManagementError

from tejido.core import keys


class Holder(NamedTuple):
    """Whose key seals a row, read in the transaction that writes."""

    organisation: int
    key: keys.PersonKey


_held: ContextVar[Mapping[int, Holder] | None] = ContextVar("holders", default=None)


@contextmanager
def holding(holders: Mapping[int, Holder]) -> Iterator[None]:
    """Within the block these persons (by primary key) are already locked and their keys known: for writers of many rows."""
    token = _held.set(holders)
    try:
        yield
    finally:
        _held.reset(token)


def lock_holders(model: Any, persons: Iterable[int]) -> dict[int, Holder]:
    """Hold these persons against a rotation of their keys until the transaction ends, and read their current keys."""
    if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
        raise TransactionManagementError("Sealed values are written within a transaction: a key must not be renewed in between.")
    rows = model._base_manager.filter(pk__in=list(persons)).order_by("pk").select_for_update(no_key=True)
    return with_keys(rows.values_list("pk", "code", "organisation_id"))


def with_keys(rows: Iterable[tuple[int, str, int]]) -> dict[int, Holder]:
    """(primary key, code, organisation) of persons → their holders; keys are made where there are none."""
    found = list(rows)
    current: dict[str, keys.PersonKey] = {}
    for organisation in {organisation for _pk, _code, organisation in found}:
        current |= keys.make_person_keys(organisation, [code for _pk, code, where in found if where == organisation])
    return {pk: Holder(organisation, current[code]) for pk, code, organisation in found}


def holder_of(row: Any, by: str) -> Holder:
    """The holder of a row that is being saved; asked once for all of its fields."""
    link = row._meta.get_field(by)
    person = getattr(row, link.attname)
    known = (_held.get() or {}).get(person) or getattr(row._state, "holder", None)
    if known is None:
        found = lock_holders(link.related_model, [person])
        if person not in found:
            raise keys.Unreadable(f"nobody to seal {row._meta.label} for")
        known = row._state.holder = found[person]
    if row.organisation_id is not None and row.organisation_id != known.organisation:
        raise keys.Unreadable(f"{row._meta.label} belongs to another organisation than its person")
    return known


def let_go(sender: Any, instance: models.Model, **_rest: Any) -> None:
    instance._state.__dict__.pop("holder", None)
