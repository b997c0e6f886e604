"""Which boxes a form may carry: fields that the catalogue lets somebody write (or, in a filter, read), and what it only asks."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.forms.forms import BaseForm

from tejido.network.catalogue import SECRET, Kept, kept, written

ALWAYS = "version"  # the version that was on screen
BASES = {"Versioned", "VersionedForm"}


def forms_of_ours(top: type = BaseForm) -> Iterator[type]:
    """Every form of Tejido that is loaded; the addresses load all of them."""
    for form in top.__subclasses__():
        if form.__module__.startswith("tejido.") and ".tests" not in form.__module__ and form.__name__ not in BASES:
            yield form
        yield from forms_of_ours(form)


def name_of(form: Any) -> str:
    """As the catalogue calls it: app and class."""
    made = form if isinstance(form, type) else type(form)
    return f"{made.__module__.split('.')[1]}.{made.__name__}"


def foreign_boxes(form: Any, names: Iterable[str] | None = None) -> list[str]:
    """Boxes of a form (class, or one that is on screen with the boxes made for it) that the catalogue does not allow there."""
    line = written()["forms"].get(name_of(form))
    present = list(names if names is not None else getattr(form, "fields", form.base_fields))
    if line is None:
        return present
    asked = [ALWAYS, *line.get("asks", "").split()]
    return [name for name in present if not any(fnmatchcase(name, pattern) for pattern in asked) and not carried(line, name)]


def carried(line: dict[str, str], name: str) -> bool:
    """Whether the form of this line may carry the field `name` of one of its models."""
    return any(written_or_read(kept(label), name, "writes" in line) for label in (line.get("writes") or line.get("filters", "")).split())


def written_or_read(known: Kept, name: str, writes: bool) -> bool:
    if name not in known.classes or known.class_of(name) == SECRET:
        return writes and bool(known.written_by.get(name))
    return bool(known.writers(name) if writes else known.readers(name))
