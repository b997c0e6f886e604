"""The outcome of a plan or of one estimate, read into one of the shapes of the catalogue."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.catalogue import SHAPES
from tejido.impact.spec.levels import level_text
from tejido.impact.spec.nouns import Derived, Outcome
from tejido.impact.spec.problems import Reader
from tejido.impact.spec.vocabulary import DIRECTIONS

Named = Callable[[Any, str, Sequence[str]], str]

KEYS = ("column", "time", "event", "start", "stop", "period", "exit", "cause", "censored", "count", "person_time", "state", "before", "after", "effect", "error")  # fmt: skip
#: Key → the kinds of column it may name; cause and censored are levels, not columns.
KINDS: dict[str, tuple[str, ...]] = dict.fromkeys(KEYS, ("number",)) | {
    "column": ("number", "yes_no"),
    "event": ("yes_no",),
    "exit": ("category", "number"),
    "state": ("category", "number"),
}
LEVELS = ("cause", "censored")
#: Shapes whose differences are in points of the outcome.
OF_POINTS = ("number", "before_after", "effects")
#: A yes that means much of the column asked about, or little of it.
MUCH, LITTLE = ("above", "at_least"), ("below", "at_most")
OPPOSITE = {"higher_is_better": "lower_is_better", "lower_is_better": "higher_is_better"}


def read_outcome(reader: Reader, named: Named, kinds: Mapping[str, str], value: Any, path: str) -> Outcome:
    """One column by its name alone, or a mapping with the keys of one shape."""
    given = {"column": value} if isinstance(value, str) else value
    parts = reader.mapping(given, path, (*KEYS, "label", "direction", "mid"))
    found = {
        key: level_text(parts[key]) if key in LEVELS else named(parts[key], f"{path}.{key}", KINDS[key]) for key in KEYS if key in parts
    }
    shape = _shape(found, kinds)
    if not shape:
        missing = "column" if not found else _nearest(set(found))
        reader.complain(
            f"{path}.{missing}" if not found else path, _("falta. Escriba esta clave y su valor.") if not found else _shapes_text()
        )
    direction = reader.choice(parts.get("direction"), f"{path}.direction", DIRECTIONS, "neutral")
    base: dict[str, Any] = dict.fromkeys(("column", "time", "event"), "") | found
    base["mid"] = _least_that_matters(reader, parts["mid"], shape, f"{path}.mid") if "mid" in parts else None
    return Outcome(label=reader.words(parts.get("label"), f"{path}.label"), direction=direction, shape=shape, **base)


def direction_after(mine: Outcome, whole: Outcome, derive: Sequence[Derived]) -> str:
    """What is wished for of an outcome of an estimate's own that says no direction: the plan's, where it is the plan's outcome or made of
    it alone. Of another column nobody said what is better."""
    if mine.cause != whole.cause:
        return "neutral"
    name, direction = mine.main, whole.direction
    made = {derived.name: derived for derived in derive}
    while name != whole.main:
        derived = made.pop(name, None)  # once each: a plan to be refused may name columns in a ring
        comparison = derived.condition.comparison if derived and derived.condition else ""
        if derived is None or not (derived.operation == "minus" or comparison in (*MUCH, *LITTLE)):
            return "neutral"
        name, direction = derived.columns[0], OPPOSITE.get(direction, direction) if comparison in LITTLE else direction
    return direction


def _least_that_matters(reader: Reader, value: Any, shape: str, path: str) -> float | None:
    """The minimal important difference, in points of the outcome: only a number has points."""
    if shape and shape not in OF_POINTS:
        reader.complain(path, _("solo un resultado que es un número tiene una diferencia mínima que se nota."))
        return None
    found = reader.number(value, path)
    if found is not None and not 0 < found < math.inf:
        reader.complain(path, _("se esperaba un número mayor que cero."))
        return None
    return found


def _shape(found: Mapping[str, str], kinds: Mapping[str, str]) -> str:
    if set(found) == {"column"}:
        return "yes_no" if kinds.get(found["column"]) == "yes_no" else "number"
    for shape, keys in SHAPES.items():
        needed = {key for key in keys if not key.startswith("[")}
        if needed <= set(found) <= {key.strip("[]") for key in keys} and shape not in ("number", "yes_no"):
            return shape
    return ""


def _nearest(found: set[str]) -> str:
    return max(SHAPES, key=lambda shape: len(found & set(SHAPES[shape])))


def shape_text(shape: str) -> str:
    """A shape as its keys: `time` + `event`."""
    return " + ".join(_("«%(name)s»") % {"name": key.strip("[]")} for key in SHAPES[shape])


def _shapes_text() -> str:
    shapes = dict.fromkeys(shape_text(shape) for shape in SHAPES)
    return _("estas claves juntas no forman un resultado. Son posibles: %(shapes)s.") % {"shapes": "; ".join(shapes)}
