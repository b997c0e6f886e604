"""Covariates: a name, or a mapping that says how the column enters the design. Nothing here is ever evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.spec.levels import level_in
from tejido.impact.spec.nouns import Term
from tejido.impact.spec.problems import Reader
from tejido.impact.spec.vocabulary import CODINGS

Named = Callable[[Any, str, Sequence[str]], str]

KEYS = ("column", "interaction", "coding", "reference", "knots", "df", "lag")
MOST_KNOTS = 12
MOST_LAG = 60
#: Settings → the codings they belong to.
ONLY_WITH = {"reference": ("factor",), "knots": ("spline",), "df": ("spline",)}


def read_terms(reader: Reader, named: Named, kinds: Mapping[str, str], value: Any, path: str, rows: str) -> tuple[Term, ...]:
    """The covariates in the order written; a name alone is linear, and a derived category its 0/1 columns."""
    found = [_term(reader, named, kinds, item, f"{path}[{i}]", rows) for i, item in enumerate(reader.listing(value, path))]
    names = [term.name for term in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.complain(path, _("«%(name)s» aparece dos veces; escríbala una sola vez.") % {"name": name})
    return tuple(found)


def _term(reader: Reader, named: Named, kinds: Mapping[str, str], item: Any, path: str, rows: str) -> Term:
    if not isinstance(item, Mapping):
        return Term((named(item, path, ("number", "yes_no", "dummies")),))
    parts = reader.mapping(item, path, KEYS)
    if ("column" in parts) == ("interaction" in parts):
        reader.complain(path, _("indique «column» o «interaction», una de las dos."))
        return Term(("",))
    if "interaction" in parts:
        return _interaction(reader, named, parts, path)
    name = named(parts["column"], f"{path}.column", ("number", "yes_no", "category", "dummies"))
    kind = kinds.get(name)
    coding = reader.choice(parts.get("coding"), f"{path}.coding", CODINGS, "factor" if kind == "category" else "linear")
    allowed = {"category": ("factor",), "dummies": ("linear",), "yes_no": ("linear", "factor")}.get(kind or "", CODINGS)
    if coding not in allowed:
        values = {"name": name, "coding": coding, "choices": ", ".join(allowed)}
        reader.complain(f"{path}.coding", _("«%(name)s» no admite «%(coding)s» por su tipo. Elija entre: %(choices)s.") % values)
    for key, codings in ONLY_WITH.items():
        if key in parts and coding not in codings:
            reader.complain(f"{path}.{key}", _("solo se usa con «coding: %(coding)s».") % {"coding": codings[0]})
    knots, df = _spline(reader, parts, path) if coding == "spline" else ((), 0)
    return Term((name,), coding, level_in(kind or "", parts.get("reference")), knots, df, read_lag(reader, parts, path, rows))


def _interaction(reader: Reader, named: Named, parts: Mapping[str, Any], path: str) -> Term:
    names = [
        named(name, f"{path}.interaction", ("number", "yes_no", "category", "dummies"))
        for name in reader.listing(parts["interaction"], f"{path}.interaction")
    ]
    if len(set(names)) != 2:
        reader.complain(f"{path}.interaction", _("se esperaban dos columnas, por ejemplo [a, b]."))
    for key in KEYS[2:]:
        if key in parts:
            reader.complain(f"{path}.{key}", _("no se usa con «interaction»: cada columna entra como diga su propia línea."))
    return Term(tuple(names) or ("",))


def _spline(reader: Reader, parts: Mapping[str, Any], path: str) -> tuple[tuple[float, ...], int]:
    """Interior knots where the author puts them, or as many degrees of freedom as asked, at quantiles of the data."""
    if "knots" in parts and "df" in parts:
        reader.complain(f"{path}.df", _("indique «knots» o «df», una de las dos."))
    read = [reader.number(knot, f"{path}.knots") for knot in reader.listing(parts.get("knots"), f"{path}.knots")]
    knots = tuple(knot for knot in read if knot is not None)
    if len(knots) > MOST_KNOTS or list(knots) != sorted(set(knots)):
        reader.complain(f"{path}.knots", _("se esperaban números distintos de menor a mayor, hasta %(most)s.") % {"most": MOST_KNOTS})
    return knots, 0 if knots else whole(reader, parts.get("df", 3), f"{path}.df", 1, MOST_KNOTS)


def read_lag(reader: Reader, parts: Mapping[str, Any], path: str, rows: str) -> int:
    """How many interviews or periods before: only where each person has several rows."""
    lag = whole(reader, parts.get("lag", 0), f"{path}.lag", 0, MOST_LAG)
    if lag and rows not in ("person_wave", "person_period"):
        reader.complain(
            f"{path}.lag",
            _("el valor de antes solo existe donde cada persona tiene varias filas: «rows: person_wave» o «rows: person_period»."),
        )
    return lag


def whole(reader: Reader, value: Any, path: str, least: float, most: float) -> int:
    """A whole number within its bounds; outside of them the problem is noted and the nearest bound taken."""
    number = reader.number(value, path)
    if number is None or number != int(number) or not least <= number <= most:
        reader.complain(path, _("se esperaba un número entero de %(least)s a %(most)s.") % {"least": f"{least:g}", "most": f"{most:g}"})
        return int(least)
    return int(number)
