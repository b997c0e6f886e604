"""What every field is, why it is kept and who may read or write it: the one catalogue (`catalogue.toml`), joined to the roles.

Guards, forms, filters, export columns, the page «Quién ve qué», the record of processing and the test matrix all ask here, so that
none of them can know better than the others.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tejido.network.roles import ROLES, Role

PUBLIC, INTERNAL, IDENTIFYING, SPECIAL, SECRET = CLASSES = ("public", "internal", "identifying", "special", "secret")
SELF, EVERYBODY, EVERYWHERE = "self", "everybody", "everywhere"
OPEN_TO_ALL_STAFF = {EVERYBODY, "network.read"}  # a network has no secret members: what these open, they open at every place
NOT_MODELS = {"every", "forms"}
KEPT_IN = Path(__file__).with_name("catalogue.toml")


class NotClassified(LookupError):
    """A field that the catalogue does not know: whatever asked for it stops."""


@dataclass(frozen=True)
class Kept:
    """One model: the class of each field, and who reads and writes it."""

    label: str
    purpose: str
    retention: str
    owner: str
    subjects: tuple[str, ...]
    source: tuple[str, ...]
    classes: dict[str, str]
    read: dict[str, frozenset[str]] = field(default_factory=dict)
    written_by: dict[str, frozenset[str]] = field(default_factory=dict)

    def class_of(self, name: str) -> str:
        try:
            return self.classes[name]
        except KeyError:
            raise NotClassified(f"{self.label}.{name} has no data class in network/catalogue.toml.") from None

    def readers(self, name: str) -> frozenset[str]:
        """Capabilities that open this field; none for a secret, whatever the file says."""
        kind = self.class_of(name)
        return frozenset() if kind == SECRET else self.read.get(name, self.read.get(kind, frozenset()))

    def writers(self, name: str) -> frozenset[str]:
        """Capabilities with which a form may carry this field."""
        self.class_of(name)
        return self.written_by.get(name, frozenset())


def entry(label: str, line: dict[str, Any], every: dict[str, str]) -> Kept:
    classes = dict(every)
    for kind in CLASSES:
        classes.update(dict.fromkeys(line.get(kind, "").split(), kind))
    written_by: dict[str, set[str]] = {}
    for capability, names in line.get("write", {}).items():
        for name in names.split():
            written_by.setdefault(name, set()).add(capability)
    return Kept(
        label, line["purpose"], line["retention"], line["owner"], tuple(line["subjects"].split()), tuple(line["source"].split()), classes,
        {name: frozenset(capabilities.split()) for name, capabilities in line.get("read", {}).items()},
        {name: frozenset(capabilities) for name, capabilities in written_by.items()},
    )  # fmt: skip


@cache
def written() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads(KEPT_IN.read_text(encoding="utf-8"))


@cache
def catalogue() -> dict[str, Kept]:
    """Model label → what is known of it."""
    every = {name: kind for kind, names in written()["every"].items() for name in names.split()}
    return {label: entry(label, line, every) for label, line in written().items() if label not in NOT_MODELS}


def kept(model: Any) -> Kept:
    """The entry of a model: its class, an instance or its label."""
    label = model if isinstance(model, str) else model._meta.label
    try:
        return catalogue()[label]
    except KeyError:
        raise NotClassified(f"{label} is not in network/catalogue.toml.") from None


def data_class(model: Any, name: str) -> str:
    return kept(model).class_of(name)


def reach(role: str | Role, model: Any, name: str) -> str:
    """How far a role reads this field: "" (nowhere), "self" (what is about oneself), the kind of place where the role is held, or everywhere."""
    held = ROLES[role] if isinstance(role, str) else role
    readers = kept(model).readers(name)
    opened = readers & (held.capabilities | {EVERYBODY})
    if opened & OPEN_TO_ALL_STAFF:
        return EVERYWHERE
    if any(not capability.startswith("own.") for capability in opened):
        return held.place
    return SELF if SELF in readers or readers & held.capabilities else ""


def may_see(role: str | Role, model: Any, name: str) -> bool:
    """Whether some row of this field is ever readable to the role; which rows, the doors say."""
    return reach(role, model, name) != ""


def may_write(role: str | Role, model: Any, name: str) -> bool:
    """Whether a form of this role may carry the field."""
    held = ROLES[role] if isinstance(role, str) else role
    writers = kept(model).writers(name)
    return SELF in writers or bool(writers & held.capabilities)


def readable_with(capabilities: Iterable[str], model: Any, names: Iterable[str]) -> list[str]:
    """Those of `names` that these capabilities open: for filters, order, search and columns. An unknown name is an error of ours."""
    held = frozenset(capabilities) | {EVERYBODY}
    return [name for name in names if kept(model).readers(name) & held]


def fields() -> Iterator[tuple[Kept, str, str]]:
    """Every (model, field, class) of the catalogue that the model really has."""
    from django.apps import apps

    for model in apps.get_models(include_auto_created=True):
        known = kept(model)
        for column in model._meta.concrete_fields:
            yield known, column.name, known.class_of(column.name)
