"""The columns of a plan, those derived from them, and conditions on them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.spec.levels import level_in
from tejido.impact.spec.nouns import DERIVED_KINDS, Column, Condition, Derived, Scalar, Source
from tejido.impact.spec.problems import Reader, nearest
from tejido.impact.spec.terms import MOST_LAG, whole
from tejido.impact.spec.vocabulary import COMPARISONS, KINDS, OPERATIONS, SOURCES, SPELL_GIVES

NAME = re.compile(r"[^\W\d]\w{0,59}")
RESERVED = ("person", "wave")
MOST_COLUMNS = 200
MOST_DAYS = 99_999


def read_columns(reader: Reader, value: Any) -> tuple[Column, ...]:
    """Every column that the plan uses, with its kind: what is not declared is never read."""
    if value is None:
        return ()
    if not isinstance(value, dict) or len(value) > MOST_COLUMNS:
        reader.complain("plan.columns", _("se esperaba cada columna con su «kind», hasta 200 columnas."))
        return ()
    return tuple(_column(reader, str(name), given) for name, given in value.items())


def _column(reader: Reader, name: str, given: Any) -> Column:
    path = f"plan.columns.{name}"
    _check_name(reader, name, path)
    values = reader.mapping(given, path, ("kind", "unit", "label", "file", "source"), ("kind",))
    return Column(
        name=name,
        kind=reader.choice(values.get("kind"), f"{path}.kind", KINDS, "number"),
        file=reader.text(values.get("file"), f"{path}.file", name),
        unit=reader.words(values.get("unit"), f"{path}.unit"),
        label=reader.words(values.get("label"), f"{path}.label"),
        source=_source(reader, values.get("source"), f"{path}.source"),
    )


def _check_name(reader: Reader, name: str, path: str) -> None:
    if not NAME.fullmatch(name):
        reader.complain(
            path, _("el nombre empieza por una letra y lleva solo letras, cifras y guion bajo. Use «file» para el título del archivo.")
        )
    if name in RESERVED:
        reader.complain(path, _("«%(name)s» es un nombre reservado. Elija otro y use «file» para el título del archivo.") % {"name": name})


def _source(reader: Reader, value: Any, path: str) -> Source | None:
    if value is None:
        return None
    everything = {option for options in SOURCES.values() for option in options}
    values = reader.mapping(value, path, [*SOURCES, *sorted(everything)])
    kinds = [kind for kind in SOURCES if kind in values and kind not in everything] or [kind for kind in SOURCES if kind in values]
    if len(kinds) != 1:
        reader.complain(path, _("indique una sola procedencia: %(kinds)s.") % {"kinds": ", ".join(SOURCES)})
        return None
    kind = kinds[0]
    options = {key: item for key, item in values.items() if key != kind}
    for key in options:
        if key not in SOURCES[kind]:
            reader.complain(f"{path}.{key}", _("no se usa con «%(kind)s».") % {"kind": kind})
    return Source(kind, reader.text(values[kind], f"{path}.{kind}"), _source_options(reader, options, path))


def _source_options(reader: Reader, options: dict[str, Any], path: str) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, item in options.items():
        if key == "types":
            read[key] = reader.names(item, f"{path}.types")
        elif key == "give":
            read[key] = reader.choice(item, f"{path}.give", SPELL_GIVES, "event")
        elif key == "within":
            days = reader.number(item, f"{path}.within")
            if days is not None and not 0 < days <= MOST_DAYS:
                reader.complain(f"{path}.within", _("se esperaba un número de días mayor que cero, hasta %(most)s.") % {"most": MOST_DAYS})
            read[key] = days
        elif key == "at":
            read[key] = _moment(reader, item, f"{path}.at")
        elif key == "lag":
            read[key] = whole(reader, item, f"{path}.lag", 1, MOST_LAG)
        elif key == "ever":
            if not isinstance(item, bool):
                reader.complain(f"{path}.ever", _("se esperaba «true» o «false»."))
            read[key] = item is True
        else:
            read[key] = reader.text(item, f"{path}.{key}")
    return read


def _moment(reader: Reader, value: Any, path: str) -> str:
    """Days since the entry, or a day of the calendar."""
    text = reader.text(value, path)
    try:
        if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]+)?", text):
            date.fromisoformat(text)
    except ValueError:
        reader.complain(path, _("se esperaban días desde el comienzo, por ejemplo 180, o una fecha escrita así: 2026-01-31."))
    return text


def read_derived(reader: Reader, value: Any, columns: Sequence[Column]) -> tuple[Derived, ...]:
    """Derived columns in the order written: each may use those before it."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        reader.complain("plan.derive", _("se esperaba cada columna derivada con su operación."))
        return ()
    kinds = {column.name: column.kind for column in columns}
    found: list[Derived] = []
    for name, given in value.items():
        path = f"plan.derive.{name}"
        _check_name(reader, str(name), path)
        if name in kinds:
            reader.complain(path, _("ya hay una columna con este nombre."))
        derived = _derived(reader, str(name), given, kinds)
        if derived:
            found.append(derived)
        kinds[str(name)] = DERIVED_KINDS.get(derived.operation, "number") if derived else "number"
    return tuple(found)


