"""What reaches a person: found in the models themselves, so that a new table cannot be forgotten (`tests/test_graph.py`).

A model reaches a person when a chain of foreign keys leads from it to the record, or to the account that opens it. What reaches by
other ways (a pseudonym in a text column, the cells of a spreadsheet) is named here, or the catalogue says that it is about persons.
"""

from typing import Any

from django.apps import apps
from django.db import models

from tejido.network.catalogue import IDENTIFYING, SPECIAL, fields

PERSON, ACCOUNT = "people.Person", "accounts.User"
# Columns without a foreign key that hold a pseudonym, a name or an address of a person.
LOOSE: dict[str, str] = {
    "core.AuditEntry": "person, persons, actor",
    "core.OutgoingMail": "recipient",
    "interop.ImportRow": "cells",
    "interop.Import": "file",
    "privacy.Erasure": "person_code",
    "sessions.Session": "session_data",
}


def reaching(top: str) -> dict[str, str]:
    """Model label → path of foreign keys to `top`, for every model from which one leads there, however far."""
    paths: dict[str, str] = {}
    frontier = {apps.get_model(top): ""}
    while frontier:
        further: dict[Any, str] = {}
        for model, path in frontier.items():
            for child, field in _pointing_at(model):
                label = child._meta.label
                if label not in paths and label not in (PERSON, ACCOUNT):
                    paths[label] = further[child] = f"{field}__{path}" if path else field
        frontier = further
    return paths


def _pointing_at(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    relations = [r for r in model._meta.get_fields(include_hidden=True) if (r.one_to_many or r.one_to_one) and r.auto_created and not r.concrete]
    return [(relation.related_model, relation.field.name) for relation in relations]  # type: ignore[union-attr,misc]


def said_to_be_about_persons() -> set[str]:
    """Models of which the catalogue says that they hold something identifying or special about persons: it must classify every field."""
    return {known.label for known, _name, kind in fields() if kind in {IDENTIFYING, SPECIAL} and "persons" in known.subjects}


def reached_by_any_way() -> set[str]:
    """Every model that must be covered by export and erasure, or say why not (`kinds.py`)."""
    return {PERSON, ACCOUNT, *reaching(PERSON), *reaching(ACCOUNT), *LOOSE, *said_to_be_about_persons()}
