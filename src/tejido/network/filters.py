"""What a list may be filtered, searched and ordered by: only fields that the catalogue opens to the capabilities at hand.

Comparing is reading: whoever may filter by a closed field can guess it word by word. A filter that is not open counts as nonsense.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.constants import LOOKUP_SEP

from tejido.network.catalogue import readable_with


def opens(held: Iterable[str], model: Any, path: str) -> bool:
    """Do these capabilities open the field, and each one on the way to it (`name`, `region__name`, `at__date__gte`)?"""
    for name in path.split(LOOKUP_SEP):
        column = model._meta.get_field(name)
        if column.concrete and not readable_with(held, model, [name]):
            return False
        related = column.related_model
        if related is None:  # what follows compares this field
            return True
        model = related
    return True


def matching(held: Iterable[str], model: Any, words: str, **lookups: str) -> Q:
    """Free words in the open ones of these fields, given as `field="icontains"`."""
    found = Q(pk__in=[])
    for path, lookup in lookups.items():
        if opens(held, model, path):
            found |= Q(**{f"{path}{LOOKUP_SEP}{lookup}": words})
    return found


def filterable(held: Iterable[str], model: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Those filters with a value whose field is open."""
    return {path: value for path, value in wanted.items() if value and opens(held, model, path)}
