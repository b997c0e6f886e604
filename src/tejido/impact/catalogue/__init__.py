"""Capabilities: every method a plan may ask for, with what it takes, what it may not do and where it comes from.

Whatever is asked beyond this is refused with the reason and with what would be possible.
"""

from tejido.impact.catalogue import effects, groups, organisations, persons, times
from tejido.impact.catalogue.nouns import (
    NONE,
    OPTIONAL,
    ORGANISATIONS,
    PERIODS,
    PERSON,
    REQUIRED,
    SHAPES,
    TWO_GROUPS,
    WAVES,
    Method,
    Option,
)

__all__ = [
    "CATALOGUE",
    "NONE",
    "OPTIONAL",
    "ORGANISATIONS",
    "PERIODS",
    "PERSON",
    "REQUIRED",
    "SHAPES",
    "TWO_GROUPS",
    "WAVES",
    "Method",
    "Option",
]

CATALOGUE: dict[str, Method] = {
    method.name: method for family in (groups, times, effects, organisations, persons) for method in family.METHODS
}
