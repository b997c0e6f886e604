"""`tejido impact methods [NAME] [--json]`: what may be asked, with options, limits and source."""

from __future__ import annotations

import json
import sys
import textwrap
from typing import Any

from django.utils.translation import gettext as _

from tejido.impact.catalogue import CATALOGUE, SHAPES
from tejido.impact.spec.problems import nearest

DONE, UNKNOWN = 0, 2
WIDTH = 100


def print_methods(name: str | None, *, as_json: bool) -> int:
    """All methods in one line each, or one of them whole; returns the exit status."""
    if name is not None and name not in CATALOGUE:
        print(_("No hay ningún método «%(name)s». %(hint)s") % {"name": name, "hint": nearest(name, CATALOGUE)}, file=sys.stderr)
        return UNKNOWN
    chosen = [CATALOGUE[name]] if name else list(CATALOGUE.values())
    if as_json:
        print(json.dumps([method.described() for method in chosen], ensure_ascii=False, indent=2))
    elif name:
        _print_one(chosen[0].described())
    else:
        width = max(map(len, CATALOGUE)) + 2
        for method in chosen:
            print(f"{method.name:<{width}}{method.title}")
    return DONE


def _print_one(method: dict[str, Any]) -> None:
    print(f"{method['name']} · {method['answers']}\n")
    outcomes = [f"{shape} ({', '.join(SHAPES[shape])})" for shape in method["outcomes"]]
    lines = [
        (_("Qué es"), method["method"]),
        (_("Qué no puede"), method["may_not"]),
        (_("Resultado"), ", ".join(outcomes)),
        (_("Filas"), ", ".join(method["rows"])),
        (_("Exposición"), method["exposure"]),
        (_("Covariables"), method["covariates"]),
        (_("Entidades («cluster»)"), method["cluster"]),
        (_("Errores"), ", ".join(method["errors"])),
        (_("Ajustes"), ", ".join(method["settings"])),
        *((f"options.{option['name']}", _option_text(option)) for option in method["options"]),
        (_("Comprobaciones"), ", ".join(method["checks"])),
        (_("Fuente"), method["source"]),
    ]
    if method["only_in_registered_plans"]:
        lines.append((_("Condición"), _("Solo en planes registrados antes de mirar los datos.")))
    width = max(len(label) for label, text in lines if text) + 2
    for label, text in lines:
        if text:
            print(textwrap.fill(text, WIDTH, initial_indent=f"{label:<{width}}", subsequent_indent=" " * width))


def _option_text(option: dict[str, Any]) -> str:
    parts = [option["type"]]
    if option.get("allowed"):
        parts.append(" | ".join(option["allowed"]))
    if option.get("range"):
        least, most = ("…" if end is None else f"{end:g}" for end in option["range"])
        parts.append(f"{least} – {most}")
    if option["default"] not in (None, ()):
        parts.append(_("si no se dice: %(default)s") % {"default": option["default"]})
    elif option["required"]:
        parts.append(_("hay que indicarla"))
    return " · ".join(parts)
