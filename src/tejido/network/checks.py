"""Deny by default at the start: no address, field or form without a line in the catalogues; no line without what it speaks of."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error

from tejido.core.routes import PUBLIC, SIGNED_IN, SIGNING_IN, check_routes, routes
from tejido.network.activities import PURPOSES, RETENTIONS
from tejido.network.catalogue import CLASSES, EVERYBODY, SELF, Kept, catalogue, written
from tejido.network.form_fields import foreign_boxes, forms_of_ours, name_of
from tejido.network.roles import CAPABILITIES, roles_with

HINT = "Say in network/catalogue.toml what it holds, why, for how long, who reads it and who writes it."


def routes_are_classified(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """Runs at every start (`tejido serve` and each command): an unclassified URL is an Error."""
    problems = check_routes(frozenset({PUBLIC, SIGNED_IN, SIGNING_IN}) | frozenset(CAPABILITIES))
    problems += [Error(f"No role grants {capability!r}.", id="tejido.E003") for capability in CAPABILITIES if not roles_with(capability)]
    return problems


def fields_are_classified(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """One Error for each field of each model, of the libraries too, that nobody classified; and for each line that fits nothing."""
    models = apps.get_models(include_auto_created=True)
    problems: list[CheckMessage] = [Error(text, hint=HINT, id="tejido.E004") for model in models for text in unclassified(model)]
    labels = {model._meta.label: {column.name for column in model._meta.concrete_fields} for model in models}
    for label, line in catalogue().items():
        if label in labels:
            problems += [Error(f"{label}: {text}", id="tejido.E005") for text in out_of_place(line, labels[label])]
    return problems


def unclassified(model: Any) -> Iterator[str]:
    known = catalogue().get(model._meta.label)
    if known is None:
        yield f"{model._meta.label} is not in the catalogue."
        return
    for column in model._meta.concrete_fields:
        if column.name not in known.classes:
            yield f"{model._meta.label}.{column.name} has no data class."


def out_of_place(line: Kept, present: set[str]) -> Iterator[str]:
    """What the entry of a model says that is not so."""
    every = {name for names in written()["every"].values() for name in names.split()}
    yield from (f"there is no field {name!r}." for name in line.classes if name not in present | every)
    yield from (f"read by {name!r}, neither a field nor a class." for name in line.read if name not in {*present, *CLASSES})
    yield from (f"{name!r} is written and not a field." for name in line.written_by if name not in present)
    known = {*CAPABILITIES, SELF, EVERYBODY}
    asked = {capability for capabilities in (*line.read.values(), *line.written_by.values()) for capability in capabilities}
    yield from (f"{capability!r} is no capability." for capability in asked - known)
    if line.purpose not in PURPOSES or line.retention not in RETENTIONS:
        yield f"purpose {line.purpose!r} or retention {line.retention!r} has no words in network/activities.py."
    if twice := {name for name in line.classes if sum(name in written()[line.label].get(kind, "").split() for kind in CLASSES) > 1}:
        yield f"classified twice: {sorted(twice)}."


def forms_are_classified(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """One Error for each form that the catalogue does not know, and for each box that nobody may write there."""
    list(routes())  # the addresses load every form
    problems: list[CheckMessage] = []
    for form in forms_of_ours():
        if name_of(form) not in written()["forms"]:
            problems.append(Error(f"The form {name_of(form)} is not in the catalogue.", hint=HINT, id="tejido.E006"))
        elif foreign := foreign_boxes(form):
            problems.append(Error(f"The form {name_of(form)} carries {foreign}, which nobody may write there.", hint=HINT, id="tejido.E006"))
    return problems
