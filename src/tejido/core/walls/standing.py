"""Which tables stand behind the wall, and which links between them may not cross organisations: read from the models."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

ORGANISATION = "network.Organisation"


@dataclass(frozen=True)
class Wall:
    """How a model stands behind the wall; a model says it by an attribute `wall`, and this is what holds when it says nothing.

    Rows of no organisation belong to a network: doors guard them.
    """

    column: str = "organisation_id"
    affairs: bool = False  # also within reach of `Scope.affairs`: who coordinates a network names the direction of its members
    account: str = ""  # column with the account that may read its own row
    published: str = ""  # column that, once filled, lets everybody read the row
    by_code: bool = False  # the column holds the code of a place: an organisation's lines are walled, a network's are not


@dataclass(frozen=True)
class Outside:
    """A model with an organisation that stands before the wall, and why."""

    reason: str


@dataclass(frozen=True)
class Walled:
    model: type[models.Model]
    wall: Wall

    @property
    def table(self) -> str:
        return self.model._meta.db_table


@dataclass(frozen=True)
class Link:
    """A foreign key from a walled table to another: both rows must be of the same organisation."""

    table: str
    column: str
    target: str
    target_key: str


def organisation_field(model: type[models.Model]) -> Any:
    fields: Any = model._meta.concrete_fields
    for field in fields:
        if field.name == "organisation" and field.is_relation and field.related_model._meta.label == ORGANISATION:
            return field
    return None


@cache
def walled() -> tuple[Walled, ...]:
    """Every table behind the wall."""
    found = []
    for model in apps.get_models():
        said = getattr(model, "wall", None)
        if isinstance(said, Wall) or (organisation_field(model) and not isinstance(said, Outside)):
            found.append(Walled(model, said or Wall()))
    return tuple(sorted(found, key=lambda one: one.table))


@cache
def tables() -> frozenset[str]:
    return frozenset(one.table for one in walled())


def outside() -> dict[str, str]:
    """Models with an organisation that are not walled, and the reason of each."""
    said = {model._meta.label: getattr(model, "wall", None) for model in apps.get_models()}
    return {label: wall.reason for label, wall in said.items() if isinstance(wall, Outside)}


@cache
def links() -> tuple[Link, ...]:
    """Every foreign key between two tables with an organisation."""
    held = {one.model: one.table for one in walled() if organisation_field(one.model)}
    return tuple(_links(held))


def _links(held: dict[type[models.Model], str]) -> Iterator[Link]:
    for model, table in held.items():
        fields: Any = model._meta.concrete_fields
        for field in fields:
            if field.related_model in held:
                yield Link(table, field.column, held[field.related_model], field.target_field.column)
