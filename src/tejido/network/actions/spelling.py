"""What an edit changed, and the slug of a new name."""

from typing import Any

from django.db import models
from django.utils.text import slugify


def apply_changes(row: models.Model, facts: dict[str, Any]) -> list[str]:
    """Set those of `facts` that differ from the row; return their names, for the trail."""
    changed = [name for name, value in facts.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, facts[name])
    return changed


def free_slug(model: type[models.Model], name: str) -> str:
    """A slug made from the name, numbered if another row has it already."""
    stem = slugify(name)[:44] or "red"
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
