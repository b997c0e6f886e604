"""The options of a method, read against the catalogue: type, bounds and allowed values, with the default where nothing is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.catalogue import Method, Option
from tejido.impact.spec.problems import Reader
from tejido.impact.spec.terms import whole

Named = Callable[[Any, str, Sequence[str]], str]

COLUMN_KINDS = ("number", "yes_no", "category")


def read_options(reader: Reader, named: Named, method: Method, value: Any, path: str) -> dict[str, Any]:
    """Every option of the method with its value."""
    given = reader.mapping({} if value is None else value, path, [option.name for option in method.options])
    return {option.name: _read(reader, named, option, given, f"{path}.{option.name}") for option in method.options}


def _read(reader: Reader, named: Named, option: Option, given: Mapping[str, Any], path: str) -> Any:
    if given.get(option.name) is None:
        if option.required:
            reader.complain(path, _("falta. Este método la necesita."))
        return option.default if option.kind not in ("numbers", "columns") else option.default or ()
    value = given[option.name]
    if option.kind == "choice":
        return reader.choice(value, path, option.allowed, str(option.default or option.allowed[0]))
    if option.kind == "yes_no":
        return _truth(reader, value, path)
    if option.kind == "column":
        return named(value, path, COLUMN_KINDS)
    if option.kind == "columns":
        return tuple(named(item, path, COLUMN_KINDS) for item in reader.listing(value, path))
    if option.kind == "assumption":
        return _assumption(reader, value, path)
    if option.kind == "numbers":
        return _numbers(reader, option, value, path)
    return _number(reader, option, value, path)


def _assumption(reader: Reader, value: Any, path: str) -> dict[str, Any]:
    """Something taken to lie between two numbers, and where that comes from: without a source it is a wish."""
    parts = reader.mapping(value, path, ("low", "high", "source"), ("source",))
    ends = [reader.number(parts.get(key), f"{path}.{key}") for key in ("low", "high")]
    if None not in ends and ends[0] > ends[1]:  # type: ignore[operator]
        reader.complain(path, _("«low» no puede ser mayor que «high»."))
    return {"low": ends[0] or 0.0, "high": ends[1] or 0.0, "source": reader.text(parts.get("source"), f"{path}.source")}


def _truth(reader: Reader, value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        reader.complain(path, _("se esperaba «true» o «false»."))
    return value is True


def _number(reader: Reader, option: Option, value: Any, path: str) -> float | int | None:
    least = -float("inf") if option.least is None else option.least
    most = float("inf") if option.most is None else option.most
    if option.kind == "whole":
        return whole(reader, value, path, least, most)
    number = reader.number(value, path)
    if number is not None and not least <= number <= most:
        reader.complain(path, _("se esperaba un número de %(least)s a %(most)s.") % {"least": f"{least:g}", "most": f"{most:g}"})
    return number


def _numbers(reader: Reader, option: Option, value: Any, path: str) -> tuple[float, ...]:
    read = [_number(reader, option, item, path) for item in reader.listing(value, path)]
    found = tuple(float(number) for number in read if number is not None)
    if list(found) != sorted(set(found)):
        reader.complain(path, _("se esperaban números distintos, de menor a mayor."))
    return found