def _derived(reader: Reader, name: str, given: Any, kinds: dict[str, str]) -> Derived | None:
    path = f"plan.derive.{name}"
    values = reader.mapping(given, path, [*OPERATIONS, "label"])
    operations = [key for key in values if key in OPERATIONS]
    if len(operations) != 1:
        reader.complain(path, _("indique una sola operación: %(names)s.") % {"names": ", ".join(OPERATIONS)})
        return None
    operation, label = operations[0], reader.words(values.get("label"), f"{path}.label")
    here, inner = f"{path}.{operation}", values[operations[0]]
    number, condition, reference = None, None, ""
    keys = OPERATIONS[operation]
    if keys is None:
        used: tuple[str, ...] = (reader.text(inner, here),)
    elif keys == "list":
        used = reader.names(inner, here)
        if len(used) < 2 or (operation == "difference" and len(used) != 2):
            reader.complain(here, _("se esperaban dos columnas, por ejemplo [a, b]."))
    else:
        parts = reader.mapping(inner, here, keys, ("column",))
        used = (reader.text(parts.get("column"), f"{here}.column"),)
        number = reader.number(parts.get("value"), f"{here}.value") if operation == "minus" else None
        condition = _comparison(reader, parts, here, kinds) if operation == "indicator" else None
        reference = level_in(kinds.get(used[0], ""), reader.text(parts.get("reference"), f"{here}.reference"))
        if operation == "category" and not reference:
            reader.complain(f"{here}.reference", _("falta. Indique la categoría con la que se comparan las demás."))
    _check_used(reader, operation, used, kinds, here)
    _check_comparable(reader, condition, kinds, here)
    return Derived(name, operation, used, number, condition, reference, label)


def _check_used(reader: Reader, operation: str, used: Sequence[str], kinds: dict[str, str], path: str) -> None:
    for name in used:
        kind = kinds.get(name)
        if kind is None:
            reader.complain(
                path, _("no hay ninguna columna «%(name)s» antes de esta. %(hint)s") % {"name": name, "hint": nearest(name, kinds)}
            )
        elif operation == "category" and kind not in ("category", "number", "yes_no"):
            reader.complain(path, _("«%(name)s» ya es una derivación por categorías.") % {"name": name})
        elif operation not in ("category", "indicator") and kind not in ("number", "yes_no"):
            reader.complain(path, _("«%(name)s» no es un número; use «indicator» o «category».") % {"name": name})


def _comparison(reader: Reader, parts: dict[str, Any], path: str, kinds: Mapping[str, str]) -> Condition | None:
    chosen = [key for key in COMPARISONS if key in parts]
    if len(chosen) != 1:
        reader.complain(path, _("indique una sola comparación: %(names)s.") % {"names": ", ".join(COMPARISONS)})
        return None
    comparison, given = chosen[0], parts[chosen[0]]
    column = reader.text(parts.get("column"), f"{path}.column")
    kind = kinds.get(column, "")
    value: Scalar | tuple[Scalar, ...] | None
    if comparison == "in":
        value = tuple(_level(reader, item, f"{path}.in[{i}]", kind) for i, item in enumerate(reader.listing(given, f"{path}.in")))
    elif comparison == "equals":
        value = given if isinstance(given, bool) else _level(reader, given, f"{path}.equals", kind)
    else:
        value = reader.number(given, f"{path}.{comparison}")
    return None if value is None else Condition(column, comparison, value)


def _level(reader: Reader, value: Any, path: str, kind: str) -> str:
    return level_in(kind, value) if kind == "yes_no" and isinstance(value, bool) else level_in(kind, reader.text(value, path))


def _check_comparable(reader: Reader, condition: Condition | None, kinds: Mapping[str, str], path: str) -> None:
    """A category has no more and no less: it can only be equal, or one of several."""
    if condition and condition.comparison not in ("equals", "in") and kinds.get(condition.column) == "category":
        reader.complain(path, _("«%(name)s» es una categoría: use «equals» o «in».") % {"name": condition.column})


def read_conditions(reader: Reader, value: Any, path: str, columns: Sequence[Column], derive: Sequence[Derived]) -> tuple[Condition, ...]:
    """Who belongs to the question; a person whose value is missing does not meet a condition."""
    kinds = {column.name: column.kind for column in columns}
    kinds.update({d.name: DERIVED_KINDS.get(d.operation, "number") for d in derive if d.operation != "category"})
    found = []
    for i, item in enumerate(reader.listing(value, path)):
        here = f"{path}[{i}]"
        parts = reader.mapping(item, here, ("column", *COMPARISONS), ("column",))
        condition = _comparison(reader, parts, here, kinds) if parts else None
        if condition and condition.column not in kinds:
            hint = nearest(condition.column, kinds)
            reader.complain(here, _("no hay ninguna columna «%(name)s». %(hint)s") % {"name": condition.column, "hint": hint})
        elif condition:
            _check_comparable(reader, condition, kinds, here)
            found.append(condition)
    return tuple(found)
